import FGOModels
import Foundation
import InvoiceSync

/// All that the overview tells of, as it stands at one moment.
struct Snapshot: Sendable {
    let job: Job
    /// Why the schedule cannot be followed, where that is so.
    let scheduleError: String?
    /// The last runs, the newest first.
    let runs: [RunRecord]
    /// The run that is under way, here or on another worker.
    let current: RunRecord?
    /// What ``EventRoutes`` said last, or would have.
    let event: String?
    let counts: StoreCounts
    /// The newest documents that failed or were done in part.
    let failing: [StoredDocument]
    /// Documents that wait for another attempt.
    let waiting: [StoredDocument]
    let checks: [Health.Check]
    let now: Date

    /// How many runs are looked back on.
    static let runs = 48
    /// How many failing documents are shown at once.
    static let failing = 20

    /// The last run that has ended.
    var lastRun: RunRecord? { runs.first { $0.ended != nil } }
}

extension SyncScheduler {
    /// How all stands now.
    func snapshot(_ health: Health) async throws(SyncError) -> Snapshot {
        // The end of a run is told after it is on record, so what was told is looked at first.
        let latest = watch.latest
        let job = try await store.job(runs.job) ?? Job(name: runs.job)
        let records = try await store.runs(of: job.name, before: nil, limit: Snapshot.runs)
        let own = latest.flatMap { $0.ended == nil ? $0 : nil }
        let elsewhere = job.runningSince == nil ? nil : records.first { $0.ended == nil && $0.id != latest?.id }
        return Snapshot(
            job: job,
            scheduleError: JobView(job, self).scheduleError,
            runs: records.map { $0.id == latest?.id ? latest ?? $0 : $0 },
            current: own ?? elsewhere,
            event: latest?.event,
            counts: try await store.counts(),
            failing: try await store.newest(Snapshot.failing, in: [.failed, .mixed], after: nil),
            waiting: try await store.documents(DocumentQuery(states: [.waiting], limit: WaitingDocument.shown)),
            checks: await health.checks(),
            now: environment.now()
        )
    }
}

extension InvoiceStore {
    /// The newest documents in some states, as many as are wanted, however large they are.
    func newest(
        _ count: Int,
        in states: Set<DocumentState>,
        after document: DocumentID?
    ) async throws(SyncError) -> [StoredDocument] {
        var found: [StoredDocument] = []
        var query = DocumentQuery(states: states, order: .newestFirst, after: document, limit: count)
        while found.count < count {
            query.limit = count - found.count
            let page = try await documents(query)
            guard let last = page.last else { break }
            found += page
            query.after = last.document.id
        }
        return found
    }
}

extension RunRecord {
    /// What tells a page that a run has begun or ended since.
    var event: String { ended == nil ? id : "\(id) ended" }
}
