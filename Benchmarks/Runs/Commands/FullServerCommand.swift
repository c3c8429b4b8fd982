import ArgumentParser
import Foundation
import InvenTreeSimulator

struct FullServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "full-server",
        abstract: "A few new invoices on a server that holds much already.",
        discussion: """
            Three runs of invsync: new invoices of customers and parts that the server knows, with an empty store; as many
            again with the store kept; and one with nothing to do. The simulator is filled first; a real server must be full
            (--server) and gets 60 orders more. What its CPU went into is told by the time in its access log.
            """
    )

    @OptionGroup var target: TargetOptions
    @OptionGroup var stage: StageOptions

    @Option(help: "How many new invoices for each of two runs, in documents of ten.")
    var invoices = 30

    @Option(help: "How many companies the server holds.")
    var companies = 5_000

    @Option(help: "How many parts the server holds.")
    var parts = 20_000

    @Option(help: "How many orders the simulator holds.")
    var orders = 50_000

    @Option(help: "What chance is made from.")
    var seed: UInt64 = 11

    @Option(help: "Fail when the first run's look-ups take more than this share of its writes' server CPU.")
    var atMost: Double?

    func validate() throws {
        guard invoices >= 10, invoices.isMultiple(of: 10) else { throw ValidationError("--invoices is in tens") }
        guard companies >= 20, parts >= 20 else { throw ValidationError("at least 20 companies and 20 parts") }
    }

    func run() async throws {
        if let server = try target.realServer() {
            return try await run(on: server.site) { body in try await server.watching(body).1 }
        }
        let filling = Filling(companies: companies, parts: parts, orders: orders)
        try await Target.withSimulator(target.profile) { simulator in
            try filling.fill(simulator, seed: seed)
            try await run(on: Site(simulator)) { body in
                simulator.resetRequestCounts()
                _ = try await body()
                return ServerUsage(simulator.requestCounts)
            }
        }
    }

    private typealias Watch = (() async throws -> ProgramUsage) async throws -> ServerUsage

    private func run(on site: Site, watch: Watch) async throws {
        var generator = try await generator(on: site)
        try await stage.withStage { stage, folder in
            for (index, run) in ["cold", "store kept"].enumerated() {
                let data = folder.appending(path: "documents-\(index).ndjson")
                let workload = generator.documents(invoices / 10, of: 10, lines: 4)
                try WorkloadFile.write(workload, to: data, firstID: 1 + index * invoices)
                let usage = try await watch { try await stage.run(.invsync(parallel: nil), with: data, on: site) }
                show(run, usage)
                guard index == 0, let share = usage.lookupShare, share > atMost ?? .infinity else { continue }
                throw BenchmarkError("look-ups took \(share.hundredths) of the writes, more than --at-most")
            }
            show("nothing to do", try await watch { try await stage.sync(parallel: nil, on: site) })
        }
    }

    private func show(_ run: String, _ usage: ServerUsage) {
        let share = usage.lookupShare.map { ", look-ups/writes \($0.hundredths)" } ?? ""
        let cpu = usage.cpu.map { ", server CPU \($0.hundredths) s" } ?? ""
        print("\(run): \(usage.count.map { "\($0) requests" } ?? "requests not counted")\(cpu)\(share)")
        for requests in usage.requests ?? [] { print("  \(requests.line)") }
    }

    /// A generator of invoices of customers and parts that the server knows, from all over its lists.
    private func generator(on site: Site) async throws -> WorkloadGenerator {
        let server = try InvenTree(site, inFlight: 1)
        var customers: [Invoice.Customer] = []
        var products: [Invoice.Part] = []
        for step in 0..<10 {
            let company = "\(companies / 10 * step)"
            customers += try await server.list("/api/company/", ["is_customer": "true", "offset": company], limit: 3)
                .map { Invoice.Customer(name: $0.name ?? "", taxID: $0.taxID.flatMap { $0.isEmpty ? nil : $0 }) }
            let part = "\(parts / 10 * step)"
            products += try await server.list("/api/part/", ["salable": "true", "offset": part], limit: 6)
                .map { Invoice.Part(name: $0.name ?? "", number: $0.number.flatMap { $0.isEmpty ? nil : $0 }) }
        }
        guard !customers.isEmpty, !products.isEmpty else {
            throw BenchmarkError("the server holds no customers or parts")
        }
        return WorkloadGenerator(
            seed: seed,
            customers: customers,
            parts: products,
            firstNumber: Int(Date.now.timeIntervalSince1970)
        )
    }
}

extension ServerUsage {
    /// What the look-ups cost for each second that the writes cost.
    fileprivate var lookupShare: Double? {
        guard let requests else { return nil }
        let lookups = requests.filter(\.isLookup).reduce(0) { $0 + $1.seconds }
        let writes = requests.filter { !$0.isLookup }.reduce(0) { $0 + $1.seconds }
        return writes > 0 ? lookups / writes : nil
    }
}
