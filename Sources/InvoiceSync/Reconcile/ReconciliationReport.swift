public import FGOModels

/// What a comparison of the store with the server found.
public struct ReconciliationReport: Sendable, Hashable, Encodable {
    /// How many documents were looked at.
    public struct Documents: Sendable, Hashable, Encodable {
        /// Finished documents, whose invoices are compared.
        public internal(set) var finished = 0
        /// How many of them are done with.
        public internal(set) var compared = 0
        /// Documents that are pending, waiting or held: not synced yet, and no difference.
        public internal(set) var unsynced = 0
    }

    /// How many invoices of finished documents were looked at, each invoice once.
    public struct Invoices: Sendable, Hashable, Encodable {
        /// Compared with their orders.
        public internal(set) var compared = 0
        /// Are not to become orders.
        public internal(set) var skipped = 0
        /// Have no order because they failed, and no difference on that account.
        public internal(set) var failed = 0
    }

    /// The documents.
    public internal(set) var documents = Documents()
    /// The invoices.
    public internal(set) var invoices = Invoices()
    /// The differences, in the order of the store; orders that no document knows last.
    public internal(set) var discrepancies: [Discrepancy] = []

    /// Nothing compared.
    public init() {}

    /// The documents that are to be synced again to put right what can be put right so.
    public var fixableDocuments: Set<DocumentID> {
        Set(discrepancies.filter(\.isFixable).compactMap(\.document))
    }
}
