import ArgumentParser
import Foundation
import InvoiceSync
import SyncService

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "Show the job of “invsync serve”, or change its schedule or its switch.",
        discussion: """
            A change takes effect within 10 seconds on every service that shares the store. A schedule that cannot be read,
            or never comes due, changes nothing, and the exit code is 3.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The schedule: five fields of cron, or @hourly, @daily, @weekly, @monthly, @yearly.",
            valueName: "cron"
        )
    )
    var schedule: String?

    @Option(help: ArgumentHelp("Whether the job runs by its schedule: true or false.", valueName: "flag"))
    var enabled: Bool?

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await reportingErrors {
            let settings = try store.settings()
            let (name, zone) = (try settings.job(), try settings.timeZone())
            if let schedule { try Self.check(schedule, in: zone) }
            let documents = try await settings.openStore(for: .reading)
            var changes = Job.Changes()
            (changes.schedule, changes.enabled) = (schedule, enabled)
            let stored =
                changes == Job.Changes()
                ? try await documents.job(name) ?? Job(name: name) : try await documents.updateJob(name, changes)
            if store.json { try Console.print(json: stored) } else { stored.lines(in: zone).forEach(Console.print) }
            return .ok
        }
    }

    private static func check(_ schedule: String, in zone: TimeZone) throws {
        do throws(ServiceError) {
            try CronSchedule(schedule).requireNext(after: Date(), in: zone)
        } catch {
            throw SettingsError(description: "--schedule: \(error.message)")
        }
    }
}

extension Job {
    fileprivate func lines(in zone: TimeZone) -> [String] {
        let next = enabled ? (try? CronSchedule(schedule))?.next(after: Date(), in: zone) : nil
        return [
            "job:      \(name)",
            "enabled:  \(enabled ? "yes" : "no")",
            "schedule: \(schedule) (\(zone.identifier))",
            "next run: \(next?.formatted(.iso8601) ?? "never")",
        ]
    }
}
