public import FGOModels
public import Foundation

/// A store that is gone with the process: for tests, and for trying a file of invoices out.
///
/// Claims and queries look at every document: it is meant for thousands, not for millions.
public actor InMemoryInvoiceStore: InvoiceStore {
    var entries: [InMemoryEntry] = []
    var positions: [DocumentID: Int] = [:]
    private var locks: [LockName: InMemoryHold] = [:]
    private var generations: [LockName.Kind: Generation] = [:]
    var directory: [DirectoryKey: InMemoryName] = [:]
    private var rememberedCount = 0
    var jobs: [String: Job] = [:]
    var runs: [RunRecord.ID: RunRecord] = [:]
    var audit: [AuditRecord] = []
    var ledger = InMemoryLedger()
    private var notes: [StoreNote: String] = [:]
    private var receipts = ReceiptClock()
    let now: @Sendable () -> Date

    /// An empty store.
    ///
    /// - Parameter now: The clock that leases, locks and waits go by.
    public init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// Adds documents; see ``InvoiceStore/insert(_:)``.
    public func insert(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts {
        var counts = InsertCounts()
        for imported in ImportedDocument.latest(of: documents) {
            let document = imported.document
            let receipt = receipts.next(at: now())
            guard let position = positions[document.id] else {
                positions[document.id] = entries.count
                entries.append(InMemoryEntry(imported, received: document.ownReceivedTime ?? receipt))
                counts.new += 1
                continue
            }
            entries[position].received = receipt
            if entries[position].document.hasData(of: document) {
                counts.unchanged += 1
            } else {
                entries[position].replaceData(with: document.data)
                entries[position].reopen(at: now())
                counts.changed += 1
            }
        }
        return counts
    }

    /// Takes documents for a worker; see ``InvoiceStore/claim(_:)``.
    public func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        let now = now()
        let hold = InMemoryHold(owner: request.owner, until: now + request.leaseDuration)
        let selected = entries.indices.filter {
            entries[$0].isSelected(by: request.selection, at: now)
                && request.sources.accepts(entries[$0].document.source)
        }
        let isTried = { [entries] (position: Int) in
            request.selection == .pending && entries[position].nextAttempt != nil
        }
        return (selected.filter { !isTried($0) } + selected.filter(isTried)).prefix(max(0, request.limit)).map {
            position in
            let claimed = entries[position].claimed(by: request.owner)
            entries[position].hold = hold
            entries[position].hasChanged = false
            return claimed
        }
    }

    /// Prolongs leases; see ``InvoiceStore/renew(_:for:)``.
    public func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
        let now = now()
        let held = leases.filter { position(of: $0, at: now) != nil }
        for lease in held {
            update(lease, at: now) { $0.hold = InMemoryHold(owner: lease.owner, until: now + duration) }
        }
        return Set(held.map(\.document))
    }

    /// Writes what became of a document; see ``InvoiceStore/complete(_:with:)``.
    public func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        let log = SyncLog(json: try result.log.json())
        let now = now()
        return update(lease, at: now) { entry in
            entry.hold = nil
            if entry.hasChanged { return entry.reopen(at: now) }
            entry.status = result.status
            entry.log = log
            entry.fingerprint = result.fingerprint
            entry.attempts = 0
            entry.nextAttempt = nil
            entry.reason = nil
            entry.settledAt = now
        }
    }

    /// Gives a document back; see ``InvoiceStore/release(_:retry:)``.
    public func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool {
        let now = now()
        return update(lease, at: now) { entry in
            entry.hold = nil
            guard let retry else { return }
            entry.status = nil
            entry.log = nil
            entry.fingerprint = nil
            entry.attempts = retry.attempts
            entry.nextAttempt = now + retry.delay
            entry.reason = retry.reason
            entry.settledAt = now
        }
    }

    /// Takes or prolongs a lock; see ``InvoiceStore/lock(_:owner:for:)``.
    public func lock(
        _ name: LockName,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> LockOutcome {
        let now = now()
        if let hold = locks[name] {
            if hold.isLive(at: now), hold.owner != owner { return .held(by: hold.owner) }
            if !hold.isLive(at: now) { generations[name.kind, default: 0] += 1 }
        }
        locks[name] = InMemoryHold(owner: owner, until: now + duration)
        return .taken(generations[name.kind] ?? 0)
    }

    /// Prolongs locks; see ``InvoiceStore/renewLocks(_:owner:for:)``.
    public func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> Set<LockName> {
        let now = now()
        let held = names.filter { name in locks[name].map { $0.owner == owner && $0.isLive(at: now) } ?? false }
        for name in held { locks[name] = InMemoryHold(owner: owner, until: now + duration) }
        return held
    }

    /// Gives a lock back; see ``InvoiceStore/unlock(_:owner:changed:)``.
    @discardableResult
    public func unlock(_ name: LockName, owner: String, changed: Bool) async throws(SyncError) -> Generation {
        if changed { generations[name.kind, default: 0] += 1 }
        if locks[name]?.owner == owner { locks[name] = nil }
        return generations[name.kind] ?? 0
    }

    /// How often a kind was changed; see ``InvoiceStore/generation(of:)``.
    public func generation(of kind: LockName.Kind) async throws(SyncError) -> Generation {
        generations[kind] ?? 0
    }

    /// What names stand for; see ``InvoiceStore/recall(_:)``.
    public func recall(_ keys: Set<DirectoryKey>) async throws(SyncError) -> [DirectoryKey: String] {
        keys.reduce(into: [:]) { values, key in values[key] = directory[key]?.value }
    }

    /// Remembers what names stand for; see ``InvoiceStore/remember(_:)``.
    public func remember(_ entries: [DirectoryEntry]) async throws(SyncError) {
        for entry in entries {
            rememberedCount += 1
            directory[entry.key] = InMemoryName(value: entry.value, position: rememberedCount, at: now())
        }
    }

    /// Forgets what names stand for; see ``InvoiceStore/forget(_:)``.
    public func forget(_ keys: Set<DirectoryKey>) async throws(SyncError) {
        for key in keys { directory[key] = nil }
    }

    /// Keeps the directory bounded; see ``InvoiceStore/pruneDirectory(keeping:)``.
    public func pruneDirectory(keeping limit: Int) async throws(SyncError) {
        let excess = directory.count - max(0, limit)
        guard excess > 0 else { return }
        for (key, _) in directory.sorted(by: { $0.value.position < $1.value.position }).prefix(excess) {
            directory[key] = nil
        }
    }

    /// A job; see ``InvoiceStore/job(_:)``.
    public func job(_ name: String) async throws(SyncError) -> Job? { jobs[name] }

    /// Changes a job; see ``InvoiceStore/updateJob(_:_:)``.
    @discardableResult
    public func updateJob(_ name: String, _ changes: Job.Changes) async throws(SyncError) -> Job {
        var job = jobs[name] ?? Job(name: name)
        job.apply(changes)
        jobs[name] = job
        return job
    }

    /// Records a run; see ``InvoiceStore/record(_:)``.
    public func record(_ run: RunRecord) async throws(SyncError) {
        runs[run.id] = run
        let ofJob = runs.values.filter { $0.job == run.job }.map(\.id).sorted(by: >)
        for id in ofJob.dropFirst(RunRecord.kept) { runs[id] = nil }
    }

    /// The runs of a job; see ``InvoiceStore/runs(of:before:limit:)``.
    public func runs(of job: String, before id: RunRecord.ID?, limit: Int) async throws(SyncError) -> [RunRecord] {
        let older = runs.values.filter { run in run.job == job && id.map { run.id < $0 } ?? true }
        return Array(older.sorted { $0.id > $1.id }.prefix(max(0, limit)))
    }

    /// A run; see ``InvoiceStore/run(_:)``.
    public func run(_ id: RunRecord.ID) async throws(SyncError) -> RunRecord? { runs[id] }

    /// Keeps a record; see ``InvoiceStore/note(_:)``.
    public func note(_ record: AuditRecord) async throws(SyncError) {
        audit.insert(record, at: audit.firstIndex { $0.id < record.id } ?? audit.endIndex)
        let alike = audit.filter { $0.action == record.action }
        if alike.count > AuditRecord.kept, let oldest = alike.last { audit.removeAll { $0.id == oldest.id } }
    }

    /// The records; see ``InvoiceStore/auditRecords(before:limit:)``.
    public func auditRecords(before id: AuditRecord.ID?, limit: Int) async throws(SyncError) -> [AuditRecord] {
        Array(audit.drop { record in id.map { record.id >= $0 } ?? false }.prefix(max(0, limit)))
    }

    /// Makes documents pending; see ``InvoiceStore/reopen(_:)``.
    public func reopen(_ documents: Set<DocumentID>) async throws(SyncError) {
        let now = now()
        for position in documents.compactMap({ positions[$0] }) { entries[position].reopen(at: now) }
    }

    /// Counts the pending documents by source; see ``InvoiceStore/pendingSources()``.
    public func pendingSources() async throws(SyncError) -> [String?: Int] {
        let now = now()
        return entries.reduce(into: [:]) { counts, entry in
            if entry.stored(at: now).state(at: now) == .pending { counts[entry.document.source, default: 0] += 1 }
        }
    }

    /// Counts the documents in each state; see ``InvoiceStore/counts()``.
    public func counts() async throws(SyncError) -> StoreCounts {
        let now = now()
        return entries.reduce(into: StoreCounts()) { counts, entry in
            let stored = entry.stored(at: now)
            counts[stored.state(at: now)] += 1
            if stored.log?.hasWarnings == true { counts.warned += 1 }
        }
    }

    /// Looks at documents; see ``InvoiceStore/documents(_:)``.
    public func documents(_ query: DocumentQuery) async throws(SyncError) -> [StoredDocument] {
        var rest = Array(entries.indices)
        if query.order == .newestFirst { rest.reverse() }
        if let after = query.after {
            guard let position = positions[after], let last = rest.firstIndex(of: position) else { return [] }
            rest.removeFirst(last + 1)
        }
        let now = now()
        return rest.lazy
            .map { self.entries[$0].stored(at: now) }
            .filter { query.states.contains($0.state(at: now)) && $0.matches(query) }
            .prefix(max(0, query.limit))
            .map { $0 }
    }

    /// Where the document of a lease is, if the lease still holds.
    private func position(of lease: Lease, at now: Date) -> Int? {
        guard let position = positions[lease.document], let hold = entries[position].hold,
            hold.owner == lease.owner, hold.isLive(at: now)
        else { return nil }
        return position
    }

    @discardableResult
    private func update(_ lease: Lease, at now: Date, _ change: (inout InMemoryEntry) -> Void) -> Bool {
        guard let position = position(of: lease, at: now) else { return false }
        change(&entries[position])
        return true
    }
}

extension InMemoryInvoiceStore {
    /// Replaces the `data` of a document as another program does in a database: invsync is not told.
    ///
    /// - Parameters:
    ///   - document: The document; an unknown one is passed over.
    ///   - data: Its new `data`; `nil` removes it.
    public func edit(_ document: DocumentID, data: JSONValue?) {
        guard let position = positions[document] else { return }
        entries[position].replaceData(with: data)
    }

    /// The records of invoices; see ``InvoiceLedger/ledgerRecords(of:)``.
    public func ledgerRecords(of invoices: Set<String>) async throws(SyncError) -> [LedgerRecord] {
        invoices.compactMap { ledger[$0] }
    }

    /// The next records; see ``InvoiceLedger/ledgerRecords(after:limit:)``.
    public func ledgerRecords(after invoice: String?, limit: Int) async throws(SyncError) -> [LedgerRecord] {
        ledger.records(after: invoice, limit: limit)
    }

    /// Writes records; see ``InvoiceLedger/writeLedger(_:)``.
    public func writeLedger(_ records: [LedgerRecord]) async throws(SyncError) {
        for record in records { ledger.write(record) }
    }

    /// Notes that a document was received again; see ``InvoiceLedger/noteReceipt(at:of:invoices:)``.
    public func noteReceipt(
        at moment: ReceivedTime,
        of document: DocumentID,
        invoices: Set<String>
    ) async throws(SyncError) {
        ledger.noteReceipt(at: moment, of: document, invoices: invoices)
    }

    /// A short text; see ``InvoiceLedger/text(of:)``.
    public func text(of note: StoreNote) async throws(SyncError) -> String? { notes[note] }

    /// Keeps a short text; see ``InvoiceLedger/keep(_:as:)``.
    public func keep(_ text: String, as note: StoreNote) async throws(SyncError) { notes[note] = text }
}
