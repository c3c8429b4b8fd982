import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

/// The lines of a new order (SyncRules, “Order lines” and “Negative lines”).
@Suite struct LineTests {
    @Test func standInTheInvoicesOrderAlsoWhenAProductIsThereTwice() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [
                .line("Nut", 3), .line("Bolt", 1), .line("Nut", 3), .line("nut", 2, at: 5), .line("Axle", 1),
            ]
            try await bench.insert(.invoice(lines: lines))
            try await bench.sync()
            #expect(
                try bench.lines() == [
                    "3 × Nut at 10 RON", "1 × Bolt at 10 RON", "3 × Nut at 10 RON", "2 × Nut at 5 RON",
                    "1 × Axle at 10 RON",
                ]
            )
            #expect(bench.partNames.sorted() == ["Axle", "Bolt", "Nut"])
        }
    }

    @Test func numbersAreExact() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [
                .line("a", 6, at: .number(Decimal(exactly: "3045.7353"))), .line("b", "1.234,50", at: "0,1"),
                .line("c", "0.00001", at: "999999999999.999999"), .line("d", "9999999999.99999", at: "0.000001"),
                .line("e", 1, at: nil), .line("f", 1, at: 0),
            ]
            try await bench.insert(.invoice(lines: lines))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(
                try bench.lines() == [
                    "6 × a at 3045.7353 RON", "1234.5 × b at 0.1 RON", "0.00001 × c at 999999999999.999999 RON",
                    "9999999999.99999 × d at 0.000001 RON", "1 × e", "1 × f at 0 RON",
                ]
            )
        }
    }

    @Test func areRoundedHalfEvenWithAWarning() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [
                .line("a", "1.000005", at: "1.0000005"), .line("b", "1.000015", at: "1.0000015"), .line("c", "1.00001"),
            ]
            try await bench.insert(.invoice(lines: lines))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(
                try bench.lines() == ["1 × a at 1 RON", "1.00002 × b at 1.000002 RON", "1.00001 × c at 10 RON"]
            )
            let warnings = try #require(try await bench.invoiceLog().warnings)
            #expect(
                warnings.map { $0.prefix { $0 != ":" } } == [
                    "data.articole[0].cantitate", "data.articole[0].pret_unitar", "data.articole[1].cantitate",
                    "data.articole[1].pret_unitar",
                ]
            )
            #expect(warnings.first?.contains("1.000005 rounded to 1") == true)
        }
    }

    @Test(arguments: [
        ("10000000000", "1"), ("9999999999.999999", "1"), ("1", "1000000000000"), ("1", "999999999999.9999999"),
        ("-10000000000", "1"), ("1", "-1000000000000"),
    ])
    func beyondTheServersFieldAreNeverSent(quantity: String, price: String) async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [.line("Huge", .text(quantity), at: .text(price)), .line("Bolt")]
            try await bench.insert(.invoice(lines: lines))
            #expect(try await bench.sync().documents.mixed == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            #expect(try bench.extraLines() == [])
            let missing = try #require(try await bench.invoiceLog().missingProducts?.first)
            #expect(missing.name == "Huge")
            #expect(missing.reason.hasPrefix("data.articole[0]."))
            #expect(missing.reason.contains("beyond"))
        }
    }

    @Test func ofQuantityZeroAreSkippedWithAWarning() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut", 0), .line("Axle", "0,00")]))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            #expect(bench.partNames == ["Bolt"])
            let warnings = try #require(try await bench.invoiceLog().warnings)
            #expect(warnings.map { $0.prefix { $0 != ":" } } == ["data.articole[1]", "data.articole[2]"])
        }
    }

    @Test func belowZeroBecomeExtraLinesSoThatTheTotalIsTheInvoices() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [
                .line("Bolt", 10, at: "2.5"), .line("Discount", 1, at: "-5.25", details: "spring"),
                .line("Returned", -2, at: 3), .line("Both", -2, at: -4), .line("Unpriced", -1, at: nil),
            ]
            try await bench.insert(.invoice(lines: lines))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.lines() == ["10 × Bolt at 2.5 RON"])
            #expect(
                try bench.extraLines() == [
                    "1 × Discount at -5.25 RON (spring)", "2 × Returned at -3 RON", "2 × Both at 4 RON", "1 × Unpriced",
                ]
            )
            #expect(bench.server.total(ofOrder: try bench.order().pk) == Decimal(exactly: "21.75"))
            #expect(bench.partNames == ["Bolt"])
            #expect(try await bench.invoiceLog().addedLines?.map(\.part) == [1, nil, nil, nil, nil])
        }
    }

    @Test func belowZeroAreLeftOutWithAWarningWhereConfigured() async throws {
        try await withBench(SyncConfiguration(negativeLines: .skip)) { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Discount", 1, at: -5), .line("Back", -1)]))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            #expect(try bench.extraLines() == [])
            #expect(try await bench.invoiceLog().warnings?.count == 2)
        }
    }

    @Test func detailsBecomeTheReference() async throws {
        try await withBench { bench in
            let exact = String(repeating: "é", count: 100)
            try await bench.insert(
                .invoice(lines: [.line("Bolt", details: " rack A "), .line("Nut", details: .text(exact))])
            )
            try await bench.sync()
            let lines = bench.server.lines
            #expect(lines.map(\.reference) == ["rack A", exact])
            #expect(lines.map(\.notes) == ["", ""])
        }
    }

    @Test func detailsThatAreTooLongStandWholeInTheNotes() async throws {
        try await withBench { bench in
            let details = (1...30).map { "item \($0)" }.joined(separator: ", ")
            try await bench.insert(
                .invoice(lines: [.line("Bolt", details: .text(details)), .line("Back", -1, details: .text(details))])
            )
            try await bench.sync()
            let line = try #require(bench.server.lines.first)
            #expect(line.reference.count == 100)
            #expect(details.hasPrefix(line.reference))
            #expect(line.notes == details)
            #expect(bench.server.extraLines.map(\.notes) == [details])
        }
    }

    @Test func notesThatAreTooLongEndInAHash() async throws {
        try await withBench { bench in
            let details = String(repeating: "very long ", count: 100)
            try await bench.insert(.invoice(lines: [.line("Bolt", details: .text(details))]))
            #expect(try await bench.sync().invoices.ok == 1)
            let notes = try #require(bench.server.lines.first?.notes)
            #expect(notes.count == 500)
            #expect(notes.contains(/~[0-9a-f]{8}$/))
        }
    }

    @Test(
        arguments: [
            (JSONValue.line("Bolt", "many"), "data[1].articole[0].cantitate"),
            (.line("Bolt", .double(.nan)), "data[1].articole[0].cantitate"),
            (.line("Bolt", true), "data[1].articole[0].cantitate"),
            (.line("Bolt", nil), "data[1].articole[0].cantitate"),
            (.line("Bolt", 1, at: "1,2,3"), "data[1].articole[0].pret_unitar"),
            (.line(nil), "data[1].articole[0].nume_produs"),
            (.line(" "), "data[1].articole[0].nume_produs"),
            (.line("\u{1}"), "data[1].articole[0].nume_produs"),
            ("Bolt", "data[1].articole[0]"),
        ] as [(JSONValue, String)]
    )
    func thatCannotBeReadMakeTheirInvoicePartial(_ line: JSONValue, path: String) async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("2", lines: [line, .line("Nut")])])
            let report = try await bench.sync()
            #expect(report.documents.mixed == 1)
            #expect(report.invoices.partial == 1)
            #expect(try bench.lines("2") == ["1 × Nut at 10 RON"])
            let log = try #require(try await bench.log().invoices.last)
            #expect(log.result == .partial)
            #expect(log.missingProducts?.count == 1)
            #expect(log.missingProducts?.first?.reason.hasPrefix("\(path): ") == true)
        }
    }

    @Test func thatTheServerRefusesMakeTheirInvoicePartial() async throws {
        try await withBench { bench in
            bench.server.onRequest { request in
                let isNut = request.json?["reference"] == "refuse me"
                return isNut ? .answer(status: 400, body: #"{"quantity":["not today"]}"#) : .pass
            }
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Nut", details: "refuse me"), .line("Axle")]))
            #expect(try await bench.sync().documents.mixed == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "1 × Axle at 10 RON"])
            let missing = try #require(try await bench.invoiceLog().missingProducts)
            #expect(missing.map(\.name) == ["Nut"])
            #expect(missing.first?.reason.hasPrefix("data.articole[1]: ") == true)
            #expect(missing.first?.reason.contains("not today") == true)
        }
    }

    @Test func carryTheInvoicesCurrency() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Back", -1)], with: ["valuta": "EUR"]))
            try await bench.sync()
            #expect(try bench.lines() == ["1 × Bolt at 10 EUR"])
            #expect(try bench.extraLines() == ["1 × Back at -10 EUR"])
        }
    }
}
