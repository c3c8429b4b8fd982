public import FGOModels
public import InvenTreeClient

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

    /// A warning about an invoice and its order.
    public struct Warning: Sendable, Hashable {
        /// The document that holds the invoice.
        public let document: DocumentID
        /// The invoice.
        public let invoice: InvoiceName
        /// The order.
        public let order: SalesOrder
        /// The warning, in a sentence.
        public let detail: String
    }

    /// The documents.
    public internal(set) var documents = Documents()
    /// The invoices.
    public internal(set) var invoices = Invoices()
    /// The differences, in the order of the store; orders that no document knows last.
    public internal(set) var discrepancies: [Discrepancy] = []
    /// What is no difference, and what a person should know all the same: an edited description, a part found by a code
    /// although its name differs, one of several parts or companies that fit.
    public internal(set) var warnings: [Warning] = []

    /// Nothing compared.
    public init() {}

    /// The documents that are to be synced again to put right what can be put right so.
    public var fixableDocuments: Set<DocumentID> {
        Set(discrepancies.filter(\.isFixable).compactMap(\.document))
    }
}

extension ReconciliationReport.Warning: Encodable {
    private enum CodingKeys: String, CodingKey {
        case document, serie, numar, order, reference, detail
    }

    /// Writes the order as its pk and reference.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(document.description, forKey: .document)
        try container.encodeIfPresent(invoice.serie, forKey: .serie)
        try container.encodeIfPresent(invoice.numar, forKey: .numar)
        try container.encode(order.id, forKey: .order)
        try container.encode(order.reference, forKey: .reference)
        try container.encode(detail, forKey: .detail)
    }
}
