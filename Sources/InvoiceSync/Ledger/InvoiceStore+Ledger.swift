extension InvoiceStore {
    /// The records of invoices, by their keys.
    ///
    /// - Parameter keys: The keys.
    /// - Returns: The records that exist.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func ledger(of keys: some Sequence<String>) async throws(SyncError) -> [String: LedgerRecord] {
        let keys = Set(keys)
        guard !keys.isEmpty else { return [:] }
        return Dictionary(try await ledgerRecords(of: keys).map { ($0.invoice, $0) }) { first, _ in first }
    }

    /// Orders with what the ledger knows of them.
    func recalling(_ orders: [DocumentWork.Order]) async throws(SyncError) -> [DocumentWork.Order] {
        let records = try await ledger(of: orders.map(\.form.key))
        return orders.map { $0.recalling(records[$0.form.key]) }
    }
}
