public import FGOModels
public import Foundation
import GRDB
public import InvoiceSync
import Synchronization

/// A store in one file, without a server: the default.
///
/// Several processes on one machine may work on one file at once. Every operation is one transaction, and what was
/// answered survives a power cut (WAL with `synchronous = FULL`), but for what ends by itself or is asked anew: that a
/// lock was prolonged or given back, and what names stand for. A file on a network share is not safe: SQLite's locks do
/// not hold there. Times are the machine's clock, kept to the millisecond.
///
/// The tables are `raw_data` (SyncRules, “Fields of a document”), `jobs` (SyncRules, “Fields of the job”),
/// `sync_locks`, `sync_generations` and `sync_directory`. They may be looked at with any SQLite program while the store is in use, and a job
/// may be changed there. A `data` that somebody spoiled there counts as absent.
///
/// A file that is deleted, or that another file replaces, is noticed: operations fail with “the store was replaced” until
/// the new file has been unchanged for 15 s, and then go on with that one.
public final class SQLiteInvoiceStore: InvoiceStore {
    /// The connections to the file, as it is now.
    var database: DatabasePool { get throws(SyncError) { try file.pool() } }

    private let file: OpenFile
    private let now: @Sendable () -> Date
    private let receipts = Mutex(ReceiptClock())

    /// Opens a file, and creates it with its folders, readable by nobody else, where it is absent.
    ///
    /// - Parameters:
    ///   - path: The file; its folder also holds SQLite's files `-wal` and `-shm` while the store is open.
    ///   - now: The clock that leases, locks and waits go by.
    /// - Throws: `SyncError` with code `SyncError.Code.storeUnavailable` where the file cannot be created or written,
    ///   is not a store of this program, or was made by a newer version of it.
    public init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(SyncError) {
        file = try OpenFile(path: path, now: now)
        self.now = now
    }

    /// Adds documents; see `InvoiceStore.insert(_:)`.
    public func insert(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts {
        let rows = ImportedDocument.latest(of: documents).map(NewRow.init)
        return try await write("adding documents to") { [self] database, now in
            let receive = try database.cachedStatement(sql: NewRow.receiveSQL)
            let change = try database.cachedStatement(sql: NewRow.changeSQL)
            let insert = try database.cachedStatement(sql: NewRow.insertSQL)
            var counts = InsertCounts()
            for row in rows {
                let receipt = receipts.withLock { $0.next(at: Date(milliseconds: now)) }
                try receive.execute(arguments: [receipt.microseconds, row.key])
                if database.changesCount == 0 {
                    try insert.execute(arguments: row.arguments(receivedAt: receipt))
                    counts.new += 1
                    continue
                }
                try change.execute(arguments: [row.data, row.key, row.data])
                if database.changesCount == 0 {
                    counts.unchanged += 1
                } else {
                    try database.reopen(row.key, at: now)
                    counts.changed += 1
                }
            }
            return counts
        }
    }

    /// Makes documents pending; see `InvoiceStore.reopen(_:)`.
    public func reopen(_ documents: Set<DocumentID>) async throws(SyncError) {
        guard !documents.isEmpty else { return }
        try await write("making documents pending in") { database, now in
            for document in documents { try database.reopen(document.key, at: now) }
        }
    }

    /// Takes documents for a worker; see `InvoiceStore.claim(_:)`.
    public func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        let rows = try await write("claiming documents in") { database, now in
            let rows = try DocumentQuerySQL(request, at: now).rows(database)
            let take = try database.cachedStatement(
                sql: """
                    UPDATE raw_data SET sync_lease_owner = ?, sync_lease_until = ?, sync_changed = NULL
                    WHERE position = ?
                    """
            )
            let until = now.milliseconds(after: request.leaseDuration)
            for row in rows { try take.execute(arguments: [request.owner, until, row.position]) }
            return rows
        }
        return rows.map { $0.claimed(by: request.owner) }
    }

    /// Prolongs leases; see `InvoiceStore.renew(_:for:)`.
    public func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
        try await write("renewing leases in") { database, now in
            let until = now.milliseconds(after: duration)
            let held = try leases.filter { lease in
                try database.update(lease, at: now, "sync_lease_until = \(until)")
            }
            return Set(held.map(\.document))
        }
    }

    /// Writes what became of a document; see `InvoiceStore.complete(_:with:)`.
    public func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        let log = String(decoding: try result.log.json(), as: UTF8.self)
        return try await write("recording a result in") { database, now in
            let isHeld = try database.update(lease, at: now, "sync_settled_at = sync_settled_at")
            guard isHeld, try !database.reopenIfChanged(lease.document.key) else { return isHeld }
            return try database.update(
                lease,
                at: now,
                """
                sync_status = \(result.status.rawValue), sync_log = \(log), sync_hash = \(result.fingerprint),
                sync_attempts = 0, sync_next_at = NULL, sync_reason = NULL, sync_settled_at = \(now),
                sync_lease_owner = NULL, sync_lease_until = NULL
                """
            )
        }
    }

    /// Gives a document back; see `InvoiceStore.release(_:retry:)`.
    public func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool {
        try await write("giving a document back to") { database, now in
            guard let retry else {
                return try database.update(lease, at: now, "sync_lease_owner = NULL, sync_lease_until = NULL")
            }
            return try database.update(
                lease,
                at: now,
                """
                sync_status = NULL, sync_log = NULL, sync_hash = NULL,
                sync_attempts = \(retry.attempts), sync_next_at = \(now.milliseconds(after: retry.delay)),
                sync_reason = \(retry.reason), sync_settled_at = \(now),
                sync_lease_owner = NULL, sync_lease_until = NULL
                """
            )
        }
    }

    /// Counts the pending documents by source; see `InvoiceStore.pendingSources()`.
    public func pendingSources() async throws(SyncError) -> [String?: Int] {
        try await read("counting documents in") { database, now in
            let pending = DocumentState.pending.rows(at: now)
            let request: SQLRequest<Row> = "SELECT source, count(*) FROM \(pending) GROUP BY source"
            return try request.fetchAll(database).reduce(into: [:]) { counts, row in
                let source: String? = row[0]
                counts[source] = row[1]
            }
        }
    }

    /// Counts the documents in each state; see `InvoiceStore.counts()`.
    public func counts() async throws(SyncError) -> StoreCounts {
        try await read("counting documents in") { database, now in
            let warned: SQLRequest<Int> = """
                SELECT count(*) FROM raw_data INDEXED BY raw_data_warned WHERE \(DocumentQuerySQL.hasWarnings)
                """
            var counts = StoreCounts()
            counts.warned = try warned.fetchOne(database) ?? 0
            for state in DocumentState.allCases {
                let count: SQLRequest<Int> = "SELECT count(*) FROM \(state.rows(at: now))"
                counts[state] = try count.fetchOne(database) ?? 0
            }
            return counts
        }
    }

    /// Looks at documents; see `InvoiceStore.documents(_:)`.
    public func documents(_ query: DocumentQuery) async throws(SyncError) -> [StoredDocument] {
        let (rows, now) = try await read("looking at documents in") { database, now in
            (try DocumentQuerySQL(query, at: now).rows(database), now)
        }
        return rows.map { $0.stored(at: now) }
    }
}

extension SQLiteInvoiceStore {
    /// Runs a transaction that alone writes; it goes on where the caller is cancelled, so that finished work is recorded.
    ///
    /// The moment is taken inside of it: waiting for another writer may take seconds.
    ///
    /// - Parameters:
    ///   - action: What it does to the file, for errors.
    ///   - durably: Whether it survives a power cut: then the disk is waited for.
    ///   - updates: What is done.
    /// - Returns: What the updates came to.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func write<Value: Sendable>(
        _ action: String,
        durably: Bool = true,
        _ updates: @escaping @Sendable (Database, Milliseconds) throws -> Value
    ) async throws(SyncError) -> Value {
        let database = try database
        let result = await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { [now] database in
                let result = Result {
                    try database.transaction(durably: durably) { try updates(database, Milliseconds(now())) }
                }
                continuation.resume(returning: result)
            }
        }
        do {
            return try result.get()
        } catch {
            throw SyncError(action, file.path, error)
        }
    }

    /// Writes all that the write-ahead log holds to the file, and empties the log.
    ///
    /// - Parameter action: What it does to the file, for errors.
    /// - Throws: ``SyncError`` if the store cannot do its work, or another process reads from the log for some 10 s.
    func checkpoint(_ action: String) async throws(SyncError) {
        let database = try database
        do {
            try await database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch {
            throw SyncError(action, file.path, error)
        }
    }

    /// Reads from one state of the file, beside any writer.
    func read<Value: Sendable>(
        _ action: String,
        _ value: @escaping @Sendable (Database, Milliseconds) throws -> Value
    ) async throws(SyncError) -> Value {
        let database = try database
        do {
            return try await database.read { [now] database in try value(database, Milliseconds(now())) }
        } catch {
            throw SyncError(action, file.path, error)
        }
    }
}

extension Database {
    private static let pendingAssignments = """
        sync_status = NULL, sync_log = NULL, sync_hash = NULL, sync_attempts = 0, sync_next_at = NULL,
        sync_reason = NULL
        """

    /// Makes a document pending; if a worker holds it, as soon as that lease ends in any way.
    fileprivate func reopen(_ key: String, at now: Milliseconds) throws {
        let reopen = try cachedStatement(
            sql: """
                UPDATE raw_data SET \(Self.pendingAssignments), sync_changed = iif(sync_lease_until > ?, 1, NULL)
                WHERE id = ?
                """
        )
        try reopen.execute(arguments: [now, key])
    }

    /// Makes a document pending that its holder completes, if it was changed while it was held.
    ///
    /// - Returns: Whether it was.
    fileprivate func reopenIfChanged(_ key: String) throws -> Bool {
        let reopen = try cachedStatement(
            sql: """
                UPDATE raw_data SET \(Self.pendingAssignments), sync_changed = NULL,
                sync_lease_owner = NULL, sync_lease_until = NULL WHERE id = ? AND sync_changed = 1
                """
        )
        try reopen.execute(arguments: [key])
        return changesCount > 0
    }

    /// Runs a transaction; SQLite takes the wish to wait for the disk between two of them only.
    fileprivate func transaction<Value>(durably: Bool, _ updates: () throws -> Value) throws -> Value {
        if !durably { try execute(sql: "PRAGMA synchronous = NORMAL") }
        defer { if !durably { try? execute(sql: "PRAGMA synchronous = FULL") } }
        var value: Value?
        try inTransaction {
            value = try updates()
            return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
    }

    /// Changes a document where its lease still holds, and tells whether it did.
    fileprivate func update(_ lease: Lease, at now: Milliseconds, _ assignments: SQL) throws -> Bool {
        try execute(
            literal: """
                UPDATE raw_data SET \(assignments)
                WHERE id = \(lease.document.key) AND sync_lease_owner = \(lease.owner) AND sync_lease_until > \(now)
                """
        )
        return changesCount > 0
    }
}
