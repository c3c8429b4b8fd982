/// How much of large documents a store gives at a time, so that what a caller needs of memory does not grow with them.
///
/// A store adds documents to an answer of ``InvoiceStore/claim(_:)`` or ``InvoiceStore/documents(_:)`` until the budget is
/// spent. An answer is thus never empty for its sake, and never more than one document above it.
public struct AnswerBudget: Sendable, Hashable {
    /// The whole budget: 4 MiB of the text or BSON that the store keeps, so that documents of 16 MB come one by one.
    public static let byteCount = 4 << 20

    private var spentBytes = 0

    /// A budget of which nothing is spent.
    public init() {}

    /// Whether the answer is complete.
    public var isSpent: Bool { spentBytes >= Self.byteCount }

    /// Counts a document that the answer holds.
    ///
    /// - Parameter byteCount: How large it is as the store keeps it.
    public mutating func spend(_ byteCount: Int) {
        spentBytes += byteCount
    }
}
