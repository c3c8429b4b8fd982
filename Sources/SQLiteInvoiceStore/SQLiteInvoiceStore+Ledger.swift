public import FGOModels
import Foundation
import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// The records of invoices; see `InvoiceLedger.ledgerRecords(of:)`.
    public func ledgerRecords(of invoices: Set<String>) async throws(SyncError) -> [LedgerRecord] {
        let rows = try await read("reading the ledger of") { database, _ in
            let find = try database.cachedStatement(sql: "SELECT record, received FROM sync_ledger WHERE invoice = ?")
            return try invoices.compactMap { try LedgerRow.fetchOne(find, arguments: [Data($0.utf8)]) }
        }
        return try rows.records
    }

    /// The next records; see `InvoiceLedger.ledgerRecords(after:limit:)`.
    public func ledgerRecords(after invoice: String?, limit: Int) async throws(SyncError) -> [LedgerRecord] {
        let last = invoice.map { Data($0.utf8) }
        let rows = try await read("reading the ledger of") { database, _ in
            let rows: SQLRequest<LedgerRow> = """
                SELECT record, received FROM sync_ledger WHERE \(last) IS NULL OR invoice > \(last)
                ORDER BY invoice LIMIT \(max(0, limit))
                """
            return try rows.fetchAll(database)
        }
        return try rows.records
    }

    /// Writes records; see `InvoiceLedger.writeLedger(_:)`.
    public func writeLedger(_ records: [LedgerRecord]) async throws(SyncError) {
        guard !records.isEmpty else { return }
        let rows = try records.map { record throws(SyncError) in (record, try record.json()) }
        try await write("writing the ledger of") { database, _ in
            let write = try database.cachedStatement(
                sql: """
                    INSERT INTO sync_ledger (invoice, document, received, record) VALUES (?, ?, ?, ?)
                    ON CONFLICT (invoice) DO UPDATE SET
                        received = iif(document = excluded.document, max(received, excluded.received), excluded.received),
                        document = excluded.document, record = excluded.record
                    """
            )
            for (record, json) in rows {
                try write.execute(
                    arguments: [
                        Data(record.invoice.utf8), record.document.key, record.received.microseconds, json,
                    ]
                )
            }
        }
    }

    /// Notes that a document was received again; see `InvoiceLedger.noteReceipt(at:of:invoices:)`.
    public func noteReceipt(
        at moment: ReceivedTime,
        of document: DocumentID,
        invoices: Set<String>
    ) async throws(SyncError) {
        try await write("writing the ledger of") { database, _ in
            let note = try database.cachedStatement(
                sql: "UPDATE sync_ledger SET received = ? WHERE invoice = ? AND document = ? AND received < ?"
            )
            let received = moment.microseconds
            for invoice in invoices {
                try note.execute(arguments: [received, Data(invoice.utf8), document.key, received])
            }
        }
    }

    /// A short text; see `InvoiceLedger.text(of:)`.
    public func text(of note: StoreNote) async throws(SyncError) -> String? {
        try await read("reading notes of") { database, _ in
            let text: SQLRequest<String> = "SELECT text FROM sync_notes WHERE name = \(note.rawValue)"
            return try text.fetchOne(database)
        }
    }

    /// Keeps a short text; see `InvoiceLedger.keep(_:as:)`.
    public func keep(_ text: String, as note: StoreNote) async throws(SyncError) {
        try await write("writing notes of") { database, _ in
            try database.execute(
                literal: "INSERT OR REPLACE INTO sync_notes (name, text) VALUES (\(note.rawValue), \(text))"
            )
        }
    }
}

/// A record as the file holds it; its JSON is read when the transaction is over.
private struct LedgerRow: FetchableRecord, Sendable {
    let record: String
    let received: Int64

    init(row: Row) throws {
        record = try row.decode(forColumn: "record")
        received = try row.decode(forColumn: "received")
    }
}

extension [LedgerRow] {
    fileprivate var records: [LedgerRecord] {
        get throws(SyncError) {
            try map { row throws(SyncError) in
                try LedgerRecord(json: row.record, received: ReceivedTime(microseconds: row.received))
            }
        }
    }
}
