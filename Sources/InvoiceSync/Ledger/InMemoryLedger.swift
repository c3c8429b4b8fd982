import FGOModels

/// The ledger of the in-memory store.
struct InMemoryLedger {
    private var records: [String: LedgerRecord] = [:]

    subscript(invoice: String) -> LedgerRecord? { records[invoice] }

    func records(after invoice: String?, limit: Int) -> [LedgerRecord] {
        let keys = records.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let rest = keys.drop { key in invoice.map { !$0.utf8.lexicographicallyPrecedes(key.utf8) } ?? false }
        return rest.prefix(max(0, limit)).compactMap { records[$0] }
    }

    var keys: [String] { Array(records.keys) }

    /// Replaces the content of a record; its moment of receipt stays.
    mutating func replace(_ invoice: String, with json: String?) throws(SyncError) {
        guard let json, let former = records[invoice] else { return }
        records[invoice] = try LedgerRecord(json: json, received: former.received)
    }

    mutating func write(_ record: LedgerRecord) {
        var record = record
        if let former = records[record.invoice], former.document == record.document {
            record.received = max(former.received, record.received)
        }
        records[record.invoice] = record
    }

    mutating func noteReceipt(at moment: ReceivedTime, of document: DocumentID, invoices: Set<String>) {
        for invoice in invoices {
            guard var record = records[invoice], record.document == document else { continue }
            record.received = max(record.received, moment)
            records[invoice] = record
        }
    }
}
