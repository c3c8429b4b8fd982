import Foundation
import HTTPTypes
import InvenTreeClient
import Synchronization

/// Carries requests to the server, or while it is said to be away to where nobody listens.
final class FailingTransport: HTTPTransport {
    /// Which requests do not arrive.
    private enum Outage {
        case none
        case writes
        case all
    }

    private let transport: CurlTransport
    private let runs = Mutex(0)

    init(_ transport: CurlTransport) {
        self.transport = transport
    }

    /// The next run begins.
    func beginRun() {
        runs.withLock { $0 += 1 }
    }

    /// Every tenth run meets an outage, by turns from its first request on and in the midst of its work.
    private var outage: Outage {
        switch runs.withLock({ $0 }) % 20 {
        case 5: .all
        case 15: .writes
        default: .none
        }
    }

    func send(
        _ request: HTTPRequest,
        body: Data?,
        maximumAnswerSize: Int
    ) async throws(TransportError) -> HTTPAnswer {
        var request = request
        let arrives =
            switch outage {
            case .none: true
            case .writes: request.method == .get
            case .all: false
            }
        if !arrives { request.authority = "127.0.0.1:9" }
        return try await transport.send(request, body: body, maximumAnswerSize: maximumAnswerSize)
    }
}
