/// How the references of sales orders look on a server.
public struct ReferenceRule: Hashable, Sendable {
    /// The server's pattern, such as `SO-{ref:04d}`.
    ///
    /// A pattern `{ref}` takes any text (<doc:ServerBehaviour#Sales-orders>).
    public let pattern: String

    /// The reference that the server would give to an order created now without one; nil when it tells none.
    public let next: String?

    /// Makes a rule.
    public init(pattern: String, next: String?) {
        self.pattern = pattern
        self.next = next
    }
}
