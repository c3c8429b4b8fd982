import FGOModels
public import Foundation
import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// The number of rows that are read at once.
    private static let page = 200

    /// Changes records; see `RecordRetention.rewrite(_:isTrial:_:)`.
    ///
    /// Rows are looked at beside any writer; those that are to change are read again when nobody else writes.
    public func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @escaping @Sendable (KeptRecord) -> KeptRecord.Content?
    ) async throws(SyncError) -> Int {
        let table = RecordTable(selection.kind)
        var count = 0
        var last: Int64 = 0
        while true {
            if Task.isCancelled { throw SyncError(.cancelled, "the work on the records was cancelled") }
            let page = try await read("reading records from") { [last] database, _ in
                try table.rows(selection, after: last, limit: Self.page, database)
            }
            guard let end = page.last else { return count }
            last = end.id
            let changed = page.filter { $0.record.flatMap(change) != nil }.map(\.id)
            if isTrial || changed.isEmpty {
                count += changed.count
                continue
            }
            count += try await write("changing records in") { database, _ in
                try changed.count { id in
                    guard let content = try table.row(id, database)?.record.flatMap(change) else { return false }
                    try table.write(content, to: id, database)
                    return true
                }
            }
        }
    }

    /// Forgets names; see `RecordRetention.forgetNames(isTrial:where:)`.
    public func forgetNames(
        isTrial: Bool,
        where isForgotten: @escaping @Sendable (DirectoryEntry) -> Bool
    ) async throws(SyncError) -> Int {
        var count = 0
        var last: Int64 = 0
        while true {
            if Task.isCancelled { throw SyncError(.cancelled, "the work on the directory was cancelled") }
            let page = try await read("recalling names from") { [last] database, _ in
                let rows: SQLRequest<NameRow> = """
                    SELECT * FROM sync_directory WHERE position > \(last) ORDER BY position LIMIT \(Self.page)
                    """
                return try rows.fetchAll(database)
            }
            guard let end = page.last else { return count }
            last = end.position
            let forgotten = page.filter { $0.entry.map(isForgotten) ?? false }.map(\.position)
            count += forgotten.count
            if isTrial || forgotten.isEmpty { continue }
            try await write("forgetting names in") { database, _ in
                let forget = try database.cachedStatement(sql: "DELETE FROM sync_directory WHERE position = ?")
                for position in forgotten { try forget.execute(arguments: [position]) }
            }
        }
    }

    /// Forgets old names; see `RecordRetention.forgetNames(olderThan:)`.
    ///
    /// Names are in the order in which they were remembered, so that the first that is young enough ends the work.
    public func forgetNames(olderThan age: Duration) async throws(SyncError) {
        var isOver = false
        while !isOver {
            isOver = try await write("forgetting old names in", durably: false) { database, now in
                let oldest: SQL = "SELECT position FROM sync_directory ORDER BY position LIMIT \(Self.page)"
                try database.execute(
                    literal: """
                        DELETE FROM sync_directory
                        WHERE position IN (\(oldest)) AND remembered_at < \(now.milliseconds(after: .zero - age))
                        """
                )
                return database.changesCount < Self.page
            }
        }
    }

    /// Removes old records; see `RecordRetention.removeRecords(before:)`.
    public func removeRecords(before moment: Date) async throws(SyncError) {
        let first = RunRecord.lowestID(at: moment)
        try await write("removing old records from") { database, _ in
            try database.execute(literal: "DELETE FROM sync_runs WHERE id < \(first)")
            try database.execute(literal: "DELETE FROM sync_audit WHERE id < \(first)")
        }
    }

    /// Clears the write-ahead log, which holds pages as they were before; see `RecordRetention.purge()`.
    ///
    /// The file itself is overwritten with every removal. It fails as a transient failure while another process reads from the log for long.
    public func purge() async throws(SyncError) {
        try await checkpoint("clearing the write-ahead log of")
    }
}

/// The table of one kind of records.
private struct RecordTable: Sendable {
    private let kind: KeptRecord.Kind
    private let name: SQL
    private let columns: [(field: KeptRecord.Field, name: String)]

    init(_ kind: KeptRecord.Kind) {
        self.kind = kind
        switch kind {
        case .results: (name, columns) = ("raw_data", [(.log, "sync_log"), (.reason, "sync_reason")])
        case .ledger: (name, columns) = ("sync_ledger", [(.record, "record")])
        case .runs: (name, columns) = ("sync_runs", [(.record, "record")])
        case .audit: (name, columns) = ("sync_audit", [(.record, "record")])
        case .jobs: (name, columns) = ("jobs", [(.output, "last_output")])
        }
    }

    /// The next rows that have a record, in the order of their numbers, as many as an answer holds.
    func rows(_ selection: RecordSelection, after last: Int64, limit: Int, _ database: Database) throws -> [RecordRow] {
        var condition: SQL = "TRUE"
        if case .results(let documents) = selection {
            let keys = JSONValue.array(documents.map { .text($0.key) }).json
            condition = "id IN (SELECT value FROM json_each(\(keys)))"
        }
        let isPresent = SQL(sql: columns.map { "\($0.name) IS NOT NULL" }.joined(separator: " OR "))
        let request: SQLRequest<Row> = """
            \(selected) WHERE rowid > \(last) AND (\(isPresent)) AND \(condition) ORDER BY rowid LIMIT \(limit)
            """
        var budget = AnswerBudget()
        var rows: [RecordRow] = []
        let all = try request.fetchCursor(database)
        while !budget.isSpent, let row = try all.next() {
            let next = try self.row(row)
            budget.spend(next.byteCount)
            rows.append(next)
        }
        return rows
    }

    func row(_ id: Int64, _ database: Database) throws -> RecordRow? {
        let request: SQLRequest<Row> = "\(selected) WHERE rowid = \(id)"
        return try request.fetchOne(database).map(row)
    }

    func write(_ content: KeptRecord.Content, to id: Int64, _ database: Database) throws {
        for column in columns {
            guard let value = content[column.field] else { continue }
            let text = value.plainText ?? value.json
            try database.execute(
                literal: "UPDATE \(name) SET \(SQL(sql: column.name)) = \(text) WHERE rowid = \(id)"
            )
        }
    }

    private var selected: SQL {
        let key = kind == .results ? "id" : "NULL"
        let list = (["rowid AS number", "\(key) AS document"] + columns.map(\.name)).joined(separator: ", ")
        return "SELECT \(SQL(sql: list)) FROM \(name)"
    }

    private func row(_ row: Row) throws -> RecordRow {
        var texts: [KeptRecord.Field: String] = [:]
        for column in columns {
            let text: String? = try row.decode(forColumn: column.name)
            texts[column.field] = text
        }
        return RecordRow(
            id: try row.decode(forColumn: "number"),
            kind: kind,
            document: try row.decode(forColumn: "document"),
            texts: texts
        )
    }
}

/// A row with a record; its JSON is read when the transaction is over.
private struct RecordRow: Sendable {
    let id: Int64
    let kind: KeptRecord.Kind
    let document: String?
    let texts: [KeptRecord.Field: String]

    var byteCount: Int { texts.values.reduce(0) { $0 + $1.utf8.count } }

    /// The record; `nil` if its text is not what this program writes.
    var record: KeptRecord? {
        var content: KeptRecord.Content = [:]
        for (field, text) in texts {
            switch field {
            case .reason, .output: content[field] = .text(text)
            case .log, .record: content[field] = try? JSONValue(json: Data(text.utf8))
            }
        }
        guard !content.isEmpty else { return nil }
        let id = document.flatMap { try? JSONValue(json: Data($0.utf8)) }.map(DocumentID.init)
        return KeptRecord(kind, of: id, content)
    }
}

/// A row of the directory.
private struct NameRow: FetchableRecord, Sendable {
    let position: Int64
    /// The entry; `nil` if another program wrote it.
    let entry: DirectoryEntry?

    init(row: Row) throws {
        position = try row.decode(forColumn: "position")
        let texts = try ["server", "name", "value"].map { column in
            String(decoding: try row.decode(Data.self, forColumn: column), as: UTF8.self)
        }
        let kind = LockName.Kind(rawValue: try row.decode(String.self, forColumn: "kind"))
        entry = kind.map {
            DirectoryEntry(key: DirectoryKey(server: texts[0], kind: $0, name: texts[1]), value: texts[2])
        }
    }
}
