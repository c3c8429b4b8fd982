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
