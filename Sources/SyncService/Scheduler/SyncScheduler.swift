public import Foundation
public import InvoiceSync
public import Logging
public import ServiceLifecycle

/// Runs a job by its schedule, which anybody may edit in the store (SyncRules, “Due times”).
///
/// ```swift
/// let scheduler = SyncScheduler(store: store, engine: SyncEngine(store: store, api: client))
/// try await ServiceGroup(services: [scheduler], logger: logger).run()
/// ```
///
/// Any number of schedulers, in any number of processes, may have one job in one store: each due time is one run. What was
/// missed while none of them lived is one run, too, and so are due times that pass while a run is under way. All of them
/// are to have the same time zone.
public final class SyncScheduler: Service {
    /// The time zone that schedules go by.
    public let zone: TimeZone
    let runs: JobRuns
    let store: any InvoiceStore
    let environment: SyncEnvironment
    let watch = RunWatch()
    private let logger: Logger
    private let body: @Sendable (RunRequest) async throws(SyncError) -> RunReport
    private let observer: @Sendable (RunRecord) -> Void
    private let stop = StopSignal()
    private let switchedOff = SwitchLog()
    /// Whose turn it is to take the job, of the tasks of this process.
    private let turn = Turn()
    private let begun: AsyncStream<BegunRun>
    private let begin: AsyncStream<BegunRun>.Continuation

    /// How often the job is looked at, for what others edited.
    static let pollInterval = Duration.seconds(5)

    /// How often the job is looked at while a run of another worker is under way, which may die.
    static let watchInterval = Duration.seconds(1)

    /// A run that has the job, and is to go on.
    struct BegunRun: Sendable {
        let hold: JobHold
        let record: RunRecord
        let selection: Selection
        let nextRun: Job.NextRun?
    }

    /// A scheduler of any work.
    ///
    /// - Parameters:
    ///   - job: The job's name.
    ///   - store: Where the job and its runs are on record.
    ///   - zone: The time zone that the schedule goes by.
    ///   - environment: The clocks, and the worker's name.
    ///   - leaseDuration: How long a worker that died keeps others from running the job.
    ///   - logger: Where to say what happens.
    ///   - observer: Is told whenever a run of this process begins, goes on or ends; must not block.
    ///   - run: One run.
    public init(
        job: String = Job.sync,
        store: any InvoiceStore,
        zone: TimeZone = .current,
        environment: SyncEnvironment = SyncEnvironment(),
        leaseDuration: Duration = SyncConfiguration().leaseDuration,
        logger: Logger,
        observer: @escaping @Sendable (RunRecord) -> Void = { _ in },
        run: @escaping @Sendable (RunRequest) async throws(SyncError) -> RunReport
    ) {
        runs = JobRuns(of: job, in: store, environment: environment, leaseDuration: leaseDuration)
        self.store = store
        self.zone = zone
        self.environment = environment
        self.logger = logger
        self.observer = observer
        body = run
        (begun, begin) = AsyncStream.makeStream(of: BegunRun.self)
    }

    /// A scheduler of the sync.
    ///
    /// - Parameters:
    ///   - job: The job's name.
    ///   - store: Where the job and its runs are on record: the engine's store.
    ///   - engine: What runs.
    ///   - zone: The time zone that the schedule goes by.
    ///   - logger: Where to say what happens.
    ///   - observer: Is told whenever a run of this process begins, goes on or ends; must not block.
    public convenience init(
        job: String = Job.sync,
        store: any InvoiceStore,
        engine: SyncEngine,
        zone: TimeZone = .current,
        logger: Logger = Logger(label: "invsync.service"),
        observer: @escaping @Sendable (RunRecord) -> Void = { _ in }
    ) {
        self.init(job: job, store: store, zone: zone, logger: logger, observer: observer) {
            request async throws(SyncError) in
            try await engine.run(
                request.selection,
                includesChanged: request.selection == .pending ? nil : false,
                stop: request.stop,
                onProgress: request.onProgress
            )
        }
    }

    /// The run that is under way in this process, as it stands.
    public var currentRun: RunRecord? { watch.current }

    /// Follows the schedule until the service group shuts down; then a run under way is asked to end, and is waited for.
    public func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await cancelWhenGracefulShutdown { await self.follow() } }
                for await run in begun { await carryOut(run) }
                group.cancelAll()
            }
            watch.finish()
        } onGracefulShutdown: {
            self.stop.request()
            self.begin.finish()
        }
    }

    private func follow() async {
        while !Task.isCancelled {
            let pause = await look()
            try? await environment.sleep(pause)
        }
    }
}

extension SyncScheduler {
    /// Begins a run that somebody asked for, whatever the schedule says.
    ///
    /// It goes on as long as ``run()`` does.
    ///
    /// - Parameters:
    ///   - trigger: Why it is begun.
    ///   - selection: Which documents it works on.
    /// - Returns: The run as it begins.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/runUnderWay`` or ``ServiceError/Code/stopping``, or
    ///   `SyncError` where the store cannot do its work.
    @discardableResult
    public func start(_ trigger: RunRecord.Trigger, _ selection: Selection = .pending) async throws -> RunRecord {
        try await inTurn {
            guard let hold = try await takeForRun() else {
                throw ServiceError(.runUnderWay, "a run of \(runs.job) is under way")
            }
            let run = BegunRun(hold: hold, record: runs.newRun(trigger), selection: selection, nextRun: nil)
            return try await enqueue(run)
        }
    }

    /// Runs a body while no other task of this process takes the job, so that none takes it for one that runs.
    private func inTurn<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        await turn.enter()
        do {
            let value = try await body()
            await turn.leave()
            return value
        } catch {
            await turn.leave()
            throw error
        }
    }

    /// Takes the job for a run; a worker elsewhere that only looks at it has it no longer than a moment.
    private func takeForRun() async throws -> JobHold? {
        for _ in 1...20 {
            if let hold = try await runs.take() { return hold }
            guard watch.current == nil, try await store.job(runs.job)?.runningSince == nil else { return nil }
            try await environment.sleep(.milliseconds(50))
        }
        return nil
    }

    /// Looks at the job, and begins a run where it is due.
    ///
    /// - Returns: How long nothing is to be done.
    func look() async -> Duration {
        await inTurn { await lookNow() }
    }

    private func lookNow() async -> Duration {
        do {
            if watch.current != nil { return Self.pollInterval }
            let job = try await store.job(runs.job)
            switchedOff.tell(job?.enabled == false, of: runs.job, to: logger)
            if let job, job.runningSince == nil, case .rest(let until) = job.dueness(at: environment.now(), in: zone) {
                return pause(until: until)
            }
            guard let hold = try await runs.take() else { return Self.watchInterval }
            return pause(until: try await settle(hold))
        } catch let error as SyncError where error.code == .cancelled {
            return Self.pollInterval
        } catch {
            logger.warning("the job cannot be looked at", metadata: ["job": "\(runs.job)", "error": "\(error)"])
            return Self.pollInterval
        }
    }

    /// Does what is to be done about the job, which nobody else can do meanwhile.
    private func settle(_ hold: JobHold) async throws -> Date? {
        do {
            let job = try await hold.job()
            switch job.dueness(at: environment.now(), in: zone) {
            case .due(let next):
                let run = runs.newRun(.schedule)
                try await enqueue(BegunRun(hold: hold, record: run, selection: .pending, nextRun: next))
                return next.date
            case .change(let changes):
                try await hold.update(changes)
                await hold.release()
                return changes.nextRun?.date
            case .rest(let until):
                await hold.release()
                return until
            }
        } catch {
            await hold.release()
            throw error
        }
    }

    @discardableResult
    private func enqueue(_ run: BegunRun) async throws(ServiceError) -> RunRecord {
        watch.tell(run.record)
        guard case .enqueued = begin.yield(run) else {
            await run.hold.release()
            throw ServiceError(.stopping, "the service is stopping")
        }
        return run.record
    }

    private func carryOut(_ run: BegunRun) async {
        let metadata: Logger.Metadata = ["run": "\(run.record.id)", "trigger": "\(run.record.trigger.rawValue)"]
        logger.info("a run begins", metadata: metadata)
        do throws(SyncError) {
            let report = try await run.hold.run(run.record, nextRun: run.nextRun) { [watch, observer] record in
                watch.tell(record)
                observer(record)
            } _: { [body, stop] onProgress async throws(SyncError) in
                try await body(RunRequest(selection: run.selection, stop: stop, onProgress: onProgress))
            }
            logger.info("a run has ended", metadata: metadata.merging(report.logMetadata) { $1 })
        } catch {
            let reason: Logger.Metadata = ["code": "\(error.code)", "error": "\(error)"]
            logger.error("a run has failed", metadata: metadata.merging(reason) { $1 })
        }
    }

    private func pause(until due: Date?) -> Duration {
        let left = due.map { Duration.seconds($0.timeIntervalSince(environment.now())) } ?? Self.pollInterval
        return min(max(left, .milliseconds(10)), Self.pollInterval)
    }
}

extension RunReport {
    /// The figures that tell how a run went.
    fileprivate var logMetadata: Logger.Metadata {
        [
            "ok": "\(documents.ok)", "mixed": "\(documents.mixed)", "failed": "\(documents.failed)",
            "given_back": "\(documents.givenBack)", "lost": "\(documents.lost)",
            "customers": "\(written.customers)", "orders": "\(written.orders)", "lines": "\(written.linesAdded)",
        ]
    }
}
