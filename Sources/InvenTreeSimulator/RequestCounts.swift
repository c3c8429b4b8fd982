/// How many requests came, by method and route, and what became of them.
public struct RequestCounts: Sendable, Equatable {
    /// The requests of one method to one route.
    public struct Entry: Sendable, Equatable {
        /// The method, in capitals.
        public let method: String
        /// The path with names in place of keys, such as `/api/order/so/{pk}/`; of an unknown place the path itself.
        public let route: String
        /// How many came.
        public fileprivate(set) var count = 0
        /// How many were answered with each status; one that was cut off was not.
        public fileprivate(set) var statuses: [Int: Int] = [:]
        /// The CPU time that they cost by the latency profile, at the speed of the real server.
        public fileprivate(set) var cpu = Duration.zero
    }

    private struct Key: Hashable {
        let method: String
        let route: String
    }

    private var counts: [Key: Entry] = [:]

    /// All routes that were asked, by method.
    public var entries: [Entry] { counts.values.sorted { ($0.route, $0.method) < ($1.route, $1.method) } }

    /// All requests.
    public var total: Int { counts.values.reduce(0) { $0 + $1.count } }

    /// The requests that may change something: by their method, searches left out.
    public var writes: Int {
        counts.values.filter { Self.mayWrite($0.method, $0.route) }.reduce(0) { $0 + $1.count }
    }

    static func mayWrite(_ method: String, _ route: String) -> Bool {
        ["POST", "PUT", "PATCH", "DELETE"].contains(method) && route != "/api/search/"
    }

    /// The requests of one method to one route.
    ///
    /// - Parameters:
    ///   - method: The method, in capitals.
    ///   - route: The path with names in place of keys, such as `/api/order/so/{pk}/`.
    public subscript(method: String, route: String) -> Int { counts[Key(method: method, route: route)]?.count ?? 0 }

    mutating func came(_ request: SimulatedRequest) {
        update(request) { $0.count += 1 }
    }

    mutating func cost(_ request: SimulatedRequest, _ cpu: Duration) {
        update(request) { $0.cpu += cpu }
    }

    mutating func answered(_ request: SimulatedRequest, _ status: Int) {
        update(request) { $0.statuses[status, default: 0] += 1 }
    }

    private mutating func update(_ request: SimulatedRequest, _ change: (inout Entry) -> Void) {
        let key = Key(method: request.method, route: request.route)
        change(&counts[key, default: Entry(method: request.method, route: request.route)])
    }
}
