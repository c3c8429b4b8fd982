import Foundation
import InvoiceSync
import Logging

/// Keeps what people do with the service on record: one line of the log and one record in the store each.
struct Audit: Sendable {
    let store: any InvoiceStore
    let environment: SyncEnvironment
    let logger: Logger

    /// Notes an action that was done.
    ///
    /// A store that is out of reach costs the record, not the action, and the log says so.
    func note(_ action: AuditRecord.Action, by who: String, from address: String?, _ detail: String? = nil) async {
        let record = AuditRecord(action, who: who, address: address, detail: detail, at: environment.now())
        var metadata: Logger.Metadata = ["action": "\(action.rawValue)", "who": "\(who)"]
        metadata["address"] = address.map { "\($0)" }
        metadata["detail"] = record.detail.map { "\($0)" }
        logger.log(level: action == .signInFailed ? .warning : .notice, "audit", metadata: metadata)
        let problem: String? = await Patience(environment: environment).answer(or: "no response") {
            do throws(SyncError) {
                try await store.note(record)
                return nil
            } catch {
                return error.message
            }
        }
        if let problem { logger.error("an action could not be put on record", metadata: ["error": "\(problem)"]) }
    }

    func note(_ action: AuditRecord.Action, by identity: Identity?, _ detail: String? = nil) async {
        await note(action, by: identity?.name ?? "anybody", from: identity?.client?.text, detail)
    }
}

/// What people have the service do, each with a record of who did it.
struct Operations: Sendable {
    let scheduler: SyncScheduler
    let audit: Audit

    /// Begins a run now.
    func run(by identity: Identity?) async throws -> RunRecord {
        let run = try await scheduler.start(.manual)
        await audit.note(.run, by: identity, run.id)
        return run
    }

    /// Begins a run of finished documents.
    func retry(_ filter: Selection.RetryFilter, by identity: Identity?) async throws -> RunRecord {
        let run = try await scheduler.start(.retry, .retry(filter))
        let documents = filter.ids.map { "\($0.count) document\($0.count == 1 ? "" : "s")" } ?? "all documents"
        await audit.note(.retry, by: identity, "\(run.id), \(documents)")
        return run
    }

    /// Changes the job; see ``SyncScheduler/change(schedule:enabled:)``.
    func change(schedule: String? = nil, enabled: Bool? = nil, by identity: Identity?) async throws {
        try await scheduler.change(schedule: schedule, enabled: enabled)
        if let schedule { await audit.note(.schedule, by: identity, schedule) }
        if let enabled { await audit.note(.switch, by: identity, enabled ? "on" : "off") }
    }
}
