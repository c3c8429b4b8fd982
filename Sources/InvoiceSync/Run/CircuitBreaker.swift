/// Tells an outage from documents that the world fails one by one (<doc:ResultRules#Outages>).
///
/// Pure.
///
/// A failure counts against its document only once another document has succeeded after it: where several fail in a row it
/// is the world that is broken, and an outage marks nothing as failed, however often it comes back.
struct CircuitBreaker<Document> {
    /// How many failures in a row are an outage.
    let limit: Int
    /// The documents that have failed since the last success, and of which it is not yet known why.
    private(set) var suspended: [Document] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether the run is to end.
    var isOpen: Bool { suspended.count >= limit }

    /// A document failed.
    mutating func fail(_ document: Document) {
        suspended.append(document)
    }

    /// A document succeeded, or the run ends without an outage.
    ///
    /// - Returns: The documents that failed by themselves before it.
    mutating func settle() -> [Document] {
        defer { if !isOpen { suspended = [] } }
        return isOpen ? [] : suspended
    }
}
