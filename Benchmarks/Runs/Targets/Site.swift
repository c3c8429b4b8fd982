/// Where a program finds the server.
struct Site: Sendable {
    let url: String
    let token: String
}

/// What a server had to do for a program.
struct ServerUsage: Sendable, Codable {
    /// The requests of one method to one route.
    struct Requests: Sendable, Codable {
        let method: String
        /// The path with `{pk}` in place of keys.
        let route: String
        /// How many were answered with each status.
        var statuses: [Int: Int] = [:]
        /// What they took the server: its modelled CPU on the simulator, their time in the access log of a real one.
        var seconds = 0.0

        var count: Int { statuses.values.reduce(0, +) }
        var failed: Int { statuses.filter { $0.key >= 400 }.values.reduce(0, +) }
        /// Whether they only ask: a search is a question, although it is posted.
        var isLookup: Bool { ["GET", "HEAD", "OPTIONS"].contains(method) || route == "/api/search/" }
    }

    /// The CPU time of the server and its database, in seconds; nil where nobody can tell.
    var cpu: Double?
    /// Nil where nobody counted.
    var requests: [Requests]?

    var count: Int? { requests?.reduce(0) { $0 + $1.count } }
    var failed: Int? { requests?.reduce(0) { $0 + $1.failed } }
}
