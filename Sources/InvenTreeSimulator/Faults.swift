/// A request, as a fault hook sees it.
public struct SimulatedRequest: Sendable {
    /// The method, in capitals.
    public let method: String
    /// The path, without query.
    public let path: String
    /// The query as it was sent, empty when there is none.
    public let query: String
    /// The path with names in place of keys, such as `/api/order/so/{pk}/`; of an unknown place the path itself.
    public let route: String
    /// The body as it was sent.
    public let body: [UInt8]
    /// How many requests came before this one, and one.
    public let ordinal: Int

    /// Whether the request may change something: by its method, unless it is a search.
    public var isWrite: Bool { RequestCounts.mayWrite(method, route) }
}

/// What is to become of a request.
public enum FaultAction: Sendable {
    /// It is carried out and answered.
    case pass
    /// It is not carried out, and answered with this.
    case answer(status: Int, headers: [String: String] = [:], body: String = "")
    /// It is carried out, and answered with this instead of the truth.
    case carryOutThenAnswer(status: Int, headers: [String: String] = [:], body: String = "")
    /// It is carried out, and the connection is cut instead of an answer.
    case carryOutThenDrop
    /// It is not carried out, and the connection is cut.
    case drop
    /// It is carried out and answered after this much more time.
    case delay(Duration)
}

/// How many requests came, by method and route.
public struct RequestCounts: Sendable, Equatable {
    private var counts: [String: [String: Int]] = [:]

    /// All requests.
    public var total: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// The requests that may change something: by their method, searches left out.
    public var writes: Int {
        counts.reduce(0) { sum, routes in
            sum + routes.value.reduce(0) { $0 + (Self.mayWrite(routes.key, $1.key) ? $1.value : 0) }
        }
    }

    static func mayWrite(_ method: String, _ route: String) -> Bool {
        ["POST", "PUT", "PATCH", "DELETE"].contains(method) && route != "/api/search/"
    }

    /// The requests of one method to one route.
    ///
    /// - Parameters:
    ///   - method: The method, in capitals.
    ///   - route: The path with names in place of keys, such as `/api/order/so/{pk}/`.
    public subscript(method: String, route: String) -> Int { counts[method]?[route] ?? 0 }

    mutating func count(_ method: String, _ route: String) {
        counts[method, default: [:]][route, default: 0] += 1
    }
}
