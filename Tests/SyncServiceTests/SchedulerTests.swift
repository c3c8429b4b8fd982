import Foundation
import InMemoryLogging
import InvoiceSync
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import SyncService

@Suite struct SchedulerTests {
    private let time: FakeTime
    private let store: InMemoryInvoiceStore

    init() throws {
        let time = try FakeTime()
        self.time = time
        store = InMemoryInvoiceStore(now: { time.now })
    }

    private func scheduler(
        _ worker: String = "worker",
        _ run: @escaping @Sendable (RunRequest) async throws(SyncError) -> RunReport = { _ in RunReport() }
    ) throws -> SyncScheduler {
        SyncScheduler(
            store: store,
            zone: try #require(TimeZone(identifier: "UTC")),
            environment: time.environment(worker),
            logger: .silent,
            run: run
        )
    }

    private func job() async throws -> Job { try #require(try await store.job(Job.sync)) }

    private func edit(_ change: (inout Job.Changes) -> Void) async throws {
        var changes = Job.Changes()
        change(&changes)
        try await store.updateJob(Job.sync, changes)
    }

    /// Moves the time second by second, and waits after each until every scheduler sleeps again.
    private func pass(_ seconds: Int, sleepers: Int = 1) async {
        for _ in 0..<seconds {
            time.advance(by: .seconds(1))
            await time.sleepers(sleepers)
        }
    }

    @Test func makesTheJobWithItsDefaultsAndRunsItWhenItIsDue() async throws {
        try await serving([try scheduler()]) {
            await time.sleepers(1)
            #expect(try await job().schedule == "*/10 * * * *")
            #expect(try await job().nextRun == time.now + 420)
            await pass(419)
            #expect(try await job().lastRun == nil)
            time.advance(by: .seconds(1))
            try await runs(1)
            #expect(try await job().lastRun == time.now)
            #expect(try await job().lastStatus == .ok)
            #expect(try await job().nextRun == time.now + 600)
        }
    }

    @Test func editsTakeEffectWithinTenSeconds() async throws {
        try await serving([try scheduler()]) {
            await time.sleepers(1)
            try await edit { $0.enabled = false }
            await pass(10)
            #expect(try await job().nextRun == nil)
            try await edit { $0.enabled = true }
            try await edit { $0.schedule = "4 10 * * *" }
            await pass(10)
            #expect(try await job().nextRun == time.now + 40)
        }
    }

    @Test func anInvalidScheduleIsSaidAndACorrectedOneIsPickedUp() async throws {
        try await serving([try scheduler()]) {
            await time.sleepers(1)
            try await edit { $0.schedule = "61 * * * *" }
            await pass(10)
            #expect(try await job().nextRun == nil)
            #expect(try await job().lastOutput?.contains("“61” is no minute: 0 to 59") == true)
            try await edit { $0.schedule = "* * * * *" }
            await pass(10)
            #expect(try await job().nextRun != nil)
            #expect(try await job().lastOutput?.contains("no minute") == false)
        }
    }

    /// Each round of looks is one moment of the fake time, whoever comes first.
    @Test func eachDueTimeIsOneRunOfThreeSchedulers() async throws {
        let log = Mutex<[Date]>([])
        let schedulers = try (1...3).map { number in
            try scheduler("worker\(number)") { _ in
                log.withLock { $0.append(time.now) }
                await Task.yield()
                return RunReport()
            }
        }
        try await edit { $0.schedule = "* * * * *" }
        let start = time.now
        try await serving(schedulers) {
            await time.sleepers(3)
            for minute in 1...60 {
                time.advance(by: .seconds(60))
                try await runs(minute)
                await time.sleepers(3)
            }
        }
        #expect(log.withLock(\.self) == (1...60).map { start + Double($0) * 60 })
        let records = try await store.runs(of: Job.sync, before: nil, limit: 100)
        #expect(records.count == 60)
        #expect(records.allSatisfy { $0.status == .ok && $0.trigger == .schedule })
    }

    /// One whose clock is ten minutes ahead runs each of its due times, and no more.
    @Test func workersWhoseClocksDifferDoNotRunWithoutEnd() async throws {
        let log = Mutex(0)
        let schedulers = try [0.0, 600].map { ahead in
            var environment = time.environment("ahead by \(ahead)")
            environment.now = { [time] in time.now + ahead }
            return SyncScheduler(
                store: store,
                zone: try #require(TimeZone(identifier: "UTC")),
                environment: environment,
                logger: .silent
            ) { _ in
                log.withLock { $0 += 1 }
                return RunReport()
            }
        }
        try await serving(schedulers) {
            await time.sleepers(2)
            await pass(3600, sleepers: 2)
        }
        #expect((6...14).contains(log.withLock(\.self)), "six due times, for each of two clocks")
    }

    @Test func whatWasMissedAndWhatOverlapsIsOneRun() async throws {
        let gate = Gate()
        let arrivals = Gate()
        let scheduler = try scheduler { _ in
            await arrivals.open()
            await gate.pass()
            return RunReport()
        }
        try await edit { $0.schedule = "* * * * *" }
        try await edit { $0.nextRun = .at(time.now - 86_400) }
        try await serving([scheduler]) {
            await arrivals.pass()
            await pass(150)
            await gate.open()
            try await runs(1)
            time.advance(by: .seconds(5))
            try await runs(2)
            await pass(20)
            #expect(try await ended().count == 2)
        }
    }

    @Test(arguments: [1, 3]) func `a run that was cut off is continued once when its lease has expired`(
        _ count: Int
    ) async throws {
        try await edit { $0.schedule = "0 0 1 1 *" }
        try await edit { changes in
            changes.runningSince = time.now - 30
            changes.nextRun = .at(time.now + 86_400)
        }
        _ = try await store.lock(LockName(.job, Job.sync), owner: "dead", for: .seconds(30))
        let died = time.now
        let cutOff = RunRecord(job: Job.sync, trigger: .schedule, worker: "dead", began: died - 30)
        try await store.record(cutOff)
        try await serving(try (1...count).map { try scheduler("worker\($0)") }) {
            await time.sleepers(count)
            await pass(29, sleepers: count)
            #expect(try await job().runningSince != nil)
            await pass(3, sleepers: count)
            try await runs(2)
            await pass(20, sleepers: count)
            let records = try await ended()
            #expect(records.map(\.status) == [.ok, .aborted], "continued once, whoever saw it")
            let begun = try #require(records.first?.began)
            #expect((30...32).contains(begun.timeIntervalSince(died)))
            #expect(try await job().lastStatus == .ok)
        }
    }

    @Test func `a job that is switched off is logged at the start, and when that changes`() async throws {
        let handler = InMemoryLogHandler()
        try await edit { $0.enabled = false }
        let scheduler = SyncScheduler(
            store: store,
            zone: try #require(TimeZone(identifier: "UTC")),
            environment: time.environment("worker"),
            logger: Logger(label: "test") { _ in handler },
            run: { _ in RunReport() }
        )
        try await serving([scheduler]) {
            await time.sleepers(1)
            await pass(10)
            let off = handler.entries.filter { "\($0.message)".hasPrefix("the job is switched off") }
            #expect(off.map(\.level) == [.warning])
            try await edit { $0.enabled = true }
            await pass(10)
            #expect(handler.entries.contains { $0.message == "the job is switched on" })
        }
    }

    @Test func aRunByHandIsRefusedBesideAnother() async throws {
        let gate = Gate()
        let scheduler = try scheduler { _ in
            await gate.pass()
            return RunReport()
        }
        try await serving([scheduler]) {
            await time.sleepers(1)
            let run = try await scheduler.start(.manual)
            #expect(scheduler.currentRun?.id == run.id)
            let error = await #expect(throws: ServiceError.self) { try await scheduler.start(.manual) }
            #expect(error?.code == .runUnderWay)
            await gate.open()
            try await runs(1)
            #expect(try await store.run(run.id)?.status == .ok)
        }
    }

    @Test func aRunByHandWaitsForAWorkerThatOnlyLooksAtTheJob() async throws {
        let looker = JobRuns(of: Job.sync, in: store, environment: time.environment("looker"))
        let hold = try #require(try await looker.take())
        let scheduler = try scheduler()
        async let run = scheduler.start(.manual)
        await time.sleepers(1)
        await hold.release()
        time.advance(by: .milliseconds(50))
        #expect(try await run.trigger == .manual)
    }

    @Test func aShutdownAsksTheRunToEndAndWaitsForIt() async throws {
        let begun = Gate()
        let scheduler = try scheduler { request in
            await begun.open()
            while !request.stop.isRequested { await Task.yield() }
            return RunReport()
        }
        let group = ServiceGroup(services: [scheduler], logger: .silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await time.sleepers(1)
            try await scheduler.start(.manual)
            await begun.pass()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(try await ended().count == 1)
        #expect(try await job().runningSince == nil)
        let error = await #expect(throws: ServiceError.self) { try await scheduler.start(.manual) }
        #expect(error?.code == .stopping)
    }

    @Test func aStoreThatFailsIsAskedAgain() async throws {
        let failures = Mutex(2)
        let scheduler = try scheduler { _ throws(SyncError) in
            let left = failures.withLock { left in
                left -= 1
                return left
            }
            if left >= 0 { throw SyncError(.storeUnavailable, "gone", isTransient: true) }
            return RunReport()
        }
        try await edit { $0.schedule = "* * * * *" }
        try await serving([scheduler]) {
            for count in 1...3 {
                await time.sleepers(1)
                time.advance(by: .seconds(60))
                try await runs(count)
                #expect(try await job().consecutiveFailures == (count < 3 ? count : 0))
                await pass(1)
            }
        }
    }

    // MARK: Support

    private func ended() async throws -> [RunRecord] {
        try await store.runs(of: Job.sync, before: nil, limit: 1000).filter { $0.ended != nil }
    }

    /// Returns when so many runs have ended and the job is free again.
    private func runs(_ count: Int) async throws {
        while try await ended().count < count { await Task.yield() }
        while try await job().runningSince != nil { await Task.yield() }
        let name = LockName(.job, Job.sync)
        while case .held = try await store.lock(name, owner: "test", for: .seconds(1)) { await Task.yield() }
        try await store.unlock(name, owner: "test", changed: false)
    }
}
