/// What a faulty way to the server does to one request.
package enum Fault: String, Sendable, CaseIterable, Codable {
    /// The connection is cut before the request reaches the server.
    case reset
    /// The server carries the request out, and the connection is cut before its answer.
    case lost
    /// 502 with an HTML body, not carried out.
    case bad
    /// 502 with an HTML body, carried out.
    case lostBad = "lost-bad"
    /// 504 after a second, carried out.
    case gateway
    /// 429 with `Retry-After: 1`, not carried out.
    case busy
    /// 503 with `Retry-After: 1`, not carried out.
    case down
    /// Half of the answer, and then the connection is cut; carried out.
    case half
    /// The right answer, three seconds late.
    case slow

    /// Whether the server gets the request.
    package var isCarriedOut: Bool {
        switch self {
        case .reset, .bad, .busy, .down: false
        case .lost, .lostBad, .gateway, .half, .slow: true
        }
    }

    /// How long the client waits for what it gets.
    var delay: Duration {
        switch self {
        case .gateway: .seconds(1)
        case .slow: .seconds(3)
        default: .zero
        }
    }
}
