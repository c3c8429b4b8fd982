import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// What becomes of an order that exists already (SyncRules, “Existing orders”).
@Suite struct ExistingOrderTests {
    // MARK: Which order it is

    @Test func isFoundByDescriptionWhateverItsCustomer() async throws {
        try await withBench { bench in
            let owner = try bench.server.add(SimulatedCompany(name: "Somebody"))
            let order = try bench.addOrder(customer: owner)
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.order().pk == order)
            #expect(try bench.order().customer == owner)
            #expect(bench.companyNames == ["Somebody"])
            let log = try await bench.invoiceLog()
            #expect(log.salesOrder?.created == false)
            #expect(log.warnings?.contains { $0.contains("belongs to “Somebody” (\(owner))") } == true)
        }
    }

    @Test func ofSeveralIsTheLowestKeyWithAWarning() async throws {
        try await withBench { bench in
            let first = try bench.addOrder()
            let second = try bench.addOrder()
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.lines(ofOrder: first).count == 1)
            #expect(bench.server.lines(ofOrder: second).isEmpty)
            let log = try await bench.invoiceLog()
            #expect(log.salesOrder?.id == first)
            #expect(log.warnings?.contains { $0.contains("pk \(first), is used") } == true)
        }
    }

    @Test(arguments: [
        "serie=f;numar=1", "SERIE=F;NUMAR=01", "SERIE=F;NUMAR=11", "SERIE=F;NUMAR=1- urgent", "SERIE=F;NUMAR=1;urgent",
        "x SERIE=F;NUMAR=1",
    ])
    func isNotTakenForAnotherDescription(_ description: String) async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "ACME"))
            try bench.server.add(SimulatedOrder(customer: customer, description: description))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(bench.server.orders.count == 2)
        }
    }

    @Test(arguments: [" - urgent", " x", "\u{A0}\u{A0}livrat 5 m"])
    func isFoundWhereANoteWasAdded(_ note: String) async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut")]))
            try await bench.sync()
            let pk = try bench.order().pk
            bench.server.updateOrder(pk) { $0.description += note }
            // So many orders that they are searched for, and not listed.
            for number in 1...300 { _ = try bench.addOrder("1\(number)") }
            bench.time.advance(by: .seconds(1))
            try await bench.insert(.invoice(lines: [.line("Bolt", 3)]))
            bench.server.resetRequestCounts()
            _ = try await bench.engine().run(includesChanged: true)
            #expect(bench.server.requestCounts["POST", "/api/search/"] == 1)
            #expect(bench.server.orders.count == 301)
            #expect(bench.server.lines(ofOrder: pk).map(\.quantity) == [3])
            #expect(bench.server.orders.first?.description == "SERIE=F;NUMAR=1" + note)
            let warnings = try #require(try await bench.invoiceLog().warnings)
            #expect(warnings.map { $0.contains("was edited to “SERIE=F;NUMAR=1\(note)”") } == [true])
            let report = try await reconcile(bench)
            #expect(report.discrepancies.filter { $0.kind != .orderUnknown } == [])
            #expect(report.warnings.map(\.detail) == warnings)
        }
    }

    @Test func ofAnExactDescriptionComesBeforeOneWithANote() async throws {
        try await withBench { bench in
            let noted = try bench.addOrder("1 - urgent")
            let exact = try bench.addOrder()
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(bench.server.lines(ofOrder: exact).count == 1)
            #expect(bench.server.lines(ofOrder: noted).isEmpty)
            #expect(try await bench.invoiceLog().warnings?.contains { $0.contains("pk \(exact), is used") } == true)
            #expect(try await reconcile(bench).discrepancies.map(\.kind) == [.orderDoubled])
        }
    }

    /// An invoice whose number has a space is not the note of another one.
    @Test func ofANumberWithASpaceIsItsOwnInvoice() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("1 A", lines: [.line("Nut")])])
            try await bench.sync()
            #expect(try bench.lines("1") == ["1 × Bolt at 10 RON"])
            #expect(try bench.lines("1 A") == ["1 × Nut at 10 RON"])
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
        }
    }

    /// The lines of an order that stand on one of several parts of a name stay there.
    @Test func whosePartHasADoubleKeepsItsLines() async throws {
        try await withBench { bench in
            let coded = try bench.server.add(SimulatedPart(name: "Bec LED", ipn: "BL-1"))
            try await bench.insert(.invoice(lines: [.line("Bec LED", 2), .line("Bec LED", 5)]))
            try await bench.sync()
            try bench.server.add(SimulatedPart(name: "Bec LED"))
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.warnings.map(\.detail) == ["2 parts have the name “Bec LED”: “Bec LED” (2) is used"])
            bench.server.resetRequestCounts()
            bench.time.advance(by: .seconds(1))
            let statuses = Set(DocumentStatus.allCases)
            try await bench.sync(.retry(.init(statuses: statuses, finishedBefore: bench.time.now)))
            #expect(bench.server.requestCounts.writes == 0)
            #expect(bench.server.lines.map(\.part) == [coded, coded])
            bench.time.advance(by: .seconds(1))
            try await bench.insert(.invoice(lines: [.line("Bec LED", 2), .line("Bec LED", 7)]))
            _ = try await bench.engine().run(includesChanged: true)
            #expect(bench.server.lines.map(\.part) == [coded, coded])
            #expect(bench.server.lines.map(\.quantity) == [2, 7])
        }
    }

    // MARK: Pending

    @Test func headerFollowsTheInvoice() async throws {
        try await withBench { bench in
            let order = try bench.addOrder(currency: "EUR")
            bench.server.updateOrder(order) { $0.issueDate = "2020-01-01" }
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.order().issueDate == "2025-11-20")
            #expect(try bench.order().currency == "RON")
        }
    }

    @Test func keepsItsDateWhereTheInvoiceHasNone() async throws {
        try await withBench { bench in
            let order = try bench.addOrder()
            bench.server.updateOrder(order) { $0.issueDate = "2020-01-01" }
            try await bench.insert(.invoice(with: ["data_emitere": nil]))
            try await bench.sync()
            #expect(try bench.order().issueDate == "2020-01-01")
        }
    }

    @Test func getsWhatLacksAndKeepsWhatSomebodyElseAdded() async throws {
        try await withBench { bench in
            let order = try bench.addOrder()
            let bolt = try bench.server.add(SimulatedPart(name: "Bolt"))
            let shipping = try bench.server.add(SimulatedPart(name: "Shipping"))
            try bench.server.add(SimulatedLine(order: order, part: shipping, quantity: 9))
            try bench.server.add(SimulatedLine(order: order, part: bolt, quantity: 1, salePrice: 10, currency: "RON"))
            try bench.server.add(SimulatedExtraLine(order: order, description: "Tip", price: -1, currency: "RON"))
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut"), .line("Discount", -1)]))
            try await bench.sync()
            #expect(try bench.lines() == ["9 × Shipping", "1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            #expect(try bench.extraLines() == ["1 × Tip at -1 RON", "1 × Discount at -10 RON"])
            let log = try await bench.invoiceLog()
            #expect(log.addedLines?.count == 2)
            #expect(log.updatedLines == [])
            #expect(log.removedLines == [])
        }
    }

    @Test func isUpdatedWhereItDiffers() async throws {
        try await withBench { bench in
            let order = try bench.addOrder()
            let bolt = try bench.server.add(SimulatedPart(name: "Bolt"))
            let line = try bench.server.add(
                SimulatedLine(order: order, part: bolt, quantity: 5, salePrice: 1, currency: "EUR", reference: "old")
            )
            let extra = try bench.server.add(
                SimulatedExtraLine(order: order, description: "DISCOUNT", price: -1, currency: "EUR", reference: "old")
            )
            let details = String(repeating: "new ", count: 40)
            try await bench.insert(
                .invoice(lines: [.line("Bolt", 2, at: 3, details: .text(details)), .line("Discount", 1, at: -4)])
            )
            try await bench.sync()
            #expect(bench.server.lines.map(\.pk) == [line])
            #expect(try bench.lines() == ["2 × Bolt at 3 RON (\(details.prefix(99)))"])
            #expect(bench.server.lines.map(\.notes) == [String(details.dropLast())])
            #expect(bench.server.extraLines.map(\.pk) == [extra])
            #expect(try bench.extraLines() == ["1 × DISCOUNT at -4 RON"])
            let log = try await bench.invoiceLog()
            #expect(log.updatedLines?.map(\.lineID) == [line, extra])
            #expect(log.addedLines == [])
        }
    }

    @Test func losesAPriceThatTheInvoiceDoesNotHave() async throws {
        try await withBench { bench in
            let order = try bench.addOrder()
            let bolt = try bench.server.add(SimulatedPart(name: "Bolt"))
            try bench.server.add(SimulatedLine(order: order, part: bolt, salePrice: 1, currency: "RON"))
            try await bench.insert(.invoice(lines: [.line("Bolt", at: nil)]))
            try await bench.sync()
            #expect(try bench.lines() == ["1 × Bolt"])
        }
    }

    @Test func pairsTheMostAlikeLines() async throws {
        try await withBench { bench in
            let order = try bench.addOrder()
            let bolt = try bench.server.add(SimulatedPart(name: "Bolt"))
            for (quantity, reference) in [(7, "b"), (1, "x"), (2, "a")] {
                try bench.server.add(
                    SimulatedLine(
                        order: order,
                        part: bolt,
                        quantity: .init(quantity),
                        salePrice: 10,
                        currency: "RON",
                        reference: reference
                    )
                )
            }
            try await bench.insert(
                .invoice(lines: [
                    .line("Bolt", 2, details: "a"), .line("Bolt", 3, details: "b"), .line("Bolt", 1, details: "c"),
                ])
            )
            try await bench.sync()
            let lines = try Set(bench.lines())
            #expect(lines == ["3 × Bolt at 10 RON (b)", "1 × Bolt at 10 RON (c)", "2 × Bolt at 10 RON (a)"])
            #expect(bench.server.requestCounts.writes == 3, "the order's date and two lines")
        }
    }

    /// An order with a line for a part that was salable once.
    private func addOrderOfUnsalablePart(_ bench: Bench) throws {
        let order = try bench.addOrder()
        let bolt = try bench.server.add(SimulatedPart(name: "Bolt", isSalable: false))
        try bench.server.add(SimulatedLine(order: order, part: bolt, quantity: 5, salePrice: 10, currency: "RON"))
    }

    @Test func ofAPartThatIsNoLongerSalableIsPartialAndTheOtherLinesGoOn() async throws {
        try await withBench { bench in
            try addOrderOfUnsalablePart(bench)
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut")]))
            #expect(try await bench.sync().invoices.partial == 1)
            #expect(try bench.lines() == ["5 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            #expect(try await bench.invoiceLog().missingProducts?.first?.reason.contains("not salable") == true)
        }
    }

    @Test func ofAPartThatIsNoLongerSalableIsUpdatedWhereItIsMadeSalable() async throws {
        try await withBench(SyncConfiguration(makesPartsSalable: true)) { bench in
            try addOrderOfUnsalablePart(bench)
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func ofAPartThatIsNoLongerSalableIsKeptWhereNothingDiffers() async throws {
        try await withBench { bench in
            try addOrderOfUnsalablePart(bench)
            try await bench.insert(.invoice(lines: [.line("Bolt", 5)]))
            #expect(try await bench.sync().invoices.ok == 1)
        }
    }

    @Test func whoseLineTheServerRefusesToChangeIsPartialAndTheOtherLinesGoOn() async throws {
        try await withBench { bench in
            try await resync(bench, [.line("Bolt")], then: [.line("Bolt"), .unreadableLine])
            bench.server.onRequest { request in
                request.method == "PATCH" && request.route == "/api/order/so-line/{pk}/"
                    ? .answer(status: 400, body: #"{"quantity":["not today"]}"#) : .pass
            }
            try await bench.insert(.invoice(lines: [.line("Bolt", 2), .line("Nut")]))
            #expect(try await bench.retry().invoices.partial == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            let log = try await bench.invoiceLog()
            #expect(log.missingProducts?.first?.reason.contains("not today") == true)
            #expect(log.formerLines?.count == 1, "the refused line is still this invoice's own")
        }
    }

    @Test func ofTheCustomerGetsItMadeOne() async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "ACME"))
            _ = try bench.addOrder(customer: customer)
            try await bench.insert(.invoice(cui: "RO123"))
            try await bench.sync()
            #expect(bench.server.companies.map(\.taxID) == ["RO123"])
        }
    }

    // MARK: What a former sync added

    /// Syncs an invoice so that its document is partial and can be retried, and changes its data after that.
    private func resync(_ bench: Bench, _ lines: [JSONValue], then changed: [JSONValue]) async throws {
        try await bench.insert(.invoice(lines: lines + [.unreadableLine]))
        try await bench.sync()
        try await bench.insert(.invoice(lines: changed))
        #expect(try await bench.retry().documents.done == 1)
    }

    @Test func losesTheLinesThatAFormerSyncAddedAndTheInvoiceNoLongerHas() async throws {
        try await withBench { bench in
            try await resync(bench, [.line("Bolt"), .line("Nut"), .line("Off", -1)], then: [.line("Bolt")])
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            #expect(try bench.extraLines() == [])
            let log = try await bench.invoiceLog()
            #expect(log.result == .ok)
            #expect(log.removedLines?.map(\.lineID) == [2, 1])
            #expect(log.removedLines?.map(\.part) == [2, nil])
            #expect(log.addedLines == [])
        }
    }

    @Test func losesThemAlsoAfterASyncThatKeptThem() async throws {
        try await withBench { bench in
            try await resync(
                bench,
                [.line("Bolt"), .line("Nut")],
                then: [.line("Bolt"), .line("Nut"), .unreadableLine]
            )
            try await bench.insert(.invoice(lines: [.line("Bolt")]))
            try await bench.retry()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func losesThemAlsoAfterASyncThatChangedThem() async throws {
        try await withBench { bench in
            try await resync(bench, [.line("Bolt"), .line("Nut")], then: [.line("Nut", 5), .unreadableLine])
            #expect(try bench.lines() == ["5 × Nut at 10 RON"])
            try await bench.insert(.invoice(lines: [.line("Bolt")]))
            try await bench.retry()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func keepsTheLinesThatSomebodyElseAdded() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut"), .unreadableLine]))
            try await bench.sync()
            let order = try bench.order().pk
            try bench.server.add(SimulatedLine(order: order, part: 2, quantity: 4))
            try bench.server.add(SimulatedExtraLine(order: order, description: "Tip", price: 1, currency: "RON"))
            try await bench.insert(.invoice(lines: [.line("Bolt")]))
            try await bench.retry()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "4 × Nut"])
            #expect(try bench.extraLines() == ["1 × Tip at 1 RON"])
        }
    }

    // MARK: Not pending

    @Test(arguments: OrderStatus.allCases.filter { $0 != .pending })
    func isLeftAloneWithAWarningWhereItIsNotPending(_ status: OrderStatus) async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "acme", isCustomer: true))
            _ = try bench.addOrder(currency: "EUR", status: status)
            try await bench.insert(.invoice(cui: "RO123"))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            let warnings = try #require(try await bench.invoiceLog().warnings)
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("no longer pending") == true)
        }
    }

    @Test func thatIsNotPendingAndAsTheInvoiceIsNoWarning() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(), as: "a")
            try await bench.sync()
            bench.server.updateOrder(try bench.order().pk) { $0.status = .inProgress }
            bench.server.resetRequestCounts()
            try await bench.insert(.invoice(), as: "b")
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.invoiceLog("b").warnings == [])
        }
    }
}
