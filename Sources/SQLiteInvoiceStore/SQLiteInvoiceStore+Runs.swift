import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// Records a run; see `InvoiceStore.record(_:)`.
    public func record(_ run: RunRecord) async throws(SyncError) {
        let json = try run.json()
        try await write("recording a run in") { database, _ in
            try database.execute(
                literal: """
                    INSERT INTO sync_runs (id, job, record) VALUES (\(run.id), \(run.job), \(json))
                    ON CONFLICT (id) DO UPDATE SET record = excluded.record
                    """
            )
            try database.execute(
                literal: """
                    DELETE FROM sync_runs WHERE job = \(run.job) AND id <= (
                        SELECT id FROM sync_runs WHERE job = \(run.job)
                        ORDER BY id DESC LIMIT 1 OFFSET \(RunRecord.kept)
                    )
                    """
            )
        }
    }

    /// The runs of a job; see `InvoiceStore.runs(of:before:limit:)`.
    public func runs(of job: String, before id: RunRecord.ID?, limit: Int) async throws(SyncError) -> [RunRecord] {
        try await read("reading runs from") { database, _ in
            let records: SQLRequest<String> = """
                SELECT record FROM sync_runs WHERE job = \(job) AND (\(id) IS NULL OR id < \(id))
                ORDER BY id DESC LIMIT \(max(0, limit))
                """
            return try records.fetchAll(database).compactMap(RunRecord.init(json:))
        }
    }

    /// A run; see `InvoiceStore.run(_:)`.
    public func run(_ id: RunRecord.ID) async throws(SyncError) -> RunRecord? {
        try await read("reading a run from") { database, _ in
            let record: SQLRequest<String> = "SELECT record FROM sync_runs WHERE id = \(id)"
            return try record.fetchOne(database).flatMap(RunRecord.init(json:))
        }
    }
}
