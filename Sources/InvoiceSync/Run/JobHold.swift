import Foundation
import Synchronization

/// A job in the hands of one worker, which alone runs it and says when it runs next.
///
/// It is given back by ``release()``, or by ``run(_:nextRun:onChange:_:)`` at its end.
public struct JobHold: Sendable {
    private let runs: JobRuns
    let owner: String

    init(of runs: JobRuns) {
        self.runs = runs
        owner = "\(runs.environment.worker)/\(Chance.eightDigits())"
    }

    var lock: LockName { LockName(.job, runs.job) }

    private var store: any InvoiceStore { runs.store }

    /// The job as it is now.
    ///
    /// - Throws: ``SyncError`` where the store cannot do its work.
    public func job() async throws(SyncError) -> Job {
        try await store.updateJob(runs.job, .init())
    }

    /// Changes fields of the job.
    ///
    /// - Parameter changes: The fields.
    /// - Throws: ``SyncError`` where the store cannot do its work.
    public func update(_ changes: Job.Changes) async throws(SyncError) {
        try await store.updateJob(runs.job, changes)
    }

    /// Gives the job back; where the store cannot be told, it is free when its lease ends.
    public func release() async {
        _ = try? await uncancelled { () async throws(SyncError) in
            try await store.unlock(lock, owner: owner, changed: false)
        }
    }

    /// Runs a body, keeps record of it with a sign of life three times in each lease, and gives the job back.
    ///
    /// A worker that was stopped for longer than its lease finds that it lost the job, and records nothing more.
    ///
    /// - Parameters:
    ///   - new: The run, as it begins now.
    ///   - nextRun: When the job runs next; nil leaves that as it is.
    ///   - onChange: Called with the record when the run begins and goes on, and when its end is on record.
    ///   - body: The run; it tells what it has done so far.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``SyncError`` where the begin cannot be recorded.
    public func run(
        _ new: RunRecord,
        nextRun: Job.NextRun? = nil,
        onChange: @escaping @Sendable (RunRecord) -> Void = { _ in },
        _ body: (_ onProgress: @escaping @Sendable (RunReport) -> Void) async throws(SyncError) -> RunReport
    ) async throws(SyncError) -> RunReport {
        let beganAt = runs.environment.elapsed()
        let run = OpenRun(new, onChange: onChange)
        let outcome = await result { () async throws(SyncError) in
            try await begin(new, nextRun: nextRun)
            run.change { _ in }
            return try await whileAlive(run) { () async throws(SyncError) in
                try await LogContext.about(.run, new.id) { () async throws(SyncError) in
                    try await body { report in run.change { $0.report = report } }
                }
            }
        }
        let ended = run.end(outcome, after: runs.environment.elapsed() - beganAt, await runs.count(after: outcome))
        let isHeld = await isStillHeld()
        if isHeld { await record(endOf: ended) }
        await release()
        // Of a run whose job was lost, what others have put on record counts.
        onChange(isHeld ? ended : (try? await store.run(new.id)) ?? ended)
        return try outcome.get()
    }

    /// A run may have waited for another one of this worker for longer than its lease.
    private func begin(_ run: RunRecord, nextRun: Job.NextRun?) async throws(SyncError) {
        guard await isStillHeld() else {
            throw SyncError(.leaseLost, "another worker has taken \(runs.job) before the run began", isTransient: true)
        }
        var changes = Job.Changes()
        changes.runningSince = run.began
        changes.nextRun = nextRun
        try await store.updateJob(runs.job, changes)
        try await store.record(run)
    }

    /// Runs a body with a beating heart, which stands still before the end of the run is recorded.
    private func whileAlive<Value>(
        _ run: OpenRun,
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        let heart = Task { await beat(run) }
        let outcome = await result(of: body)
        heart.cancel()
        await heart.value
        return try outcome.get()
    }

    /// Gives signs of life until the task is cancelled or the job is lost.
    private func beat(_ run: OpenRun) async {
        while (try? await runs.environment.sleep(runs.leaseDuration / 3)) != nil, await isStillHeld() {
            run.change { $0.seen = runs.environment.now() }
            try? await store.record(run.record)
        }
    }

    /// Prolongs the hold; a store that is out of reach for a moment has taken nothing away.
    private func isStillHeld() async -> Bool {
        let held = try? await uncancelled { () async throws(SyncError) in
            try await store.renewLocks([lock], owner: owner, for: runs.leaseDuration)
        }
        return held?.contains(lock) ?? true
    }
}

extension JobHold {
    /// Puts a run on record that has ended.
    ///
    /// What became of the run matters more than that the store is out of reach for its record.
    func record(endOf run: RunRecord) async {
        _ = try? await uncancelled { () async throws(SyncError) in
            try await store.record(run)
            try await update(run.changes)
        }
    }

    /// Puts runs on record that were begun and that nobody goes on with: the job is in these hands.
    func recordCutOffRuns() async throws(SyncError) {
        // Only the newest can be open, but for runs whose end could not be recorded.
        var open = try await store.runs(of: runs.job, before: nil, limit: 10).filter { $0.ended == nil }
        for index in open.indices {
            open[index].cutOff()
            try await store.record(open[index])
        }
        guard let began = try await store.job(runs.job)?.runningSince else { return }
        var run = open.first ?? RunRecord(job: runs.job, trigger: .manual, worker: "", began: began)
        run.cutOff()
        try await update(run.changes)
    }
}

extension RunRecord {
    /// What the job says of a run that has ended.
    fileprivate var changes: Job.Changes {
        var changes = Job.Changes()
        let duration = Duration.seconds((ended ?? began).timeIntervalSince(began))
        changes.finished = Job.Run(began: began, duration: duration, status: status ?? .aborted, output: output ?? "")
        return changes
    }
}

/// A run that is under way, as its worker knows it.
private final class OpenRun: Sendable {
    private let state: Mutex<RunRecord>
    private let onChange: @Sendable (RunRecord) -> Void

    init(_ record: RunRecord, onChange: @escaping @Sendable (RunRecord) -> Void) {
        state = Mutex(record)
        self.onChange = onChange
    }

    var record: RunRecord { state.withLock(\.self) }

    /// Ends the run: nothing changes its record any more.
    func end(
        _ outcome: Result<RunReport, SyncError>,
        after duration: Duration,
        _ documents: StoreCounts?
    ) -> RunRecord {
        state.withLock { record in
            record.end(outcome, after: duration, documents)
            return record
        }
    }

    /// Changes the record, unless the run has ended; who watches is told under the lock, so that the last told is the last.
    func change(_ change: (inout RunRecord) -> Void) {
        state.withLock { record in
            guard record.ended == nil else { return }
            change(&record)
            onChange(record)
        }
    }
}
