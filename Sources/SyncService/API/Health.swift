import Foundation
import InvoiceSync

/// What the service needs for its work, asked at most every 10 s, however often somebody wants to know.
actor Health {
    /// One thing that is needed.
    struct Check: Sendable, Encodable {
        let name: String
        let ok: Bool
        /// What is wrong, or how it stands; `nil` for strangers.
        var detail: String?

        /// The check as anybody may see it: errors quote addresses, paths and what servers say.
        var withoutDetail: Check { Check(name: name, ok: ok) }
    }

    private let scheduler: SyncScheduler
    private let askServer: @Sendable () async -> String?
    private let patience: Patience
    private let began: Date
    private var known: (checks: Task<[Check], Never>, at: Duration)?

    private static let age = Duration.seconds(10)
    private static let lateness = "no answer within \(Patience.limit)"
    private static let intervals = 3

    /// - Parameters:
    ///   - scheduler: What is watched.
    ///   - askServer: Asks the InvenTree server; says why it cannot be worked with, nil where it can.
    init(scheduler: SyncScheduler, askServer: @escaping @Sendable () async -> String?) {
        self.scheduler = scheduler
        self.askServer = askServer
        patience = Patience(environment: scheduler.environment)
        began = scheduler.environment.now()
    }

    func checks() async -> [Check] {
        let now = scheduler.environment.elapsed()
        if let known, now - known.at < Self.age { return await known.checks.value }
        let checks = Task {
            async let server = self.server()
            let late = [Check(name: "store", ok: false, detail: Self.lateness)]
            return await self.patience.answer(or: late) { await self.stored() } + [server]
        }
        known = (checks, now)
        return await checks.value
    }

    private func server() async -> Check {
        let reason = await patience.answer(or: Self.lateness, askServer)
        return Check(name: "inventree", ok: reason == nil, detail: reason ?? "answers")
    }

    /// The store, and the runs that it has on record.
    private func stored() async -> [Check] {
        do throws(SyncError) {
            let job = try await scheduler.store.job(scheduler.runs.job) ?? Job(name: scheduler.runs.job)
            let runs = try await scheduler.store.runs(of: job.name, before: nil, limit: 50)
            return [Check(name: "store", ok: true, detail: "answers"), freshness(of: job, runs)]
        } catch {
            return [Check(name: "store", ok: false, detail: error.message)]
        }
    }

    /// Stale is a job of which no run succeeded in three intervals of its schedule.
    private func freshness(of job: Job, _ runs: [RunRecord]) -> Check {
        guard job.enabled else { return Check(name: "runs", ok: true, detail: "the job is switched off") }
        let success = runs.first { $0.status == .ok || $0.status == .partial }
        do throws(ServiceError) {
            var due = max(success?.began ?? began, began)
            for _ in 0..<Self.intervals { due = try job.next(after: due, in: scheduler.zone) }
            let isStale = due < scheduler.environment.now()
            let last = success.map { "the last success began at \($0.began.formatted(.iso8601))" } ?? "no success yet"
            return Check(name: "runs", ok: !isStale, detail: isStale ? "stale: \(last)" : last)
        } catch {
            return Check(name: "runs", ok: false, detail: "the schedule cannot be followed: \(error.message)")
        }
    }
}
