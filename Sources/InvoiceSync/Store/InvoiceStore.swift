public import FGOModels
public import Foundation

/// Where documents come from and where what became of them is written (<doc:DocumentRules>, <doc:ExactlyOnce> and
/// <doc:ResultRules>).
///
/// A conforming type passes the suite in `InvoiceSyncTesting`. All times are the store's own: its clock decides.
/// Every operation is atomic and survives the caller's death: what was written is there, and what was not is as before.
/// What ends work (``complete(_:with:)``, ``release(_:retry:)``, ``unlock(_:owner:changed:)``, ``remember(_:)``,
/// ``forget(_:)``, ``InvoiceLedger/writeLedger(_:)``, ``InvoiceLedger/noteReceipt(at:of:invoices:)``) is done also in a
/// cancelled task.
/// Every operation throws ``SyncError`` with code ``SyncError/Code/storeUnavailable`` where the store cannot do its work.
public protocol InvoiceStore: InvoiceLedger, RecordRetention {
    /// Adds documents. One that is there already takes the new `data` if that differs, and is pending then.
    ///
    /// A new document was received when it says so itself (`RawDocument.ownReceivedTime`), else now; one that is there already
    /// was received now, also if its `data` is the same. A document that a worker holds becomes pending when its lease ends,
    /// also if the worker completes it.
    ///
    /// Fields `sync_*` of `RawDocument.otherFields` are taken over for a new document, and never for one that is there.
    ///
    /// - Parameter documents: The documents; of several with the same `_id` the last counts.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: How many were new, changed, and there already.
    func insert(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts

    /// Takes documents for one worker: each selected document goes to one claimant until its lease ends.
    ///
    /// - Parameter request: What to take, how much, and for whom.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: At most ``ClaimRequest/limit`` documents, oldest first, and pending ones that were tried before and wait no
    ///   longer after all others, so that documents that always fail keep none from being synced; none only where nothing is selected. Large documents
    ///   come fewer at a time: some 4 MiB of them, and at least one.
    func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument]

    /// Prolongs leases.
    ///
    /// - Parameters:
    ///   - leases: Leases as ``claim(_:)`` gave them.
    ///   - duration: How long from now they hold.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The documents that are still the owner's; whoever is missing belongs to somebody else or to nobody: a
    ///   lease that has ended is lost, also where nobody took the document since.
    func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID>

    /// Writes what became of a document and ends its lease, where the lease still holds.
    ///
    /// - Parameters:
    ///   - lease: The lease under which the work was done.
    ///   - result: What became of it.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: Whether it was written; false where the lease was lost, and then nothing was.
    func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool

    /// Ends the lease of a document without a result, if the lease still holds.
    ///
    /// A document that is to be tried again is pending from its time on: it keeps no status, log or fingerprint of an
    /// earlier result.
    ///
    /// - Parameters:
    ///   - lease: The lease under which the work was begun.
    ///   - retry: When it may be tried again and how often it was tried; `nil` if it is to be as if it was never claimed.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: Whether it was given back; false where the lease was lost.
    func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool

    /// Takes a lock, or prolongs it for whoever holds it.
    ///
    /// A lock whose time is over is free. Taking one that was not given back counts as a change of its kind: nobody knows
    /// what its holder did before it died.
    ///
    /// - Parameters:
    ///   - name: The lock.
    ///   - owner: Who wants it.
    ///   - duration: How long from now it holds at most.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: That it is the owner's now, or whose it is.
    func lock(_ name: LockName, owner: String, for duration: Duration) async throws(SyncError) -> LockOutcome

    /// Prolongs locks.
    ///
    /// - Parameters:
    ///   - names: The locks.
    ///   - owner: Who holds them.
    ///   - duration: How long from now they hold at most.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: Those that are still the owner's; a lock whose time is over is lost, also where nobody took it since.
    func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> Set<LockName>

    /// Gives a lock back, where it is the owner's; a change is counted in any case.
    ///
    /// - Parameters:
    ///   - name: The lock.
    ///   - owner: Who holds it.
    ///   - changed: Whether something of the lock's kind was, or may have been, created on the server under it.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The generation of the lock's kind after that.
    @discardableResult
    func unlock(_ name: LockName, owner: String, changed: Bool) async throws(SyncError) -> Generation

    /// The generation of a kind: it is another one after each change that anybody made of that kind.
    ///
    /// - Parameter kind: The kind.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: How many changes there were so far.
    func generation(of kind: LockName.Kind) async throws(SyncError) -> Generation

    /// What names stand for, as any worker remembered it: the directory lasts between runs.
    ///
    /// It is fast enough to be asked while a lock is held. What it says was true once; whether it still is, only the
    /// server knows.
    ///
    /// - Parameter keys: The names, as many as there are.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: What is remembered; a name that is not is missing.
    func recall(_ keys: Set<DirectoryKey>) async throws(SyncError) -> [DirectoryKey: String]

    /// Remembers what names stand for, in place of what they stood for before.
    ///
    /// It is not one change: where it throws, some of the entries may be remembered.
    ///
    /// - Parameter entries: The entries, as many as there are; of several with the same key the last counts.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func remember(_ entries: [DirectoryEntry]) async throws(SyncError)

    /// Forgets what names stand for; a name that is not remembered is no error.
    ///
    /// - Parameter keys: The names, as many as there are.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func forget(_ keys: Set<DirectoryKey>) async throws(SyncError)

    /// Keeps the directory bounded: forgets what was remembered longest ago, of whatever server and kind.
    ///
    /// It costs little where there is nothing to forget.
    ///
    /// - Parameter limit: How many entries stay.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func pruneDirectory(keeping limit: Int) async throws(SyncError)

    /// A job and what became of its last run (<doc:JobRules#Fields-of-the-job>).
    ///
    /// - Parameter name: The job's name.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: nil where there is no such job; fields that cannot be read are as in a new one, but for a switch, which is
    ///   off, and a schedule, which is ``Job/unreadableSchedule``: nothing is run that somebody may have meant to end.
    func job(_ name: String) async throws(SyncError) -> Job?

    /// Changes fields of a job and leaves the others, known or not, as they are; a job that is not there is made first.
    ///
    /// - Parameters:
    ///   - name: The job's name.
    ///   - changes: The fields.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The job as it is then.
    @discardableResult
    func updateJob(_ name: String, _ changes: Job.Changes) async throws(SyncError) -> Job

    /// Records how a run stands, in place of what was recorded of it before.
    ///
    /// Of each job the newest 1,000 runs are kept, by their identifiers; see ``RunRecord/kept``.
    ///
    /// - Parameter run: The run.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func record(_ run: RunRecord) async throws(SyncError)

    /// The runs of a job, the newest first.
    ///
    /// - Parameters:
    ///   - job: The job's name.
    ///   - id: Only runs older than this one; nil from the newest on.
    ///   - limit: At most so many.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The runs as they were last recorded; one that was cut off has no end until somebody notices.
    func runs(of job: String, before id: RunRecord.ID?, limit: Int) async throws(SyncError) -> [RunRecord]

    /// A run.
    ///
    /// - Parameter id: Its identifier.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The run as it was last recorded; nil where it is not, or no longer, on record.
    func run(_ id: RunRecord.ID) async throws(SyncError) -> RunRecord?

    /// Keeps a record of what a person did.
    ///
    /// Of each action the newest 1,000 records are kept, by their identifiers; see ``AuditRecord/kept``.
    ///
    /// - Parameter record: A record that is not there yet.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func note(_ record: AuditRecord) async throws(SyncError)

    /// The records of what people did, the newest first.
    ///
    /// - Parameters:
    ///   - id: Only records older than this one; nil from the newest on.
    ///   - limit: At most so many.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The records.
    func auditRecords(before id: AuditRecord.ID?, limit: Int) async throws(SyncError) -> [AuditRecord]

    /// Makes finished and waiting documents pending, as if they had never been synced.
    ///
    /// One that a worker holds becomes pending when its lease ends, also if the worker completes it.
    ///
    /// - Parameter documents: The documents; unknown ones are passed over.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func reopen(_ documents: Set<DocumentID>) async throws(SyncError)

    /// The number of pending documents of each `source`; the key `nil` stands for documents without one.
    ///
    /// - Throws: ``SyncError`` where the store cannot do its work.
    func pendingSources() async throws(SyncError) -> [String?: Int]

    /// How many documents there are in each state.
    func counts() async throws(SyncError) -> StoreCounts

    /// Documents as they stand, without taking them.
    ///
    /// - Parameter query: Which ones, and how many at most.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: The documents in the query's order; none only where there are no more. Large documents come fewer at a
    ///   time: some 4 MiB of them, and at least one.
    func documents(_ query: DocumentQuery) async throws(SyncError) -> [StoredDocument]
}

/// What a worker wants to take.
public struct ClaimRequest: Sendable, Hashable {
    /// Which documents.
    public var selection: Selection
    /// How many at most.
    public var limit: Int
    /// Who takes them.
    public var owner: String
    /// How long the lease holds without being renewed.
    public var leaseDuration: Duration
    /// The sources whose documents are taken.
    public var sources: SourceFilter

    /// A request.
    ///
    /// - Parameters:
    ///   - selection: Which documents.
    ///   - limit: How many at most.
    ///   - owner: Who takes them: a name that no other worker has.
    ///   - leaseDuration: How long the lease holds without being renewed.
    ///   - sources: The sources whose documents are taken.
    public init(
        selection: Selection,
        limit: Int,
        owner: String,
        leaseDuration: Duration,
        sources: SourceFilter = .all
    ) {
        self.selection = selection
        self.sources = sources
        self.limit = limit
        self.owner = owner
        self.leaseDuration = leaseDuration
    }
}

/// Which documents a run works on.
///
/// What another worker holds is never among them.
public enum Selection: Sendable, Hashable {
    /// Neither status nor log, and not waiting for a later time.
    case pending
    /// Documents of some statuses, and all without a status, waiting or not, that no worker finished or gave back since a
    /// moment.
    case retry(RetryFilter)

    /// Which documents are tried again.
    public struct RetryFilter: Sendable, Hashable {
        /// The statuses; unfinished documents come with any.
        public var statuses: Set<DocumentStatus>
        /// The documents; nil for all.
        public var ids: Set<DocumentID>?
        /// Documents finished, or given back with a ``Retry``, at this moment or later are left alone, so that a run takes
        /// each only once.
        public var finishedBefore: Date

        /// A filter.
        ///
        /// - Parameters:
        ///   - statuses: The statuses to try again.
        ///   - ids: The documents; nil for all of these statuses.
        ///   - finishedBefore: Documents finished later than this are left alone.
        public init(
            statuses: Set<DocumentStatus> = [.mixed, .failed],
            ids: Set<DocumentID>? = nil,
            finishedBefore: Date
        ) {
            self.statuses = statuses
            self.ids = ids
            self.finishedBefore = finishedBefore
        }

        /// The states that a document is taken from.
        public var states: Set<DocumentState> {
            Set(statuses.map(\.state)).union([.pending, .waiting])
        }
    }
}

/// The right to work on a document until a moment.
public struct Lease: Sendable, Hashable {
    /// The document.
    public let document: DocumentID
    /// Whose right it is.
    public let owner: String

    /// A lease.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - owner: Whose right it is.
    public init(document: DocumentID, owner: String) {
        self.document = document
        self.owner = owner
    }
}

/// A document that a worker holds.
public struct ClaimedDocument: Sendable, Hashable {
    /// The document.
    public let document: RawDocument
    /// The worker's right to it.
    public let lease: Lease
    /// How often the world has failed it before.
    public let attempts: Int
    /// What a former sync wrote of it.
    public let formerLog: SyncLog?
    /// Whether a worker had begun it since and did not finish: it was given back with a ``Retry``, or a lease on it ended.
    public let wasBegun: Bool
    /// The moment at which the document was received.
    public let received: ReceivedTime

    /// A document that a worker holds.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - lease: The worker's right to it.
    ///   - attempts: How often the world has failed it before.
    ///   - formerLog: What a former sync wrote of it.
    ///   - wasBegun: Whether a worker had begun it since and did not finish.
    ///   - received: The moment at which the document was received; by default what the document itself says.
    public init(
        document: RawDocument,
        lease: Lease,
        attempts: Int,
        formerLog: SyncLog?,
        wasBegun: Bool = false,
        received: ReceivedTime? = nil
    ) {
        self.received = received ?? document.ownReceivedTime ?? ReceivedTime(microseconds: 0)
        self.document = document
        self.lease = lease
        self.attempts = attempts
        self.formerLog = formerLog
        self.wasBegun = wasBegun
    }
}

/// That a document waits to be tried again.
public struct Retry: Sendable, Hashable {
    /// How often the world has failed it: `sync_attempts`.
    public let attempts: Int
    /// How long from now it waits: `sync_next_at`.
    public let delay: Duration
    /// The failure that it waits for to pass: `sync_reason`; `nil` if there was none.
    public let reason: String?

    /// A wait.
    ///
    /// - Parameters:
    ///   - attempts: How often the world has failed the document.
    ///   - delay: How long from now it waits.
    ///   - reason: The failure that it waits for to pass, without secrets.
    public init(attempts: Int, delay: Duration, reason: String? = nil) {
        self.attempts = attempts
        self.delay = delay
        self.reason = reason
    }
}

/// What ``InvoiceStore/insert(_:)`` did.
public struct InsertCounts: Sendable, Hashable, Codable {
    /// Documents that were not there.
    public var new = 0
    /// Documents whose `data` differed and was replaced.
    public var changed = 0
    /// Documents that were there already.
    public var unchanged = 0

    /// Nothing done.
    public init() {}
}
