import HTTPTypes

/// Requests of which each costs the server about the same, so that what one takes can be compared with another.
///
/// Rows cost by their number, which the size of an answer tells well enough in powers of four.
struct RequestKind: Hashable, Sendable {
    private let text: String

    /// - Parameters:
    ///   - endpoint: What was asked.
    ///   - answerSize: The bytes of the answer's body.
    init(_ endpoint: Endpoint, answerSize: Int) {
        let size = (endpoint.body?.count ?? 0) + answerSize
        let magnitude = (Int.bitWidth - size.leadingZeroBitCount) / 2
        text = ([endpoint.method.rawValue, endpoint.route, "\(magnitude)"] + endpoint.query.map(\.name))
            .joined(separator: " ")
    }

    init(_ text: String) {
        self.text = text
    }
}

/// How a request ended, as far as it tells something of the server's load.
enum RequestEnding: Sendable {
    /// With what was asked for, after so many seconds.
    case succeeded(RequestKind, seconds: Double)

    /// With a sign that the server has too much to do, or is not there.
    case overloaded

    /// With nothing to be learned.
    case other
}
