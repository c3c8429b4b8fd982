import Foundation
import Hummingbird
import InvoiceSync

/// The job: how it stands, its switch and schedule, and a run by hand.
struct JobRoutes: Sendable {
    let scheduler: SyncScheduler
    let operations: Operations

    var routes: [Route] {
        [
            Route(.get, "/api/system/jobs", for: .token(.reader)) { request, _ in
                _ = try Query(request, allowing: [])
                return .json(JobList(jobs: [try await view()]))
            },
            Route(.get, "/api/system/jobs/{name}", for: .token(.reader)) { request, context in
                try requireJob(context)
                _ = try Query(request, allowing: [])
                return .json(try await view())
            },
            Route(.patch, "/api/system/jobs/{name}") { request, context in
                try requireJob(context)
                _ = try Query(request, allowing: [])
                let edit = try await request.decoded(JobEdit.self)
                try await operations.change(schedule: edit.schedule, enabled: edit.enabled, by: context.identity)
                return .json(try await view())
            },
            Route(.post, "/api/system/jobs/{name}/run") { request, context in
                try requireJob(context)
                let wait = try RunWait(try Query(request, allowing: ["wait"]))
                let run = try await operations.run(by: context.identity)
                return try await wait.answer(run, scheduler)
            },
        ]
    }

    private func requireJob(_ context: ControlContext) throws {
        let name = context.parameters.get("name") ?? ""
        guard name.removingPercentEncoding == scheduler.runs.job else { throw APIError.notFound("such job") }
    }

    private func view() async throws -> JobView {
        let job = try await scheduler.store.job(scheduler.runs.job) ?? Job(name: scheduler.runs.job)
        return JobView(job, scheduler)
    }
}

extension SyncScheduler {
    /// Changes the job: at once here, and within seconds on other workers.
    ///
    /// - Parameters:
    ///   - schedule: When it runs; nil leaves that as it is.
    ///   - enabled: Whether it runs by its schedule; nil leaves that as it is.
    /// - Throws: ``ServiceError`` where the schedule cannot be followed, `SyncError` where the store cannot do its work.
    func change(schedule: String? = nil, enabled: Bool? = nil) async throws {
        if let schedule {
            var job = Job(name: runs.job)
            job.schedule = schedule
            _ = try job.next(after: environment.now(), in: zone)
        }
        var changes = Job.Changes()
        changes.schedule = schedule
        changes.enabled = enabled
        try await store.updateJob(runs.job, changes)
        _ = await look()
    }
}

private struct JobList: Encodable {
    let jobs: [JobView]
}

/// A job as it is shown: its record, and what follows from it.
struct JobView: Encodable {
    private enum CodingKeys: String, CodingKey {
        case timeZone, scheduleError, currentRun
    }

    let job: Job
    let timeZone: String
    let scheduleError: String?
    let currentRun: String?

    init(_ job: Job, _ scheduler: SyncScheduler) {
        self.job = job
        timeZone = scheduler.zone.identifier
        currentRun = scheduler.currentRun?.id
        do throws(ServiceError) {
            _ = try job.next(after: scheduler.environment.now(), in: scheduler.zone)
            scheduleError = nil
        } catch {
            scheduleError = error.message
        }
    }

    func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(timeZone, forKey: .timeZone)
        try container.encodeIfPresent(scheduleError, forKey: .scheduleError)
        try container.encodeIfPresent(currentRun, forKey: .currentRun)
    }
}

private struct JobEdit: StrictlyDecodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case enabled, schedule
    }

    static let rule = "enabled (true or false), schedule (five fields of cron, or a name such as @daily), or both"

    let enabled: Bool?
    let schedule: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard !container.allKeys.isEmpty else { throw APIError.invalid("nothing is to be changed: \(Self.rule)") }
        enabled = try container.value(Bool.self, forKey: .enabled)
        schedule = try container.value(String.self, forKey: .schedule)
    }
}
