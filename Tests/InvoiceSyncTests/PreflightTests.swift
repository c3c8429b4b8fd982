import FGOModels
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import Testing

/// What is found out about a server before anything is written.
@Suite struct PreflightTests {
    private func run(
        _ bench: Bench,
        token: String = Tokens.admin,
        allowsCurrency: Bool = false
    ) async throws -> Preflight.Report {
        let api = try Bench.client(of: bench.server, token: token)
        return await Preflight(api: api, configuration: bench.configuration, allowsCurrency: allowsCurrency).run()
    }

    private func outcome(_ name: String, in report: Preflight.Report) throws -> Preflight.Check.Outcome {
        try #require(report.checks.first { $0.name == name }).outcome
    }

    @Test(arguments: [APIVersion.v391, .v425, .v530])
    func passesOnEveryKnownVersion(_ version: APIVersion) async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.apiVersion = version
        try await withBench(simulator: simulator) { bench in
            let report = try await run(bench)
            #expect(report.checks.map(\.outcome) == [.ok, .ok, .ok, .ok, .ok])
            let context = try report.requireContext()
            #expect(context.currency == "RON")
            #expect(context.allowed == ["RON", "EUR", "USD"])
            #expect(context.references == ReferenceRule(pattern: "SO-{ref:04d}", next: "SO-0001"))
            #expect(bench.server.requestCounts.writes == 0)
            try await bench.insert(.invoice(cui: "RO10", lines: [.line("Bolt"), .line("Off", -1)]))
            #expect(try await bench.sync().documents.ok == 1)
        }
    }

    @Test func ofAnOldServerFails() async throws {
        try await withBench { bench in
            bench.server.onRequest { request in
                request.path == "/api/"
                    ? .answer(status: 200, body: #"{"server":"InvenTree","version":"0.17","apiVersion":300}"#) : .pass
            }
            let report = try await run(bench)
            #expect(try outcome("server", in: report) == .failed)
            let error = #expect(throws: SyncError.self) { try report.requireContext() }
            #expect(error?.code == .preflight)
            #expect(error?.message.contains("Upgrade") == true)
        }
    }

    @Test(arguments: [Tokens.reader, Tokens.noRoles])
    func ofAUserWithoutRightsFails(token: String) async throws {
        try await withBench { bench in
            let report = try await run(bench, token: token)
            #expect(try outcome("rights", in: report) == .failed)
            #expect(report.outage == nil)
            #expect(throws: SyncError.self) { try report.requireContext() }
        }
    }

    @Test func ofAnUnknownTokenFails() async throws {
        try await withBench { bench in
            let report = try await run(bench, token: Tokens.revoked)
            #expect(try outcome("user", in: report) == .failed)
            #expect(report.outage == nil)
            #expect(report.checks.allSatisfy { !$0.detail.contains(Tokens.revoked) })
        }
    }

    @Test func wantsTheRightToChangePartsWhereTheyGetCodesOrAreMadeSalable() async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.identities.users["reader"]?.roles = [
            "sales_order": ["view", "add", "change"], "part": ["view", "add"],
        ]
        try await withBench(simulator: simulator) { bench in
            var bench = bench
            bench.configuration.partCodes = .ignore
            #expect(try outcome("rights", in: try await run(bench, token: Tokens.reader)) == .ok)
            bench.configuration.makesPartsSalable = true
            let report = try await run(bench, token: Tokens.reader)
            #expect(report.checks.first { $0.name == "rights" }?.detail.contains("change part") == true)
            bench.configuration.makesPartsSalable = false
            bench.configuration.partCodes = .match
            #expect(try outcome("rights", in: try await run(bench, token: Tokens.reader)) == .failed)
        }
    }

    @Test func ofACurrencyThatIsNotAllowedFailsAndNamesTheRemedies() async throws {
        try await withBench(simulator: SimulatorConfiguration()) { bench in
            let report = try await run(bench)
            let check = try #require(report.checks.first { $0.name == "currency" })
            #expect(check.outcome == .failed)
            #expect(check.detail.contains("EUR"))
            #expect(check.remedy?.contains("CURRENCY_CODES") == true)
            #expect(check.remedy?.contains("--allow-currency") == true)
            #expect(bench.server.requestCounts.writes == 0)
        }
    }

    @Test func addsTheCurrencyWhereAsked() async throws {
        try await withBench(simulator: SimulatorConfiguration()) { bench in
            let report = try await run(bench, allowsCurrency: true)
            #expect(try outcome("currency", in: report) == .ok)
            #expect(try report.requireContext().allowed.contains("RON"))
            #expect(bench.server.requestCounts.writes == 1)
            let again = try await run(bench)
            #expect(try again.requireContext().allowed.isSuperset(of: ["RON", "USD", "EUR"]))
        }
    }

    @Test func failsWhereTheUserMayNotAddTheCurrency() async throws {
        try await withBench(simulator: SimulatorConfiguration()) { bench in
            let report = try await run(bench, token: Tokens.syncer, allowsCurrency: true)
            #expect(try outcome("currency", in: report) == .failed)
            #expect(report.outage == nil)
        }
    }

    @Test func readsAListOfCurrenciesWithSpaces() async throws {
        try await withBench { bench in
            try bench.server.set("CURRENCY_CODES", to: "EUR, RON , USD")
            #expect(try await run(bench).requireContext().allowed == ["EUR", "RON", "USD"])
        }
    }

    @Test func takesTheServersDefaultCurrencyKnowingly() async throws {
        try await withBench(SyncConfiguration(currency: .serverDefault), simulator: SimulatorConfiguration()) { bench in
            let context = try await run(bench).requireContext()
            #expect(context.currency == "USD")
        }
    }

    @Test func warnsWhereTheServerNumbers() async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "Somebody"))
            try bench.server.add(SimulatedOrder(customer: customer, reference: "SO-2147483646"))
            let report = try await run(bench)
            #expect(try outcome("references", in: report) == .warning)
            #expect(report.context != nil)
        }
    }

    @Test func tellsAnOutageFromAFailure() async throws {
        try await withBench { bench in
            bench.server.onRequest { $0.path == "/api/user/roles/" ? .answer(status: 503) : .pass }
            let report = try await run(bench)
            #expect(report.outage?.code == .serverUnavailable)
            let error = #expect(throws: SyncError.self) { try report.requireContext() }
            #expect(error?.isTransient == true)
        }
    }
}
