import FGOModels
import Foundation

/// A store that is asked again when it is out of reach for a moment: a database that restarts ends no run.
struct SteadyStore: InvoiceStore {
    let store: any InvoiceStore
    let environment: SyncEnvironment

    /// The pauses before each further attempt: some 15 s in all.
    private static let pauses: [Duration] = [.milliseconds(250), .seconds(1), .seconds(2), .seconds(4), .seconds(8)]

    /// The time after which no further attempt begins: those that wait for a server themselves take longer than the pauses.
    private static let patience = Duration.seconds(15)

    private func steadily<Value>(
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        let began = environment.elapsed()
        for pause in Self.pauses {
            do throws(SyncError) {
                return try await body()
            } catch {
                let isEarly = environment.elapsed() - began < Self.patience
                guard error.isTransient, isEarly, (try? await environment.sleep(pause)) != nil else { throw error }
            }
        }
        return try await body()
    }

    func insert(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts {
        try await steadily { () async throws(SyncError) in try await store.insert(documents) }
    }

    func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        try await steadily { () async throws(SyncError) in try await store.claim(request) }
    }

    func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
        try await store.renew(leases, for: duration)
    }

    func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        try await steadily { () async throws(SyncError) in try await store.complete(lease, with: result) }
    }

    func release(_ lease: Lease, retry: Retry?) async throws(SyncError) -> Bool {
        try await steadily { () async throws(SyncError) in try await store.release(lease, retry: retry) }
    }

    func lock(_ name: LockName, owner: String, for duration: Duration) async throws(SyncError) -> LockOutcome {
        try await steadily { () async throws(SyncError) in try await store.lock(name, owner: owner, for: duration) }
    }

    func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> Set<LockName> {
        try await store.renewLocks(names, owner: owner, for: duration)
    }

    func unlock(_ name: LockName, owner: String, changed: Bool) async throws(SyncError) -> Generation {
        try await steadily { () async throws(SyncError) in
            try await store.unlock(name, owner: owner, changed: changed)
        }
    }

    func generation(of kind: LockName.Kind) async throws(SyncError) -> Generation {
        try await steadily { () async throws(SyncError) in try await store.generation(of: kind) }
    }

    func recall(_ keys: Set<DirectoryKey>) async throws(SyncError) -> [DirectoryKey: String] {
        try await steadily { () async throws(SyncError) in try await store.recall(keys) }
    }

    func remember(_ entries: [DirectoryEntry]) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.remember(entries) }
    }

    func forget(_ keys: Set<DirectoryKey>) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.forget(keys) }
    }

    func pruneDirectory(keeping limit: Int) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.pruneDirectory(keeping: limit) }
    }

    func job(_ name: String) async throws(SyncError) -> Job? {
        try await steadily { () async throws(SyncError) in try await store.job(name) }
    }

    func updateJob(_ name: String, _ changes: Job.Changes) async throws(SyncError) -> Job {
        try await steadily { () async throws(SyncError) in try await store.updateJob(name, changes) }
    }

    func record(_ run: RunRecord) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.record(run) }
    }

    func runs(of job: String, before id: RunRecord.ID?, limit: Int) async throws(SyncError) -> [RunRecord] {
        try await steadily { () async throws(SyncError) in try await store.runs(of: job, before: id, limit: limit) }
    }

    func run(_ id: RunRecord.ID) async throws(SyncError) -> RunRecord? {
        try await steadily { () async throws(SyncError) in try await store.run(id) }
    }

    func note(_ record: AuditRecord) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.note(record) }
    }

    func auditRecords(before id: AuditRecord.ID?, limit: Int) async throws(SyncError) -> [AuditRecord] {
        try await steadily { () async throws(SyncError) in try await store.auditRecords(before: id, limit: limit) }
    }

    func reopen(_ documents: Set<DocumentID>) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.reopen(documents) }
    }

    func pendingSources() async throws(SyncError) -> [String?: Int] {
        try await steadily { () async throws(SyncError) in try await store.pendingSources() }
    }

    func ledgerRecords(of invoices: Set<String>) async throws(SyncError) -> [LedgerRecord] {
        try await steadily { () async throws(SyncError) in try await store.ledgerRecords(of: invoices) }
    }

    func ledgerRecords(after invoice: String?, limit: Int) async throws(SyncError) -> [LedgerRecord] {
        try await steadily { () async throws(SyncError) in
            try await store.ledgerRecords(after: invoice, limit: limit)
        }
    }

    func writeLedger(_ records: [LedgerRecord]) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.writeLedger(records) }
    }

    func noteReceipt(
        at moment: ReceivedTime,
        of document: DocumentID,
        invoices: Set<String>
    ) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in
            try await store.noteReceipt(at: moment, of: document, invoices: invoices)
        }
    }

    func text(of note: StoreNote) async throws(SyncError) -> String? {
        try await steadily { () async throws(SyncError) in try await store.text(of: note) }
    }

    func keep(_ text: String, as note: StoreNote) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.keep(text, as: note) }
    }

    func counts() async throws(SyncError) -> StoreCounts {
        try await steadily { () async throws(SyncError) in try await store.counts() }
    }

    func documents(_ query: DocumentQuery) async throws(SyncError) -> [StoredDocument] {
        try await steadily { () async throws(SyncError) in try await store.documents(query) }
    }

    func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @escaping @Sendable (KeptRecord) -> KeptRecord.Content?
    ) async throws(SyncError) -> Int {
        // A repetition would not count what the first attempt has changed.
        try await store.rewrite(selection, isTrial: isTrial, change)
    }

    func forgetNames(
        isTrial: Bool,
        where isForgotten: @escaping @Sendable (DirectoryEntry) -> Bool
    ) async throws(SyncError) -> Int {
        try await store.forgetNames(isTrial: isTrial, where: isForgotten)
    }

    func forgetNames(olderThan age: Duration) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.forgetNames(olderThan: age) }
    }

    func removeRecords(before moment: Date) async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.removeRecords(before: moment) }
    }

    func purge() async throws(SyncError) {
        try await steadily { () async throws(SyncError) in try await store.purge() }
    }
}
