public import FGOModels
import InvenTreeClient
public import InvoiceSync

/// A store in MongoDB, for documents that other programs write there and that several machines sync.
///
/// It needs MongoDB 4.4 or later. It works on a collection as it is: nothing of a document is written but its fields
/// `sync_*` (SyncRules, “Fields of a document”), `data` by ``insert(_:)`` alone. Beside them it keeps
/// `sync_settled_at`, when a worker last completed the document or gave it back to wait, `sync_position`, the place in
/// the order of arrival of a document that ``insert(_:)`` added, `sync_received_us`, the microseconds since 1970 of its
/// last arrival there, and `sync_changed` while a worker holds a document whose `data` changed since. The collections
/// `sync_ledger`, `sync_notes`, `sync_locks`, `sync_counters`, `sync_directory`, `sync_runs` and `sync_audit` are its
/// own; `jobs` (SyncRules, “Fields of the job”) it shares with people and other programs. They need no role but
/// `readWrite` on the database.
///
/// The database's clock decides about leases, locks and waits. What was answered was written to the journals of a
/// majority, and a change whose answer was lost is repeated only where the server knows that it did not happen. An
/// operation that has begun ends within the URI's `socketTimeoutMS` (60 s where it names none) after a server was found
/// (`serverSelectionTimeoutMS`, 10 s); in a cancelled task one that has not begun does not begin.
public final class MongoInvoiceStore: InvoiceStore {
    private let pool: MongoPool
    private let threads: BlockingThreads
    private let collection: String
    private let clock: StoreClock
    private let identifiers = IdentifierTable()
    /// The password of the URI, which a driver may quote.
    private let secrets: [Secret]

    /// How many operations are under way at once.
    private static let threadCount = 4

    /// A store; the server is first asked for by its first operation (a `mongodb+srv://` URI asks the DNS at once).
    ///
    /// - Parameters:
    ///   - uri: A `mongodb://` or `mongodb+srv://` URI, with user, password and options as needed. It is a secret: no
    ///     message tells more of it than the hosts. Its write concern and read preference are not heeded.
    ///   - database: The database; nil for the URI's.
    ///   - collection: The collection of the documents.
    /// - Throws: `SyncError` with code `SyncError.Code.storeUnavailable` where the URI cannot be used.
    public convenience init(
        uri: String,
        database: String? = nil,
        collection: String = "raw_data"
    ) throws(SyncError) {
        try self.init(uri: uri, database: database, collection: collection, clock: .database())
    }

    init(
        uri: String,
        database: String? = nil,
        collection: String = "raw_data",
        clock: StoreClock
    ) throws(SyncError) {
        secrets = Secret.passwords(in: uri)
        pool = try MongoPool(uri: uri, database: database, size: Self.threadCount)
        threads = BlockingThreads(count: Self.threadCount)
        self.collection = collection
        self.clock = clock
    }

    /// Creates the indexes that keep operations fast where the collection is large; those that are there stay.
    ///
    /// Without them every claim looks at every document. With them it costs what it takes and what it passes over.
    ///
    /// - Throws: `SyncError` where the user may not create indexes, or another one has the name of one of these.
    public func prepare() async throws(SyncError) {
        try await perform("creating the indexes of") { operations throws(MongoFailure) in
            try operations.createIndexes()
        }
    }

    /// Adds documents, each by itself; see `InvoiceStore.insert(_:)`.
    public func insert(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts {
        let documents = ImportedDocument.latest(of: documents)
        return try await perform("adding documents to") { operations throws(MongoFailure) in
            try operations.insert(documents)
        }
    }

    /// Makes documents pending, each by itself; see `InvoiceStore.reopen(_:)`.
    public func reopen(_ documents: Set<DocumentID>) async throws(SyncError) {
        try await perform("making documents pending in") { operations throws(MongoFailure) in
            try operations.reopen(documents)
        }
    }

    /// Takes documents for a worker, one after the other; see `InvoiceStore.claim(_:)`.
    ///
    /// A claim that fails or is cancelled after it took some documents returns those. A document within 4 KiB of
    /// MongoDB's limit of 16 MiB is never claimed: nothing could be written to it.
    public func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        try await perform("claiming documents in") { operations throws(MongoFailure) in
            try operations.claim(request)
        }
    }

    /// Prolongs leases; see `InvoiceStore.renew(_:for:)`.
    public func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
        try await perform("renewing leases in") { operations throws(MongoFailure) in
            try operations.renew(leases, for: duration)
        }
    }

    /// Writes what became of a document; see `InvoiceStore.complete(_:with:)`.
    ///
    /// Where a document of nearly 16 MiB has no room for its log, the log is written without its invoices.
    public func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        let logs = [try result.log.bson, try result.log.withoutInvoices.bson]
        return try await perform("recording a result in", evenIfCancelled: true) { operations throws(MongoFailure) in
            do throws(MongoFailure) {
                return try operations.complete(lease, with: result, log: logs[0])
            } catch  where error.kind == .tooLarge {
                return try operations.complete(lease, with: result, log: logs[1])
            }
        }
    }

    /// Gives a document back; see `InvoiceStore.release(_:retry:)`.
    public func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool {
        try await perform("giving a document back to", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.release(lease, retry: retry)
        }
    }

    /// Takes or prolongs a lock; see `InvoiceStore.lock(_:owner:for:)`.
    public func lock(
        _ name: LockName,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> LockOutcome {
        try await perform("taking a lock in") { operations throws(MongoFailure) in
            try operations.lock(name, owner: owner, for: duration)
        }
    }

    /// Prolongs locks; see `InvoiceStore.renewLocks(_:owner:for:)`.
    public func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> Set<LockName> {
        try await perform("renewing locks in") { operations throws(MongoFailure) in
            try operations.renewLocks(names, owner: owner, for: duration)
        }
    }

    /// Gives a lock back; see `InvoiceStore.unlock(_:owner:changed:)`.
    @discardableResult
    public func unlock(_ name: LockName, owner: String, changed: Bool) async throws(SyncError) -> Generation {
        try await perform("giving a lock back to", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.unlock(name, owner: owner, changed: changed)
        }
    }

    /// How often a kind was changed; see `InvoiceStore.generation(of:)`.
    public func generation(of kind: LockName.Kind) async throws(SyncError) -> Generation {
        try await perform("reading a generation from") { operations throws(MongoFailure) in
            try operations.generation(of: kind)
        }
    }

    /// What names stand for; see `InvoiceStore.recall(_:)`.
    public func recall(_ keys: Set<DirectoryKey>) async throws(SyncError) -> [DirectoryKey: String] {
        try await perform("recalling names from") { operations throws(MongoFailure) in
            try operations.recall(keys)
        }
    }

    /// Remembers what names stand for; see `InvoiceStore.remember(_:)`.
    public func remember(_ entries: [DirectoryEntry]) async throws(SyncError) {
        try await perform("remembering names in", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.remember(entries)
        }
    }

    /// Forgets what names stand for; see `InvoiceStore.forget(_:)`.
    public func forget(_ keys: Set<DirectoryKey>) async throws(SyncError) {
        try await perform("forgetting names in", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.forget(keys)
        }
    }

    /// Keeps the directory bounded; see `InvoiceStore.pruneDirectory(keeping:)`.
    public func pruneDirectory(keeping limit: Int) async throws(SyncError) {
        try await perform("forgetting old names in") { operations throws(MongoFailure) in
            try operations.pruneDirectory(keeping: limit)
        }
    }

    /// A job, by the field `name` of its document; see `InvoiceStore.job(_:)`.
    public func job(_ name: String) async throws(SyncError) -> Job? {
        try await perform("reading a job from") { operations throws(MongoFailure) in
            try operations.job(name)
        }
    }

    /// Changes fields of a job; see `InvoiceStore.updateJob(_:_:)`.
    @discardableResult
    public func updateJob(_ name: String, _ changes: Job.Changes) async throws(SyncError) -> Job {
        try await perform("changing a job in", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.updateJob(name, changes)
        }
    }

    /// Records a run; see `InvoiceStore.record(_:)`.
    public func record(_ run: RunRecord) async throws(SyncError) {
        let json = try run.json()
        try await perform("recording a run in", evenIfCancelled: true) { operations throws(MongoFailure) in
            try operations.record(run.id, of: run.job, json)
        }
    }

    /// The runs of a job; see `InvoiceStore.runs(of:before:limit:)`.
    public func runs(of job: String, before id: RunRecord.ID?, limit: Int) async throws(SyncError) -> [RunRecord] {
        try await perform("reading runs from") { operations throws(MongoFailure) in
            try operations.runs(of: job, before: id, limit: limit)
        }
    }

    /// A run; see `InvoiceStore.run(_:)`.
    public func run(_ id: RunRecord.ID) async throws(SyncError) -> RunRecord? {
        try await perform("reading a run from") { operations throws(MongoFailure) in
            try operations.run(id)
        }
    }

    /// Keeps a record; see `InvoiceStore.note(_:)`.
    public func note(_ record: AuditRecord) async throws(SyncError) {
        let json = try record.json()
        try await perform("recording an action in") { operations throws(MongoFailure) in
            try operations.note(record.id, of: record.action.rawValue, json)
        }
    }

    /// The records; see `InvoiceStore.auditRecords(before:limit:)`.
    public func auditRecords(before id: AuditRecord.ID?, limit: Int) async throws(SyncError) -> [AuditRecord] {
        try await perform("reading records from") { operations throws(MongoFailure) in
            try operations.auditRecords(before: id, limit: limit)
        }
    }

    /// Counts the pending documents by source; see `InvoiceStore.pendingSources()`.
    public func pendingSources() async throws(SyncError) -> [String?: Int] {
        try await perform("counting documents in") { operations throws(MongoFailure) in
            try operations.pendingSources()
        }
    }

    /// Counts the documents in each state; see `InvoiceStore.counts()`.
    ///
    /// A document that changes its state meanwhile may be counted in both or in neither.
    public func counts() async throws(SyncError) -> StoreCounts {
        try await perform("counting documents in") { operations throws(MongoFailure) in
            try operations.counts()
        }
    }

    /// Looks at documents; see `InvoiceStore.documents(_:)`.
    ///
    /// What other programs wrote comes first, by its `_id`; what ``insert(_:)`` added follows in the order of arrival. To
    /// find a text, documents are read from the first on until there are enough.
    public func documents(_ query: DocumentQuery) async throws(SyncError) -> [StoredDocument] {
        try await perform("looking at documents in") { operations throws(MongoFailure) in
            try operations.documents(query)
        }
    }
}

extension MongoInvoiceStore {
    /// Does an operation on a thread that may block.
    func perform<Value: Sendable>(
        _ action: String,
        evenIfCancelled isUrgent: Bool = false,
        _ operation: @escaping @Sendable (StoreOperations) throws(MongoFailure) -> Value
    ) async throws(SyncError) -> Value {
        let result = await threads.run(evenIfCancelled: isUrgent) {
            [pool, collection, clock, identifiers] isCancelled in
            Result { () throws(MongoFailure) in
                try pool.withSession(isCancelled: isCancelled) { session throws(MongoFailure) in
                    let operations = StoreOperations(
                        session: session,
                        collection: collection,
                        clock: clock,
                        identifiers: identifiers
                    )
                    return try operation(operations)
                }
            }
        }
        do throws(MongoFailure) {
            guard let result else { throw MongoFailure(.cancelled, "it was cancelled") }
            return try result.get()
        } catch {
            throw SyncError(action, "\(pool.hosts)/\(pool.database).\(collection)", error)
        }
    }
}
