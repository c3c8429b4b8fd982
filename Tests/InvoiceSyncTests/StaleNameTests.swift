import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// What is remembered of a name is wrong by now: the next invoice ends as if nothing had been remembered, at the cost of a
/// wasted request, one look-up and at most one change.
@Suite struct StaleNameTests {
    /// What a new order of two lines costs where all that is remembered is right.
    private static let newOrder = ["POST line", "POST line", "POST order"]

    /// Syncs invoice 1, lets somebody change the server, and syncs invoices 2 and 3.
    ///
    /// Invoice 2 ends as it does where nothing is remembered; invoice 3 costs no more than where all is right.
    ///
    /// - Returns: The requests of invoice 2.
    private func requests(
        _ configuration: SyncConfiguration = SyncConfiguration(),
        thirdCosts: [String] = newOrder,
        of invoice: (JSONValue) -> JSONValue,
        after change: (Bench) async throws -> Void
    ) async throws -> [String] {
        var outcomes: [(state: [String], log: InvoiceLog, requests: [String])] = []
        for isRemembered in [true, false] {
            try await withBench(configuration) { bench in
                try await bench.insert(invoice("1"))
                var orderly = bench  // The parts get the same pks each time.
                orderly.configuration.parallel = 1
                #expect(try await orderly.sync().documents.done == 1)
                try await change(bench)
                if !isRemembered { try await bench.store.pruneDirectory(keeping: 0) }
                try await bench.insert(invoice("2"), as: "next")
                let requests = try await bench.traffic { try await bench.sync() }
                var log = try await bench.invoiceLog("next")
                log.salesOrder?.reference = ""  // A refused request leaves a gap.
                outcomes.append((bench.snapshot, log, requests))
                try await bench.insert(invoice("3"), as: "last")
                let third = try await bench.traffic { try await bench.sync() }
                #expect(third == thirdCosts, "remembered: \(isRemembered)")
            }
        }
        try #require(outcomes.count == 2)
        #expect(outcomes[0].state == outcomes[1].state)
        #expect(outcomes[0].log == outcomes[1].log)
        return outcomes[0].requests
    }

    // MARK: Customers

    private func byName(_ numar: JSONValue) -> JSONValue { .invoice(numar, lines: [.line("Bolt"), .line("Nut")]) }

    private func byCode(_ numar: JSONValue) -> JSONValue {
        .invoice(numar, cui: "123", lines: [.line("Bolt"), .line("Nut")])
    }

    @Test func aRenamedCustomerIsCreatedAnew() async throws {
        let requests = try await requests(of: byName) { try await $0.edit("company/1", ["name": "Other"]) }
        #expect(
            requests == (Self.newOrder + ["PATCH order", "POST company", "search company", "search company"]).sorted()
        )
    }

    @Test func aRenamedCustomerIsTheSameByItsTaxCode() async throws {
        let requests = try await requests(of: byCode) { try await $0.edit("company/1", ["name": "Other"]) }
        #expect(requests == Self.newOrder)
    }

    @Test func aCustomerWhoseNameAnotherHasTakenIsTheOther() async throws {
        let requests = try await requests(of: byName) { bench in
            try await bench.edit("company/1", ["name": "Other"])
            try bench.server.add(SimulatedCompany(name: "ACME"))
        }
        #expect(requests == (Self.newOrder + ["PATCH order", "search company"]).sorted())
    }

    @Test func aDeletedCustomerIsCreatedAnew() async throws {
        let requests = try await requests(of: byName) { try await $0.delete("company/1") }
        #expect(
            requests == (Self.newOrder + ["POST company", "POST order", "search company", "search company"]).sorted()
        )
    }

    @Test func aDeletedCustomerIsTheOneThatHasItsNameNow() async throws {
        let requests = try await requests(of: byName) { bench in
            try await bench.delete("company/1")
            try bench.server.add(SimulatedCompany(name: "Acme"))
        }
        #expect(requests == (Self.newOrder + ["POST order", "search company"]).sorted())
    }

    @Test func aMergedCustomerIsTheOneThatHasItsTaxCodeNow() async throws {
        let requests = try await requests(of: byCode) { bench in
            try await bench.delete("company/1")
            try bench.server.add(SimulatedCompany(name: "ACME Group", taxID: "RO123"))
        }
        #expect(requests == (Self.newOrder + ["POST order", "search company"]).sorted())
    }

    @Test func aCustomerThatIsNoneAnyMoreIsMadeOne() async throws {
        let requests = try await requests(of: byName) { try await $0.edit("company/1", ["is_customer": false]) }
        #expect(requests == (Self.newOrder + ["PATCH company", "POST order", "search company"]).sorted())
    }

    @Test func aTaxCodeThatWasClearedIsFilledInAgain() async throws {
        let requests = try await requests(of: byCode) { try await $0.edit("company/1", ["tax_id": ""]) }
        #expect(requests == (Self.newOrder + ["PATCH company", "search company"]).sorted())
    }

    @Test func aTaxCodeThatBecameAnothersMakesItAnotherCustomer() async throws {
        let requests = try await requests(of: byCode) { try await $0.edit("company/1", ["tax_id": "999"]) }
        #expect(
            requests == (Self.newOrder + ["PATCH order", "POST company", "search company", "search company"]).sorted()
        )
    }

    // MARK: Parts

    private func byIPN(_ numar: JSONValue) -> JSONValue {
        .invoice(numar, lines: [.line("Bolt", ipn: "b-1"), .line("Nut")])
    }

    @Test func aRenamedPartIsCreatedAnew() async throws {
        let requests = try await requests(of: byName) { try await $0.edit("part/1", ["name": "Screw"]) }
        #expect(requests == (Self.newOrder + ["PATCH line", "POST part", "search part", "search part"]).sorted())
    }

    @Test func aRenamedPartIsTheSameByItsCode() async throws {
        let requests = try await requests(of: byIPN) { try await $0.edit("part/1", ["name": "Screw"]) }
        #expect(requests == Self.newOrder)
    }

    @Test func aPartWhoseNameAnotherHasTakenIsTheOther() async throws {
        let requests = try await requests(of: byName) { bench in
            try await bench.edit("part/1", ["name": "Screw"])
            try bench.server.add(SimulatedPart(name: "BOLT"))
        }
        #expect(requests == (Self.newOrder + ["PATCH line", "search part"]).sorted())
    }

    @Test func aPartWhoseCodeAnotherHasTakenIsTheOther() async throws {
        let requests = try await requests(of: byIPN) { bench in
            try await bench.edit("part/1", ["IPN": ""])
            try bench.server.add(SimulatedPart(name: "Screw", ipn: "B-1"))
        }
        #expect(requests == (Self.newOrder + ["PATCH line", "search part"]).sorted())
    }

    @Test func aPartThatWasDeletedAndCreatedAgainIsFound() async throws {
        let requests = try await requests(of: byName) { bench in
            try await bench.delete("part/1")
            try bench.server.add(SimulatedPart(name: "Bolt"))
        }
        #expect(requests == (Self.newOrder + ["POST line", "search part"]).sorted())
    }

    @Test func aDeletedPartIsCreatedAnew() async throws {
        let requests = try await requests(of: byName) { try await $0.delete("part/1") }
        #expect(requests == (Self.newOrder + ["POST line", "POST part", "search part", "search part"]).sorted())
    }

    @Test func aPartThatIsNoLongerForSaleIsMissing() async throws {
        let looks = ["GET part", "GET part"]
        let requests = try await requests(thirdCosts: looks + ["POST line", "POST order"], of: byName) { bench in
            try await bench.edit("part/1", ["salable": false])
        }
        #expect(requests == (Self.newOrder + ["search part"]).sorted())
    }

    @Test func aPartThatIsNoLongerForSaleIsMadeSo() async throws {
        let requests = try await requests(SyncConfiguration(makesPartsSalable: true), of: byName) { bench in
            try await bench.edit("part/1", ["salable": false])
        }
        #expect(requests == (Self.newOrder + ["PATCH part", "POST line", "search part"]).sorted())
    }

    @Test func aPartThatIsForSaleAgainIsPlaced() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Bolt", isSalable: false))
            try await bench.insert(byName("1"))
            #expect(try await bench.sync().documents.mixed == 1)
            try await bench.edit("part/1", ["salable": true])
            try await bench.insert(byName("2"), as: "next")
            #expect(try await bench.sync().documents.ok == 1)
        }
    }

    @Test func aTaxCodeThatSomebodyFilledInMeanwhileIsNotOverwritten() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "ACME"))
            bench.server.onRequest {
                $0.place == "PATCH /api/company/{pk}/" ? .answer(status: 403, body: #"{"detail":"No."}"#) : .pass
            }
            try await bench.insert(byCode("1"))
            _ = try? await bench.sync()
            #expect(bench.server.orders.isEmpty)
            bench.server.onRequest(nil)
            try await bench.edit("company/1", ["tax_id": "999"])
            try await bench.insert(byCode("2"), as: "next")
            try await bench.sync()
            #expect(bench.server.companies.map(\.taxID) == ["999", "123"])
        }
    }

    @Test func aPartOnSeveralLinesIsLookedForOnce() async throws {
        let twice: (JSONValue) -> JSONValue = { .invoice($0, lines: [.line("Bolt", 1), .line("bolt", 2)]) }
        let requests = try await requests(of: twice) { bench in
            try await bench.delete("part/1")
            try bench.server.add(SimulatedPart(name: "Bolt"))
        }
        #expect(requests == (Self.newOrder + ["POST line", "search part"]).sorted())
    }

    // MARK: Orders that are there

    /// Syncs an invoice, lets somebody change the server, and syncs it again, with and without a memory.
    private func syncAgain(
        _ change: (Bench) async throws -> Void,
        _ run: (Bench) async throws -> Void
    ) async throws -> [String] {
        var outcomes: [(state: [String], log: InvoiceLog)] = []
        for isRemembered in [true, false] {
            try await withBench { bench in
                try await bench.insert(byName("1"))
                try await bench.sync()
                try await change(bench)
                if !isRemembered { try await bench.store.pruneDirectory(keeping: 0) }
                try await run(bench)
                outcomes.append((bench.snapshot, try await bench.invoiceLog()))
            }
        }
        try #require(outcomes.count == 2)
        #expect(outcomes[0].state == outcomes[1].state)
        #expect(outcomes[0].log == outcomes[1].log)
        return outcomes[0].state.filter { $0.hasPrefix("-") }
    }

    /// Ways to come to an order that is there.
    enum Again: CaseIterable {
        case changed
        case retried
        case inAnotherDocument

        func run(_ bench: Bench) async throws {
            let lines: [JSONValue] = [.line("Bolt", 2), .line("Nut")]
            bench.time.advance(by: .seconds(1))
            switch self {
            case .changed:
                try await bench.insert(.invoice(lines: lines))
                _ = try await bench.engine().run(includesChanged: true)
            case .retried:
                try await bench.insert(.invoice(lines: lines))
                let statuses = Set(DocumentStatus.allCases)
                try await bench.sync(.retry(.init(statuses: statuses, finishedBefore: bench.time.now)))
            case .inAnotherDocument:
                try await bench.insert(.invoice(lines: lines), as: "another")
                try await bench.sync()
            }
        }
    }

    @Test(arguments: Again.allCases) func theLineOfARenamedPartIsReplaced(_ again: Again) async throws {
        let lines = try await syncAgain {
            try await $0.edit("part/1", ["name": "Screw"])
        } _: {
            try await again.run($0)
        }
        #expect(lines.contains("- 2 × Bolt at 10 RON"))
    }

    @Test(arguments: Again.allCases) func theLineThatSomebodyMovedToTheNewPartStays(_ again: Again) async throws {
        let lines = try await syncAgain { bench in
            try await bench.edit("part/1", ["name": "Screw"])
            let bolt = try bench.server.add(SimulatedPart(name: "Bolt"))
            let line = try #require(bench.server.lines.first)
            try await bench.edit("order/so-line/\(line.pk)", ["part": .number(Decimal(bolt))])
        } _: { bench in
            try await again.run(bench)
        }
        #expect(lines == ["- 2 × Bolt at 10 RON", "- 1 × Nut at 10 RON"])
    }
}
