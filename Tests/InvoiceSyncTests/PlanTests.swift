import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

/// The dry run: what a sync would do, and nothing done.
@Suite struct PlanTests {
    private func plan(_ bench: Bench) async throws -> [PlannedInvoice] {
        var planned: [PlannedInvoice] = []
        try await bench.engine().plan { planned.append($0) }
        return planned
    }

    private func steps(_ bench: Bench) async throws -> [String] {
        let planned = try await plan(bench)
        try #require(planned.count == 1)
        guard case .plan(let plan)? = planned.first?.outcome else { throw Missing() }
        return plan.steps
    }

    @Test func ofANewOrderNamesEveryStep() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Nut"))
            try await bench.insert(
                .invoice(
                    cui: "RO10",
                    lines: [.line("Bolt", "1,5", at: 2), .line("Nut", at: nil), .line("Off", -1), .line("Z", 0)]
                )
            )
            #expect(
                try await steps(bench) == [
                    "create customer “ACME”, CUI RO10",
                    "create order “SERIE=F;NUMAR=1” of 2025-11-20 in RON for “ACME”",
                    "add 1.5 × “Bolt” at 2 RON, after creating the part",
                    "add 1 × “Nut” without price",
                    "add extra line 1 × “Off” at -10 RON",
                    "warning: data.articole[3]: quantity zero, skipped",
                ]
            )
        }
    }

    @Test func ofAnExistingOrderNamesWhatDiffers() async throws {
        try await withBench(SyncConfiguration(makesPartsSalable: true)) { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "ACME", isCustomer: false))
            let bolt = try bench.server.add(SimulatedPart(name: "Bolt"))
            try bench.server.add(SimulatedPart(name: "Nut", isSalable: false))
            let order = try bench.addOrder(customer: customer, currency: "EUR")
            try bench.server.add(SimulatedLine(order: order, part: bolt, quantity: 5, salePrice: 10, currency: "EUR"))
            try await bench.insert(
                .invoice(cui: "RO10", lines: [.line("Bolt", details: "x"), .line("Nut"), .unreadableLine])
            )
            #expect(
                try await steps(bench) == [
                    "change customer “ACME” (1): CUI RO10, make it a customer",
                    "change order SO-0001: issued 2025-11-20, currency RON",
                    "change line 1: quantity 1, currency RON, reference “x”",
                    "add 1 × “Nut” at 10 RON, after making the part salable",
                    "missing: Broken: data.articole[2].cantitate: “many” is not a number",
                ]
            )
        }
    }

    @Test func ofAnOrderThatIsAsItShouldBeIsEmpty() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(cui: "RO10", lines: [.line("Bolt"), .line("Off", -1)]), as: "a")
            try await bench.sync()
            try await bench.insert(.invoice(cui: "RO10", lines: [.line("Bolt"), .line("Off", -1)]), as: "b")
            let planned = try await plan(bench)
            guard case .plan(let plan)? = planned.first?.outcome else { throw Missing() }
            #expect(plan.isEmpty)
            #expect(plan.steps == [])
        }
    }

    @Test func ofAnOrderThatIsNotPendingLeavesIt() async throws {
        try await withBench { bench in
            _ = try bench.addOrder(status: .shipped)
            try await bench.insert(.invoice())
            let steps = try await steps(bench)
            #expect(steps.first == "leave order SO-0001: it is no longer pending")
            #expect(steps.count == 2)
        }
    }

    @Test func tellsTheInvoicesInTheirOrder() async throws {
        try await withBench { bench in
            try await bench.insert(
                [
                    .invoice("1"), .invoice("2", lines: []), .invoice("3", with: ["valuta": "CHF"]), .invoice("4"),
                    "text",
                ],
                as: "a"
            )
            try await bench.insert(7, as: "b")
            let planned = try await plan(bench)
            #expect(planned.map(\.name.numar) == ["1", "2", "3", "4", nil, nil])
            #expect(planned.map(\.document.description) == ["a", "a", "a", "a", "a", "b"])
            let outcomes = planned.map { planned in
                switch planned.outcome {
                case .plan: "plan"
                case .skipped: "skipped"
                case .failed: "failed"
                }
            }
            #expect(outcomes == ["plan", "skipped", "failed", "plan", "failed", "failed"])
        }
    }

    @Test func takesNoDocumentAndWritesNothing() async throws {
        var configuration = SyncConfiguration()
        configuration.batchSize = 2
        try await withBench(configuration) { bench in
            try await bench.insertEach((1...5).map { .invoice(.text("\($0)")) })
            #expect(try await plan(bench).count == 5)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.store.counts().pending == 5)
            #expect(try await bench.sync().documents.ok == 5)
        }
    }

    @Test func isWrittenAsJSON() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("2", lines: [])])
            let planned = try await plan(bench)
            let json = try planned.map { try JSONValue(json: JSONEncoder().encode($0)) }
            #expect(json.map { $0["outcome"] } == ["plan", "skipped"])
            #expect(json.map { $0["numar"] } == ["1", "2"])
            #expect(json.map { $0["document"] } == ["doc", "doc"])
            #expect(json.last?["reason"] == "the invoice has no lines")
        }
    }

    @Test func failsWhereASyncCouldNotBegin() async throws {
        try await withBench(simulator: SimulatorConfiguration()) { bench in
            try await bench.insert(.invoice())
            let error = await #expect(throws: SyncError.self) { try await plan(bench) }
            #expect(error?.code == .preflight)
        }
    }
}
