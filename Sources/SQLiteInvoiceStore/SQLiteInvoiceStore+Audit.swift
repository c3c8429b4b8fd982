import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// Keeps a record; see `InvoiceStore.note(_:)`.
    public func note(_ record: AuditRecord) async throws(SyncError) {
        let json = try record.json()
        let action = record.action.rawValue
        try await write("recording an action in") { database, _ in
            try database.execute(
                literal: "INSERT INTO sync_audit (id, action, record) VALUES (\(record.id), \(action), \(json))"
            )
            try database.execute(
                literal: """
                    DELETE FROM sync_audit WHERE action = \(action) AND id <= (
                        SELECT id FROM sync_audit WHERE action = \(action)
                        ORDER BY id DESC LIMIT 1 OFFSET \(AuditRecord.kept)
                    )
                    """
            )
        }
    }

    /// The records; see `InvoiceStore.auditRecords(before:limit:)`.
    public func auditRecords(before id: AuditRecord.ID?, limit: Int) async throws(SyncError) -> [AuditRecord] {
        try await read("reading records from") { database, _ in
            let records: SQLRequest<String> = """
                SELECT record FROM sync_audit WHERE (\(id) IS NULL OR id < \(id)) ORDER BY id DESC LIMIT \(max(0, limit))
                """
            return try records.fetchAll(database).compactMap(AuditRecord.init(json:))
        }
    }
}
