import Foundation

/// The runs of one job: one at a time over all workers, and each on record (<doc:JobRules#Due-times>).
public struct JobRuns: Sendable {
    /// The job's name.
    public let job: String
    let store: any InvoiceStore
    let environment: SyncEnvironment
    let leaseDuration: Duration

    /// The runs of a job.
    ///
    /// - Parameters:
    ///   - job: The job's name.
    ///   - store: Where the job and its runs are on record.
    ///   - environment: The clocks, and the worker's name.
    ///   - leaseDuration: How long a worker that died keeps others from running the job.
    public init(
        of job: String,
        in store: any InvoiceStore,
        environment: SyncEnvironment = SyncEnvironment(),
        leaseDuration: Duration = SyncConfiguration().leaseDuration
    ) {
        self.job = job
        self.store = SteadyStore(store: store, environment: environment)
        self.environment = environment
        self.leaseDuration = leaseDuration
    }

    /// Takes the job for one worker, and makes it where it is not there.
    ///
    /// A run that was cut off is put on record as ``Job/Status/aborted`` here.
    ///
    /// - Throws: ``SyncError`` where the store cannot do its work.
    /// - Returns: nil where a run is under way, here or elsewhere, or its worker died so lately that nobody can know.
    public func take() async throws(SyncError) -> JobHold? {
        let hold = JobHold(of: self)
        guard case .taken = try await store.lock(hold.lock, owner: hold.owner, for: leaseDuration) else { return nil }
        do throws(SyncError) {
            try await hold.recordCutOffRuns()
        } catch {
            await hold.release()
            throw error
        }
        return hold
    }

    /// A run of the job by this worker that begins now.
    ///
    /// - Parameter trigger: Why it is run.
    /// - Returns: Its record, which nobody has yet.
    public func newRun(_ trigger: RunRecord.Trigger) -> RunRecord {
        RunRecord(job: job, trigger: trigger, worker: environment.worker, began: environment.now())
    }

    /// Runs a body and keeps record of it, for a command that a person gave.
    ///
    /// A command runs also beside another run, whose worker may have died. The job tells of it only if the job is free when
    /// it ends.
    ///
    /// - Parameters:
    ///   - trigger: Why it is run.
    ///   - body: The run; it tells what it has done so far.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``SyncError`` where the begin cannot be recorded.
    public func record(
        _ trigger: RunRecord.Trigger,
        _ body: (_ onProgress: @escaping @Sendable (RunReport) -> Void) async throws(SyncError) -> RunReport
    ) async throws(SyncError) -> RunReport {
        let hold = try await take()
        let new = newRun(trigger)
        if let hold { return try await hold.run(new, body) }
        try await store.record(new)
        let beganAt = environment.elapsed()
        let run = OpenRun(new) { _ in }
        let outcome = await result { () async throws(SyncError) in
            try await run.whileAlive(in: self) { () async throws(SyncError) in
                try await LogContext.about(.run, new.id) { () async throws(SyncError) in
                    try await body { report in run.change { $0.report = report } }
                }
            }
        }
        let ended = run.end(outcome, after: environment.elapsed() - beganAt, await count(after: outcome))
        if let hold = try? await take() {
            await hold.record(endOf: ended)
            await hold.release()
        } else {
            _ = try? await uncancelled { () async throws(SyncError) in try await store.record(ended) }
        }
        return try outcome.get()
    }

    /// How many documents there are in each state after a run; nil where the store was out of reach.
    func count(after outcome: Result<RunReport, SyncError>) async -> StoreCounts? {
        if case .failure(let error) = outcome, error.code == .storeUnavailable { return nil }
        return try? await uncancelled { () async throws(SyncError) in try await store.counts() }
    }
}

extension RunRecord {
    /// Notes how a run ended.
    mutating func end(
        _ outcome: Result<RunReport, SyncError>,
        after duration: Duration,
        _ documents: StoreCounts?
    ) {
        self.documents = documents
        seen = began.addingTimeInterval(duration / .seconds(1))
        ended = seen
        switch outcome {
        case .success(let report):
            (self.report, status, output) = (report, report.jobStatus, report.summary)
        case .failure(let error):
            (status, output) = (error.code == .cancelled ? .aborted : .failed, error.message)
            if error.isOutage { report.stopped = .init(cause: .outage, reason: error.message) }
        }
    }

    /// The beginning of ``output`` of a run that was cut off, and that is to be continued at once.
    package static let cutOffMark = "cut off: "

    /// The number of runs in a row that are continued at once; if each ends its worker, the schedule decides.
    private static let continuations = 5

    /// Notes that a run was cut off, when its worker last gave a sign of life.
    ///
    /// - Parameter former: The runs before it, the newest first.
    mutating func cutOff(after former: [RunRecord]) {
        ended = seen
        status = .aborted
        let cutOff = former.prefix { $0.output?.hasPrefix(Self.cutOffMark) ?? false }
        let mark = cutOff.count < Self.continuations ? Self.cutOffMark : "cut off \(cutOff.count + 1) times in a row: "
        output =
            "\(mark)its worker gave no sign of life after \(seen.formatted(.iso8601)); what it held is free again, "
            + "and the next run goes on from there"
    }
}
