import CCurl
import HTTPTypes

/// Whether the server tells that it reads a request before it gets the body (`Expect: 100-continue`), as seen so far.
///
/// A server that closes a connection on which a request arrives leaves it open whether it read the request: a worker
/// that is replaced does that, and so does every server with a connection that was idle for long. What waits with the
/// body until the server reads it knows: without body nothing was carried out, and libcurl sends the request
/// again at once on another connection.
///
/// gunicorn tells it (<doc:ServerBehaviour#Requests-over-HTTP>). What does not is found out by the first requests and
/// asked no more.
enum GoAhead {
    case unknown
    case told
    case neverTold

    /// How long a request waits for it before the body goes out unbidden; nil for not asking.
    ///
    /// Over TLS the answer is a proxy's, which says nothing of the server behind, and costs a round trip.
    func wait(of request: HTTPRequest, atMost limit: Duration) -> Duration? {
        guard request.scheme == "http" else { return nil }
        return switch self {
        case .unknown: .milliseconds(100)
        case .told: limit
        case .neverTold: nil
        }
    }

    /// Learns from a transfer that has ended.
    mutating func learn(from transfer: CurlTransfer, _ code: CURLcode) {
        guard transfer.waitedForGoAhead else { return }
        if transfer.wasToldToGoAhead {
            self = .told
        } else if code == CURLE_OK, transfer.requestMayHaveArrived {
            self = .neverTold
        } else if code == CURLE_OPERATION_TIMEDOUT {
            self = .unknown
        }
    }
}
