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
            #expect(report.checks.map(\.name) == ["server", "user", "rights", "currency", "references", "settings"])
            #expect(report.checks.allSatisfy { $0.outcome == .ok })
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

    @Test func `a user who may not delete lines is warned about, and syncs`() async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.identities.users["syncer"]?.roles = [
            "sales_order": ["view", "add", "change"], "part": ["view", "add", "change"],
        ]
        try await withBench(simulator: simulator) { bench in
            let report = try await run(bench, token: Tokens.syncer)
            let check = try #require(report.checks.first { $0.name == "removals" })
            #expect(check.outcome == .warning)
            #expect(check.detail.contains("delete sales_order"))
            #expect(report.context != nil)
        }
    }

    @Test func `a category that is missing or structural fails`() async throws {
        try await withBench { bench in
            var bench = bench
            let group = try await bench.createCategory("Group", isStructural: true)
            let goods = try await bench.createCategory("Goods")
            for (category, outcome) in [(goods, Preflight.Check.Outcome.ok), (group, .failed), (99, .failed)] {
                bench.configuration.partCategory = category
                let report = try await run(bench)
                #expect(try self.outcome("category", in: report) == outcome)
                #expect((report.context == nil) == (outcome == .failed))
            }
        }
    }

    @Test func `a category that the user may not view is a warning`() async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.identities.users["syncer"]?.roles = [
            "sales_order": ["view", "add", "change"], "part": ["view", "add", "change"],
        ]
        try await withBench(simulator: simulator) { bench in
            var bench = bench
            bench.configuration.partCategory = try await bench.createCategory()
            let report = try await run(bench, token: Tokens.syncer)
            #expect(try outcome("category", in: report) == .warning)
            #expect(report.context != nil)
        }
    }

    @Test func `a responsible owner that the server requires fails, and nothing is written`() async throws {
        try await withBench { bench in
            try bench.server.set("SALESORDER_REQUIRE_RESPONSIBLE", to: "true")
            let report = try await run(bench)
            let check = try #require(report.checks.first { $0.name == "settings" })
            #expect(check.outcome == .failed)
            #expect(check.remedy?.contains("SALESORDER_REQUIRE_RESPONSIBLE") == true)
            try await bench.insert(.invoice())
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .preflight)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test(arguments: [
        ([JSONValue.line("Bolt"), .line("Nut", ipn: "ABC-1")], true), ([.line("Nut", ipn: "abc")], true),
        ([.line("Nut", ipn: "ABC-1")], false), ([.line("Known")], false),
    ])
    func `a pattern that no invoice's products match fails, and nothing is written`(
        lines: [JSONValue],
        fails: Bool
    ) async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Known"))
            try bench.server.set("PART_IPN_REGEX", to: "^[A-Z]{3}-\\d+$")
            try await bench.insert(.invoice(lines: lines))
            let report = await bench.engine().preflight()
            #expect(try outcome("part numbers", in: report) == (fails ? .failed : .ok))
            #expect(bench.server.requestCounts.writes == 0)
            guard fails else {
                #expect(try await bench.sync().invoices.ok == 1)
                return
            }
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .preflight)
            #expect(error?.message.contains("PART_IPN_REGEX") == true)
            #expect(error?.message.contains("; 1 of the 1 invoices in the first document need parts") == true)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test func `a pattern that only some invoices' products match is a warning`() async throws {
        try await withBench { bench in
            try bench.server.set("PART_IPN_REGEX", to: "^[A-Z]{3}-\\d+$")
            #expect(try outcome("part numbers", in: await bench.engine().preflight()) == .warning)
            try await bench.insertEach([
                .invoice("1", lines: [.line("Nut", ipn: "ABC-1")]), .invoice("2", lines: [.line("Bolt")]),
            ])
            #expect(try outcome("part numbers", in: await bench.engine().preflight()) == .warning)
            let report = try await bench.sync()
            #expect(report.invoices.ok == 1)
            #expect(report.invoices.failed == 1)
            #expect(bench.server.orders.map(\.description) == [Bench.description("1")], "no order without lines")
            #expect(
                try await bench.invoiceLog("doc2").missingProducts?.first?.reason.contains("PART_IPN_REGEX") == true
            )
        }
    }
}
