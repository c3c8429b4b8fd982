public import FGOModels
public import InvoiceSync

extension MongoInvoiceStore {
    /// The records of invoices; see `InvoiceLedger.ledgerRecords(of:)`.
    public func ledgerRecords(of invoices: Set<String>) async throws(SyncError) -> [LedgerRecord] {
        try await ledgerRecords { operations throws(MongoFailure) in try operations.ledgerRows(of: invoices) }
    }

    /// The next records; see `InvoiceLedger.ledgerRecords(after:limit:)`.
    public func ledgerRecords(after invoice: String?, limit: Int) async throws(SyncError) -> [LedgerRecord] {
        try await ledgerRecords { operations throws(MongoFailure) in
            try operations.ledgerRows(after: invoice, limit: limit)
        }
    }

    /// Writes records; see `InvoiceLedger.writeLedger(_:)`.
    public func writeLedger(_ records: [LedgerRecord]) async throws(SyncError) {
        let records = try records.map { record throws(SyncError) in (record: record, json: try record.json()) }
        try await perform("writing the ledger of", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.writeLedger(records)
        }
    }

    /// Notes that a document was received again; see `InvoiceLedger.noteReceipt(at:of:invoices:)`.
    public func noteReceipt(
        at moment: ReceivedTime,
        of document: DocumentID,
        invoices: Set<String>
    ) async throws(SyncError) {
        try await perform("writing the ledger of", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.noteReceipt(at: moment, of: document, invoices: invoices)
        }
    }

    /// A short text; see `InvoiceLedger.text(of:)`.
    public func text(of note: StoreNote) async throws(SyncError) -> String? {
        try await perform("reading notes of") { operations throws(MongoFailure) in try operations.text(of: note) }
    }

    /// Keeps a short text; see `InvoiceLedger.keep(_:as:)`.
    public func keep(_ text: String, as note: StoreNote) async throws(SyncError) {
        try await perform("writing notes of") { operations throws(MongoFailure) in
            try operations.keep(text, as: note)
        }
    }

    private func ledgerRecords(
        _ rows: @escaping @Sendable (StoreOperations) throws(MongoFailure) -> [LedgerRow]
    ) async throws(SyncError) -> [LedgerRecord] {
        try await perform("reading the ledger of", rows).map { row throws(SyncError) in try row.read() }
    }
}
