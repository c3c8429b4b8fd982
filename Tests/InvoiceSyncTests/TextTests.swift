import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

/// Text that the server would refuse or change is made acceptable, the same way each time (SyncRules, “Text”).
@Suite struct TextTests {
    private static let texts = [
        ("<b>bold</b>", "‹b›bold‹/b›"), ("a < b > c", "a ‹ b › c"), ("line\nbreak\r\nand\ttab", "line break and tab"),
        ("bell\u{7}\u{0}here", "bell here"), ("a\u{85}b\u{2028}c", "a b c"), ("R&D", "R&D"),
        ("Smith &amp; Sons", "Smith & Sons"), ("1 &lt; 2 &gt; 0", "1 ‹ 2 › 0"), ("&amp;amp;lt;b&gt;", "‹b›"),
        ("left\u{200E}right", "leftright"), ("\u{202A}embedded\u{202C}", "embedded"), ("\u{FEFF}mark", "mark"),
        ("no\u{A0}break\u{202F}space", "no break space"), ("D&#039;Artagnan &quot;Sud&quot;", "D'Artagnan \"Sud\""),
        ("60&times;60", "60×60"), ("x?id=7&copy=2&section=1", "x?id=7©=2§ion=1"),
    ]

    @Test(arguments: texts)
    func everyTextIsAcceptable(given: String, stored: String) async throws {
        try await withBench { bench in
            let text = JSONValue.text(given)
            try await bench.insert(
                .invoice(
                    of: text,
                    lines: [.line(text, ipn: text, details: text), .line(text, -1, details: text)],
                    with: ["serie": .text(given.contains(";") ? stored : given)]
                )
            )
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.companyNames == [stored])
            #expect(bench.partNames == [stored])
            #expect(bench.server.parts.map(\.ipn) == [stored])
            #expect(bench.server.orders.map(\.description) == ["SERIE=\(stored);NUMAR=1"])
            #expect(bench.server.lines.map(\.reference) == [stored])
            #expect(bench.server.extraLines.map(\.description) == [stored])
        }
    }

    @Test(arguments: texts)
    func isFoundAgain(given: String, stored: String) async throws {
        try await withBench { bench in
            let text = JSONValue.text(given)
            let invoice = JSONValue.invoice(
                of: text,
                lines: [.line(text, details: text), .line(text, -1, details: text)],
                with: ["serie": .text(given.contains(";") ? stored : given)]
            )
            try await bench.insert(invoice, as: "a")
            try await bench.sync()
            bench.server.resetRequestCounts()
            try await bench.insert(invoice, as: "b")
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
        }
    }

    /// What a server holds from before its texts were made acceptable.
    @Test(arguments: [
        "no\u{A0}break", "D&#039;Artagnan &quot;Sud&quot; SRL", "60&times;60", "x?id=7&copy=2&section=1", "a < b > c",
        "a<b",
        "Br&acirc;nz&#259;&nbsp;de burduf",
    ])
    func whatIsHeldInAnotherFormIsFoundAndIsNoDifference(held: String) async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: held, isCustomer: true))
            let part = try bench.server.add(SimulatedPart(name: held, ipn: held))
            let text = JSONValue.text(held)
            var order = SimulatedOrder(
                customer: customer,
                description: "SERIE=\(held.contains(";") ? "F" : held);NUMAR=1",
                currency: "RON"
            )
            order.issueDate = "2025-11-20"
            let pk = try bench.server.add(order)
            let line = SimulatedLine(
                order: pk,
                part: part,
                quantity: 1,
                salePrice: 10,
                currency: "RON",
                reference: held
            )
            try bench.server.add(line)
            // So many rows that they are searched for, and not listed.
            for number in 1...300 {
                try bench.server.add(SimulatedCompany(name: "Firma \(number)"))
                try bench.server.add(SimulatedPart(name: "Produs \(number)"))
                _ = try bench.addOrder("\(1000 + number)", customer: customer)
            }
            let lines: [JSONValue] = [.line(text, ipn: text, details: text)]
            try await bench.insert(
                .invoice(of: text, lines: lines, with: ["serie": .text(held.contains(";") ? "F" : held)])
            )
            bench.server.resetRequestCounts()
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(bench.server.requestCounts["POST", "/api/search/"] == 3)
            #expect(try await bench.invoiceLog().warnings == [])
            let report = try await reconcile(bench)
            #expect(report.discrepancies.filter { $0.kind != .orderUnknown } == [])
            #expect(report.warnings == [])
        }
    }

    @Test func aReferenceMadeOfOddTextIsAcceptable() async throws {
        try await withBench { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: "{ref}")
            let long = String(repeating: "Ș", count: 70)
            try await bench.insertEach(["<F>\n&", .text(long)].map { .invoice("1", with: ["serie": $0]) })
            #expect(try await bench.sync().invoices.ok == 2)
            let references = bench.server.orders.map(\.reference)
            #expect(references.contains("‹F› &-1"))
            #expect(references.contains { $0.unicodeScalars.count == 64 && $0.hasPrefix("ȘȘȘ") })
        }
    }
}
