/// A store whose pending documents are those of the accepted sources; the others are counted apart
/// (<doc:DocumentRules#Sources>).
public struct AcceptingStore: ForwardingInvoiceStore {
    /// The store that holds the documents.
    public let base: any InvoiceStore
    private let sources: SourceFilter

    /// A store that counts by the setting `sources`.
    ///
    /// - Parameters:
    ///   - base: The store that holds the documents.
    ///   - sources: The accepted sources, an empty text for documents without one; `nil` accepts every document.
    public init(_ base: any InvoiceStore, accepting sources: Set<String>?) {
        self.init(base, SourceFilter(accepting: sources))
    }

    init(_ base: any InvoiceStore, _ sources: SourceFilter) {
        self.base = base
        self.sources = sources
    }

    /// Counts the documents in each state; see ``InvoiceStore/counts()``.
    public func counts() async throws(SyncError) -> StoreCounts {
        var counts = try await base.counts()
        guard sources != .all else { return counts }
        let others = try await pendingSources().reduce(0) { sources.accepts($1.key) ? $0 : $0 + $1.value }
        counts.otherSources = min(others, counts.pending)
        counts.pending -= counts.otherSources
        return counts
    }
}
