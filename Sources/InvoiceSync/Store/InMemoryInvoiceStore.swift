public import FGOModels
public import Foundation

/// A store that is gone with the process: for tests, and for trying a file of invoices out.
///
/// Claims and queries look at every document: it is meant for thousands, not for millions.
public actor InMemoryInvoiceStore: InvoiceStore {
    private var entries: [Entry] = []
    private var positions: [DocumentID: Int] = [:]
    private var locks: [LockName: Hold] = [:]
    private var generations: [LockName.Kind: Generation] = [:]
    private var directory: [DirectoryKey: Remembered] = [:]
    private var rememberedCount = 0
    private var jobs: [String: Job] = [:]
    private var runs: [RunRecord.ID: RunRecord] = [:]
    private let now: @Sendable () -> Date

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
            guard let position = positions[document.id] else {
                positions[document.id] = entries.count
                entries.append(Entry(imported))
                counts.new += 1
                continue
            }
            if entries[position].document.hasData(of: document) {
                counts.unchanged += 1
            } else {
                entries[position].replaceData(with: document.data)
                counts.changed += 1
            }
        }
        return counts
    }

    /// Takes documents for a worker; see ``InvoiceStore/claim(_:)``.
    public func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        let now = now()
        let hold = Hold(owner: request.owner, until: now + request.leaseDuration)
        let selected = entries.indices.filter { entries[$0].isSelected(by: request.selection, at: now) }
        return selected.prefix(max(0, request.limit)).map { position in
            let claimed = entries[position].claimed(by: request.owner)
            entries[position].hold = hold
            return claimed
        }
    }

    /// Prolongs leases; see ``InvoiceStore/renew(_:for:)``.
    public func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
        let now = now()
        let held = leases.filter { position(of: $0, at: now) != nil }
        for lease in held {
            update(lease, at: now) { $0.hold = Hold(owner: lease.owner, until: now + duration) }
        }
        return Set(held.map(\.document))
    }

    /// Writes what became of a document; see ``InvoiceStore/complete(_:with:)``.
    public func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        let log = SyncLog(json: try result.log.json())
        let now = now()
        return update(lease, at: now) { entry in
            entry.status = result.status
            entry.log = log
            entry.fingerprint = result.fingerprint
            entry.attempts = 0
            entry.nextAttempt = nil
            entry.settledAt = now
            entry.hold = nil
        }
    }

    /// Gives a document back; see ``InvoiceStore/release(_:retry:)``.
    public func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool {
        let now = now()
        return update(lease, at: now) { entry in
            entry.hold = nil
            guard let retry else { return }
            entry.attempts = retry.attempts
            entry.nextAttempt = now + retry.delay
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
        locks[name] = Hold(owner: owner, until: now + duration)
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
        for name in held { locks[name] = Hold(owner: owner, until: now + duration) }
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
            directory[entry.key] = Remembered(value: entry.value, position: rememberedCount)
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

    /// Counts the documents in each state; see ``InvoiceStore/counts()``.
    public func counts() async throws(SyncError) -> StoreCounts {
        let now = now()
        return entries.reduce(into: StoreCounts()) { $0[$1.stored(at: now).state(at: now)] += 1 }
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
            .filter { query.states.contains($0.state(at: now)) && $0.document.contains(query.escapedText) }
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
    private func update(_ lease: Lease, at now: Date, _ change: (inout Entry) -> Void) -> Bool {
        guard let position = position(of: lease, at: now) else { return false }
        change(&entries[position])
        return true
    }
}

/// That somebody has something to himself until a moment.
private struct Hold {
    let owner: String
    let until: Date

    func isLive(at now: Date) -> Bool { until > now }
}

/// What a name stands for, and its place in the order of remembering.
private struct Remembered {
    let value: String
    let position: Int
}

private struct Entry {
    private(set) var document: RawDocument
    var status: DocumentStatus?
    var log: SyncLog?
    var fingerprint: String?
    var attempts: Int
    var nextAttempt: Date?
    /// When a worker last completed it or gave it back to wait.
    var settledAt = Date.distantPast
    var hold: Hold?

    init(_ imported: ImportedDocument) {
        document = imported.document
        status = imported.status
        log = imported.log.flatMap { SyncLog(json: Data($0.json.utf8)) }
        fingerprint = imported.fingerprint
        attempts = imported.attempts
        nextAttempt = imported.nextAttempt
    }

    mutating func replaceData(with data: JSONValue?) {
        document = RawDocument(id: document.id, data: data, otherFields: document.otherFields)
    }

    func isSelected(by selection: Selection, at now: Date) -> Bool {
        let state = stored(at: now).state(at: now)
        switch selection {
        case .pending:
            return state == .pending
        case .retry(let filter):
            return filter.states.contains(state) && settledAt < filter.finishedBefore
                && filter.ids?.contains(document.id) ?? true
        }
    }

    func claimed(by owner: String) -> ClaimedDocument {
        ClaimedDocument(
            document: document,
            lease: Lease(document: document.id, owner: owner),
            attempts: attempts,
            formerLog: log,
            wasBegun: hold != nil || nextAttempt != nil
        )
    }

    func stored(at now: Date) -> StoredDocument {
        StoredDocument(
            document: document,
            status: status,
            log: log,
            fingerprint: fingerprint,
            attempts: attempts,
            nextAttempt: nextAttempt,
            owner: hold.flatMap { $0.isLive(at: now) ? $0.owner : nil }
        )
    }
}

extension RawDocument {
    fileprivate func hasData(of other: RawDocument) -> Bool {
        data.map { Fingerprint(of: $0) } == other.data.map { Fingerprint(of: $0) }
    }

    fileprivate func contains(_ text: String?) -> Bool {
        guard let text else { return true }
        guard let data else { return false }
        return data.json.asciiLowercased.contains(text.asciiLowercased)
    }
}

extension String {
    /// The text's bytes with `A` to `Z` folded, and nothing else.
    fileprivate var asciiLowercased: [UInt8] {
        utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

private func + (date: Date, duration: Duration) -> Date {
    date.addingTimeInterval(duration / .seconds(1))
}
