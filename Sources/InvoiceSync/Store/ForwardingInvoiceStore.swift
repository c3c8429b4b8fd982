public import FGOModels
public import Foundation

/// A store on top of another, to which it leaves all that it does not do itself.
///
/// ```swift
/// struct CountingStore: ForwardingInvoiceStore {
///     let base: any InvoiceStore
///     let claims: Counter
///
///     func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
///         let claimed = try await base.claim(request)
///         claims.add(claimed.count)
///         return claimed
///     }
/// }
/// ```
///
/// On top of ``InMemoryInvoiceStore`` it makes a store for one process out of whatever holds the documents.
public protocol ForwardingInvoiceStore: InvoiceStore {
    /// The store that does the rest.
    var base: any InvoiceStore { get }
}

// MARK: Documents

extension ForwardingInvoiceStore {
    /// See ``InvoiceStore/insert(_:)``.
    public func insert(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts {
        try await base.insert(documents)
    }

    /// See ``InvoiceStore/claim(_:)``.
    public func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        try await base.claim(request)
    }

    /// See ``InvoiceStore/renew(_:for:)``.
    public func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
        try await base.renew(leases, for: duration)
    }

    /// See ``InvoiceStore/complete(_:with:)``.
    public func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        try await base.complete(lease, with: result)
    }

    /// See ``InvoiceStore/release(_:retry:)``.
    public func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool {
        try await base.release(lease, retry: retry)
    }

    /// See ``InvoiceStore/reopen(_:)``.
    public func reopen(_ documents: Set<DocumentID>) async throws(SyncError) {
        try await base.reopen(documents)
    }

    /// See ``InvoiceStore/pendingSources()``.
    public func pendingSources() async throws(SyncError) -> [String?: Int] {
        try await base.pendingSources()
    }

    /// See ``InvoiceStore/counts()``.
    public func counts() async throws(SyncError) -> StoreCounts {
        try await base.counts()
    }

    /// See ``InvoiceStore/documents(_:)``.
    public func documents(_ query: DocumentQuery) async throws(SyncError) -> [StoredDocument] {
        try await base.documents(query)
    }
}

// MARK: Ledger

extension ForwardingInvoiceStore {
    /// See ``InvoiceLedger/ledgerRecords(of:)``.
    public func ledgerRecords(of invoices: Set<String>) async throws(SyncError) -> [LedgerRecord] {
        try await base.ledgerRecords(of: invoices)
    }

    /// See ``InvoiceLedger/ledgerRecords(after:limit:)``.
    public func ledgerRecords(after invoice: String?, limit: Int) async throws(SyncError) -> [LedgerRecord] {
        try await base.ledgerRecords(after: invoice, limit: limit)
    }

    /// See ``InvoiceLedger/writeLedger(_:)``.
    public func writeLedger(_ records: [LedgerRecord]) async throws(SyncError) {
        try await base.writeLedger(records)
    }

    /// See ``InvoiceLedger/noteReceipt(at:of:invoices:)``.
    public func noteReceipt(
        at moment: ReceivedTime,
        of document: DocumentID,
        invoices: Set<String>
    ) async throws(SyncError) {
        try await base.noteReceipt(at: moment, of: document, invoices: invoices)
    }

    /// See ``InvoiceLedger/text(of:)``.
    public func text(of note: StoreNote) async throws(SyncError) -> String? {
        try await base.text(of: note)
    }

    /// See ``InvoiceLedger/keep(_:as:)``.
    public func keep(_ text: String, as note: StoreNote) async throws(SyncError) {
        try await base.keep(text, as: note)
    }
}

// MARK: Locks

extension ForwardingInvoiceStore {
    /// See ``InvoiceStore/lock(_:owner:for:)``.
    public func lock(
        _ name: LockName,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> LockOutcome {
        try await base.lock(name, owner: owner, for: duration)
    }

    /// See ``InvoiceStore/renewLocks(_:owner:for:)``.
    public func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> Set<LockName> {
        try await base.renewLocks(names, owner: owner, for: duration)
    }

    /// See ``InvoiceStore/unlock(_:owner:changed:)``.
    @discardableResult
    public func unlock(_ name: LockName, owner: String, changed: Bool) async throws(SyncError) -> Generation {
        try await base.unlock(name, owner: owner, changed: changed)
    }

    /// See ``InvoiceStore/generation(of:)``.
    public func generation(of kind: LockName.Kind) async throws(SyncError) -> Generation {
        try await base.generation(of: kind)
    }
}

// MARK: Directory

extension ForwardingInvoiceStore {
    /// See ``InvoiceStore/recall(_:)``.
    public func recall(_ keys: Set<DirectoryKey>) async throws(SyncError) -> [DirectoryKey: String] {
        try await base.recall(keys)
    }

    /// See ``InvoiceStore/remember(_:)``.
    public func remember(_ entries: [DirectoryEntry]) async throws(SyncError) {
        try await base.remember(entries)
    }

    /// See ``InvoiceStore/forget(_:)``.
    public func forget(_ keys: Set<DirectoryKey>) async throws(SyncError) {
        try await base.forget(keys)
    }

    /// See ``InvoiceStore/pruneDirectory(keeping:)``.
    public func pruneDirectory(keeping limit: Int) async throws(SyncError) {
        try await base.pruneDirectory(keeping: limit)
    }
}

// MARK: Jobs

extension ForwardingInvoiceStore {
    /// See ``InvoiceStore/job(_:)``.
    public func job(_ name: String) async throws(SyncError) -> Job? {
        try await base.job(name)
    }

    /// See ``InvoiceStore/updateJob(_:_:)``.
    @discardableResult
    public func updateJob(_ name: String, _ changes: Job.Changes) async throws(SyncError) -> Job {
        try await base.updateJob(name, changes)
    }

    /// See ``InvoiceStore/record(_:)``.
    public func record(_ run: RunRecord) async throws(SyncError) {
        try await base.record(run)
    }

    /// See ``InvoiceStore/runs(of:before:limit:)``.
    public func runs(of job: String, before id: RunRecord.ID?, limit: Int) async throws(SyncError) -> [RunRecord] {
        try await base.runs(of: job, before: id, limit: limit)
    }

    /// See ``InvoiceStore/run(_:)``.
    public func run(_ id: RunRecord.ID) async throws(SyncError) -> RunRecord? {
        try await base.run(id)
    }

    /// See ``InvoiceStore/note(_:)``.
    public func note(_ record: AuditRecord) async throws(SyncError) {
        try await base.note(record)
    }

    /// See ``InvoiceStore/auditRecords(before:limit:)``.
    public func auditRecords(before id: AuditRecord.ID?, limit: Int) async throws(SyncError) -> [AuditRecord] {
        try await base.auditRecords(before: id, limit: limit)
    }
}

// MARK: Retention

extension ForwardingInvoiceStore {
    /// See ``RecordRetention/rewrite(_:isTrial:_:)``.
    public func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @escaping @Sendable (KeptRecord) -> KeptRecord.Content?
    ) async throws(SyncError) -> Int {
        try await base.rewrite(selection, isTrial: isTrial, change)
    }

    /// See ``RecordRetention/forgetNames(isTrial:where:)``.
    public func forgetNames(
        isTrial: Bool,
        where isForgotten: @escaping @Sendable (DirectoryEntry) -> Bool
    ) async throws(SyncError) -> Int {
        try await base.forgetNames(isTrial: isTrial, where: isForgotten)
    }

    /// See ``RecordRetention/forgetNames(olderThan:)``.
    public func forgetNames(olderThan age: Duration) async throws(SyncError) {
        try await base.forgetNames(olderThan: age)
    }

    /// See ``RecordRetention/removeRecords(before:)``.
    public func removeRecords(before moment: Date) async throws(SyncError) {
        try await base.removeRecords(before: moment)
    }

    /// See ``RecordRetention/purge()``.
    public func purge() async throws(SyncError) {
        try await base.purge()
    }
}
