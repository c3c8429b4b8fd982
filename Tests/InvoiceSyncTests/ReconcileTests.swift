import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import Testing

/// What is told of a server that does not hold what the store asks for, each kind alone.
@Suite struct ReconcileTests {
    // MARK: Nothing differs

    /// Invoices that use every rule.
    private static let tricky: [JSONValue] = [
        .invoice(
            "1",
            of: " Ştefan  SRL",
            cui: "RO 123",
            lines: [.line("Bolt", "1,5"), .line("bolt", "1.50"), .line("Nut")]
        ),
        .invoice(
            "2",
            of: "ȘTEFAN SRL",
            cui: 123,
            lines: [.line("BOLT", "0.000015", at: "1.0000005"), .line("Off", 1, at: -2)]
        ),
        .invoice(
            "3",
            of: .text("<ACME>\n" + String(repeating: "long ", count: 40)),
            lines: [
                .line("x", details: .text(String(repeating: "long ", count: 60))),
                .line(.text(String(repeating: "name ", count: 60)), -1),
            ]
        ),
        .invoice("4", lines: [.line("Zero", 0)]),
        .invoice(
            "5",
            lines: [.line("Huge", 1, at: "123456789012.123456"), .line("Huge", "123456789.12345", at: "0.333333")]
        ),
        .invoice("6", lines: [.line("Unpriced", at: nil), .line(nil, ipn: "b-1")], with: ["valuta": "EUR"]),
        .invoice("7", lines: [.line("Back", -1)]), .invoice("8", lines: []),
        .invoice("9", of: "ACME", cui: "RO77"), .invoice("10", of: "ACME", cui: "RO78"),
        .invoice("11", lines: [.line("Bolt"), .unreadableLine], with: ["data_emitere": "soon"]),
        .invoice(.text(String(repeating: "12", count: 150))),
        .invoice("13", with: ["valuta": "CHF"]), ["serie": "F"], "text",
    ]

    @Test func nothingDiffersAfterASync() async throws {
        try await withBench { bench in
            try await bench.insert(.array(Self.tricky), as: "a")
            try await bench.insert(.array(Self.tricky.reversed()), as: "b")
            try await bench.insert(7, as: "c")
            try await bench.sync()
            try await bench.insert(.invoice("pending"), as: "d")
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.invoices.compared == 9)
            #expect(report.invoices.skipped == 3)
            #expect(report.documents.compared == 3)
            #expect(report.documents.unsynced == 1)
        }
    }

    @Test func anEmptyStoreAndAnEmptyServerAreTheSame() async throws {
        try await withBench { bench in
            let report = try await reconcile(bench)
            #expect(report == ReconciliationReport())
        }
    }

    @Test func whatTheServerRoundsOnShowingIsNoDifferenceOfTheTotal() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [.line("Huge", 1, at: "123456789012.123456"), .line("Bolt", 2)]
            try await bench.insert(.invoice(lines: lines))
            try await bench.sync()
            try await change(bench, line: 0, .init(reference: "by hand"))
            try await change(bench, line: 1, .init(quantity: 3))
            #expect(
                try await told(bench) == [
                    "line_differs: 1 × “Huge” at 123456789012.123456 RON: line 1 has reference “by hand” instead of “”",
                    "line_differs: 2 × “Bolt” at 10 RON: line 2 has quantity 3",
                    "total_differs: the order's lines come to 123456789042.123456 RON, "
                        + "the invoice's to 123456789032.123456 RON",
                ]
            )
        }
    }

    // MARK: Orders

    @Test func anOrderThatIsGone() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("2")])
            try await bench.sync()
            try await bench.api.deleteSalesOrder(.init(try bench.order("1").pk))
            #expect(try await told(bench) == ["order_missing: there is no order “SERIE=F;NUMAR=1”"])
            #expect(try await fixed(bench) == [])
            #expect(try bench.lines("1") == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func anOrderThatCameAfterTheOrdersWereListedIsNotMissing() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let isListed = Once()
            bench.server.onRequest { request in
                guard request.place == "GET /api/order/so/", isListed.take() else { return .pass }
                _ = try? await bench.sync()
                return .answer(status: 200, body: #"{"count":0,"next":null,"previous":null,"results":[]}"#)
            }
            let report = try await bench.engine().reconcile()
            #expect(report.discrepancies == [])
            #expect(report.invoices.compared == 1)
        }
    }

    @Test func ordersThatStandTwice() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            let first = try bench.order().reference
            let double = try bench.addOrder()
            _ = try bench.addOrder(status: .cancelled)
            let found = try await reconcile(bench).discrepancies
            let sentence = "order \(first) has the same description and is the one that a sync takes"
            #expect(found.map(\.words) == ["order_doubled: \(sentence) (a sync never removes an order)"])
            #expect(found.map { $0.order?.id.rawValue } == [double])
        }
    }

    @Test func anOrderOfAnInvoiceThatNoDocumentKnows() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice("1"), as: "a")
            try await bench.sync()
            try await bench.insert(.invoice("2"), as: "b")
            for numar in ["2", "3"] { _ = try bench.addOrder(numar) }
            _ = try bench.addOrder("4", status: .cancelled)
            let found = try await reconcile(bench).discrepancies
            let words = "order_unknown: no document of the store holds an invoice F 3 (a sync never removes an order)"
            #expect(found.map(\.words) == [words])
            #expect(found.map(\.document) == [nil])
        }
    }

    @Test func anOrderOfAnInvoiceThatItsDocumentNoLongerHolds() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("2")])
            try await bench.sync()
            await bench.edit([.invoice("2")])
            let found = try await reconcile(bench).discrepancies
            #expect(found.map(\.kind) == [.orderUnknown])
            #expect(found.map(\.invoice.numar) == ["1"])
        }
    }

    @Test(arguments: [
        "serie=f;numar=1", "SERIE=F; NUMAR=1", "SERIE=F;NUMAR=", "SERIE=;NUMAR=1", "SERIE=F;NUMAR=1 ",
        "A SERIE=F;NUMAR=1",
        "SERIE=F", "", "SERIE=F;NUMAR=<b>",
    ])
    func textThatOnlyLooksLikeADescriptionIsNotTaken(_ description: String) async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "ACME"))
            try bench.server.add(SimulatedOrder(customer: customer, description: description))
            #expect(try await told(bench) == [])
        }
    }

    @Test func anOrderForAnInvoiceThatIsNotToBecomeOne() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            await bench.edit(.invoice(lines: [.line("Bolt", -1)]))
            let sentence = "the invoice is not to become an order: no line is above zero: a credit note"
            #expect(try await told(bench) == ["order_unexpected: \(sentence) (a sync never removes an order)"])
            bench.server.updateOrder(try bench.order().pk) { $0.status = .cancelled }
            #expect(try await told(bench) == [])
        }
    }

    @Test func anOrderThatWasGivenAnotherDescription() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insert([.invoice("1"), .invoice("2")])
            try await bench.sync()
            bench.server.updateOrder(try bench.order("1").pk) { $0.description = "by hand" }
            try await bench.api.deleteSalesOrder(.init(try bench.order("2").pk))
            let obstacle = "a sync keeps a description that was edited"
            #expect(
                try await told(bench) == [
                    "header_differs: the order has the description “by hand” instead of “SERIE=F;NUMAR=1” (\(obstacle))",
                    "order_missing: there is no order “SERIE=F;NUMAR=2”",
                ]
            )
            let rest = try await fixed(bench)
            #expect(rest.count == 1)
            #expect(bench.server.orders.count == 2)
        }
    }

    // MARK: Header and customer

    @Test func aHeaderThatWasChanged() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            bench.server.updateOrder(try bench.order().pk) {
                $0.issueDate = nil
                $0.currency = "EUR"
            }
            let words = "header_differs: the order is issued never instead of 2025-11-20, in EUR instead of RON"
            #expect(try await told(bench) == [words])
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func anOrderThatWasGivenToSomebodyElse() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            let other = try bench.server.add(SimulatedCompany(name: "Other", isCustomer: true))
            bench.server.updateOrder(try bench.order().pk) { $0.customer = other }
            let sentence = "the order belongs to “Other” (\(other)), not to “ACME”"
            let obstacle = "a sync does not give an order to another customer"
            #expect(try await told(bench) == ["customer_differs: \(sentence) (\(obstacle))"])
        }
    }

    @Test func aCustomerWhoseTaxCodeWasTaken() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(cui: "RO12"))
            try await bench.sync()
            _ = try await bench.api.updateCompany(1, .init(taxID: ""))
            #expect(try await told(bench) == ["customer_differs: company 1 “ACME” lacks the tax code RO12"])
            #expect(try await fixed(bench) == [])
        }
    }

    // MARK: Lines and total

    @Test func aLineThatIsGone() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Bolt", 2), .line("Off", -1)]))
            try await bench.sync()
            try await bench.api.deleteSalesOrderLine(.init(bench.server.lines[1].pk))
            #expect(
                try await told(bench) == [
                    "line_missing: 2 × “Bolt” at 10 RON is not on the order",
                    "total_differs: the order's lines come to nothing, the invoice's to 20 RON",
                ]
            )
            try await bench.api.deleteSalesOrderExtraLine(.init(bench.server.extraLines[0].pk))
            #expect(try await told(bench).contains("line_missing: extra line 1 × “Off” at -10 RON is not on the order"))
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func aLineThatWasChanged() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", 2, details: "x")]))
            try await bench.sync()
            try await change(
                bench,
                line: 0,
                .init(quantity: 4, salePrice: .set(5), salePriceCurrency: "EUR", reference: "y")
            )
            #expect(
                try await told(bench) == [
                    "line_differs: 2 × “Bolt” at 10 RON: line 1 has quantity 4, price 5, currency EUR, "
                        + "reference “y” instead of “x”",
                    "total_differs: the order's lines come to 20 EUR, the invoice's to 20 RON",
                ]
            )
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func aLineThatSomebodyElseAddedExplainsTheTotalAndStays() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            let order = try bench.order().pk
            try bench.server.add(SimulatedLine(order: order, part: 1, quantity: 4, salePrice: 1, currency: "EUR"))
            try bench.server.add(SimulatedExtraLine(order: order, description: "Tip", price: 1, currency: "RON"))
            let obstacle = "(a sync leaves the lines that it did not add)"
            let found = [
                "line_extra: line 2, 4 × “Bolt” at 1 EUR: it is not the invoice's \(obstacle)",
                "line_extra: extra line 1, 1 × “tip” at 1 RON: it is not the invoice's \(obstacle)",
                "total_differs: the order's lines come to 4 EUR and 11 RON, the invoice's to 10 RON \(obstacle)",
            ]
            #expect(try await told(bench) == found)
            try await change(bench, line: 0, .init(quantity: 2))
            #expect(try await reconcile(bench).discrepancies.count { $0.isFixable } == 1)
            #expect(try await fixed(bench) == found)
        }
    }

    @Test func aLineThatTheInvoiceNoLongerHasGoesByAFix() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut")]))
            try await bench.sync()
            await bench.edit(.invoice(lines: [.line("Bolt", 3)]))
            #expect(
                try await told(bench) == [
                    "line_differs: 3 × “Bolt” at 10 RON: line 1 has quantity 1",
                    "line_extra: line 2, 1 × “Nut” at 10 RON: a former sync added it, and the invoice no longer has it",
                    "total_differs: the order's lines come to 20 RON, the invoice's to 30 RON",
                ]
            )
            #expect(try await fixed(bench) == [])
            #expect(try bench.lines() == ["3 × Bolt at 10 RON"])
        }
    }

    @Test func aLineOfADeletedPartIsOneTooMany() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            try bench.server.add(SimulatedLine(order: try bench.order().pk, part: nil, quantity: 4, currency: "RON"))
            let words = "line_extra: line 2, 4 × a part that was deleted without price: it is not the invoice's"
            #expect(try await told(bench) == [words + " (a sync leaves the lines that it did not add)"])
        }
    }

    // MARK: What could not be placed

    @Test func whatTheLogSaysIsMissingIsKnownUntilSomethingElseGoes() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Nut", isSalable: false))
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut"), .unreadableLine]))
            #expect(try await bench.sync().invoices.partial == 1)
            #expect(try await told(bench) == [])
            await bench.edit(.invoice(lines: [.line("Bolt"), .line("Nut"), .line("Nut", 2), .unreadableLine]))
            let words = "line_missing: 2 × “Nut” at 10 RON is not on the order (part 1 “Nut” is not salable)"
            #expect(try await told(bench).first == words)
            _ = try await bench.api.updatePart(1, .init(isSalable: true))
            #expect(try await told(bench).filter { $0.hasPrefix("line_missing") }.count == 2)
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func aLineThatTheInvoiceHasGotSinceAndThatCannotBeReadIsMissing() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            await bench.edit(.invoice(lines: [.line("Bolt"), .unreadableLine]))
            let reason = "data.articole[1].cantitate: “many” is not a number"
            let words = "line_missing: “Broken” is not on the order: \(reason) (the line cannot be placed)"
            #expect(try await told(bench) == [words])
        }
    }

    @Test func aLineThatWasChangedAndWhosePartMayNoLongerBeSoldStays() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            try await change(bench, line: 0, .init(reference: "y"))
            _ = try await bench.api.updatePart(1, .init(isSalable: false))
            let sentence = "1 × “Bolt” at 10 RON: line 1 has reference “y” instead of “”"
            #expect(try await told(bench) == ["line_differs: \(sentence) (part 1 “Bolt” is not salable)"])
        }
    }

    @Test func aLineWhosePartMayNotBeSoldIsMadeSoWhereThatIsWanted() async throws {
        try await withBench(SyncConfiguration(makesPartsSalable: true)) { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            _ = try await bench.api.updatePart(1, .init(isSalable: false))
            #expect(try await told(bench) == [])
            try await bench.api.deleteSalesOrderLine(.init(bench.server.lines[0].pk))
            #expect(try await fixed(bench) == [])
        }
    }
}
