import Foundation

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
            return try await run.whileAlive(in: runs, while: isStillHeld) { () async throws(SyncError) in
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

    /// Prolongs the hold; a store that is out of reach for a moment has taken nothing away.
    @Sendable
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
    ///
    /// A command may run beside the job's own run: it lives as long as it gives signs of life.
    func recordCutOffRuns() async throws(SyncError) {
        // Only the newest can be open, but for runs whose end could not be recorded.
        let latest = try await store.runs(of: runs.job, before: nil, limit: 10)
        let began = try await store.job(runs.job)?.runningSince
        let now = runs.environment.now()
        var held: RunRecord?
        for var run in latest where run.ended == nil {
            let isHolders = began.map { abs(run.began.timeIntervalSince($0)) < 0.002 } ?? false
            let isSilent = now.timeIntervalSince(run.seen) >= runs.leaseDuration / .seconds(1)
            guard isHolders || isSilent else { continue }
            run.cutOff(after: latest.filter { $0.id < run.id })
            try await store.record(run)
            if isHolders { held = held ?? run }
        }
        guard let began else { return }
        var run = held ?? RunRecord(job: runs.job, trigger: .manual, worker: "", began: began)
        if held == nil { run.cutOff(after: latest) }
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
