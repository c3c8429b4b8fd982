import ArgumentParser
import FaultProxy
import TortureKit

struct BoundariesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundaries",
        abstract: "The sync of a document or of its correction, disturbed in every way at every one of its requests."
    )

    @OptionGroup var common: CommonOptions

    @Option(
        help: "What is synced: new, existing (an order of it exists), corrected (before its correction), correction."
    )
    var variants = Workload.BoundaryVariant.allCases

    @Option(help: "What happens: kill-before, kill-after, lost, lost-bad, bad, half, gateway, stop. Default: all.")
    var disturbances = Boundaries.Disturbance.allCases

    @Option(help: "This request alone.")
    var request: Int?

    @Option(help: "How many cases run at once.")
    var width = 4

    func run() async throws {
        try await common.report { setup, _ in
            var reports: [BoundaryReport] = []
            for variant in variants {
                var boundaries = Boundaries()
                boundaries.variant = variant
                boundaries.disturbances = disturbances
                boundaries.width = width
                boundaries.requests = request.map { $0...$0 }
                reports.append(try await boundaries.run(setup))
            }
            return reports
        }
    }
}

struct StormCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm",
        abstract: "Many workers, faults of all kinds, and workers that are killed and stopped."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "How many documents.")
    var docs = 60

    @Option(help: "How many invoices each of them has.")
    var perDoc = 10

    @Option(help: "The share of requests that are spoiled.")
    var rate = 0.1

    @Option(parsing: .upToNextOption, help: "How they are spoiled. Default: in all ways.")
    var kinds = Fault.allCases

    @Option(help: "How many workers.")
    var workers = 4

    @Option(help: "How many workers are killed in a minute.")
    var killsPerMinute = 2.0

    @Option(help: "How many workers are stopped for a while in a minute.")
    var stopsPerMinute = 2.0

    @Option(help: "When it is given up.")
    var minutes = 30

    func run() async throws {
        try await common.report { setup, seed in
            var storm = Storm(seed: seed)
            storm.documents = docs
            storm.perDocument = perDoc
            storm.rate = rate
            storm.kinds = kinds
            storm.workers = workers
            storm.killsPerMinute = killsPerMinute
            storm.stopsPerMinute = stopsPerMinute
            storm.bound = .seconds(60 * minutes)
            return [try await storm.run(setup)]
        }
    }
}

struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "The same invoice in many documents, and many workers at once."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "How many documents.")
    var documents = 20

    @Option(help: "How many workers.")
    var workers = 4

    func run() async throws {
        try await common.report { setup, seed in
            var duplicates = Duplicates(seed: seed)
            duplicates.documents = documents
            duplicates.workers = workers
            return [try await duplicates.run(setup)]
        }
    }
}

struct OutageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outage",
        abstract: "The InvenTree server, or the store's, is away for a while in the middle of a run."
    )

    @OptionGroup var common: CommonOptions

    @Option(help: "Who is away: server, store. Default: one after the other, as far as the store has a server.")
    var victim: Outage.Victim?

    @Option(help: "For how long.")
    var seconds = 30.0

    @Option(help: "How many workers.")
    var workers = 2

    func run() async throws {
        try await common.report { setup, seed in
            let victims = victim.map { [$0] } ?? (common.store == .sqlite ? [.server] : [.server, .store])
            var reports: [OutageReport] = []
            for victim in victims {
                var outage = Outage(seed: seed, victim: victim)
                outage.seconds = seconds
                outage.workers = workers
                reports.append(try await outage.run(setup))
            }
            return reports
        }
    }
}

extension Workload.BoundaryVariant: ExpressibleByArgument {}
extension Boundaries.Disturbance: ExpressibleByArgument {}
extension Outage.Victim: ExpressibleByArgument {}
extension Fault: ExpressibleByArgument {}
