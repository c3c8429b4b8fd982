import FGOModels
import InvenTreeSimulator
import InvoiceSync
import Testing

/// Run again, and the same invoice twice: nothing is written twice (SyncRules, “Existing orders” and “Lost responses”).
@Suite struct RepetitionTests {
    /// Invoices that use every rule.
    private static let invoices: [JSONValue] = [
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
        .invoice("3", of: "<ACME>\n", lines: [.line("x", details: .text(String(repeating: "long ", count: 60)))]),
        .invoice("4", lines: [.line("Zero", 0)]), .invoice("5", lines: [.line("Huge", 1, at: "99999999999.123456")]),
        .invoice("6", lines: [.line("Unpriced", at: nil), .line(nil, ipn: "b-1")], with: ["valuta": "EUR"]),
        .invoice("7", lines: [.line("Back", -1)]), .invoice("8", lines: []),
    ]

    @Test func nothingIsWrittenAgainForTheSameInvoices() async throws {
        try await withBench { bench in
            try await bench.insert(.array(Self.invoices), as: "a")
            #expect(try await bench.sync().documents.ok == 1)
            bench.server.resetRequestCounts()
            try await bench.insert(.array(Self.invoices), as: "b")
            #expect(try await bench.sync().documents.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            let logs = try await bench.log("b").invoices
            #expect(logs.allSatisfy { $0.addedLines ?? [] == [] && $0.updatedLines ?? [] == [] })
            #expect(logs.allSatisfy { $0.customer?.created != true && $0.salesOrder?.created != true })
        }
    }

    @Test func nothingIsWrittenAgainForARetriedDocument() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Off", -1), .unreadableLine]))
            try await bench.sync()
            bench.server.resetRequestCounts()
            #expect(try await bench.retry().documents.mixed == 1)
            #expect(bench.server.requestCounts.writes == 0)
        }
    }

    @Test func aFinishedDocumentIsNotTakenAgain() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            bench.server.resetRequestCounts()
            #expect(try await bench.sync().documents.done == 0)
            #expect(bench.server.requestCounts.total == 0)
        }
    }

    @Test(arguments: [1, 16])
    func theSameInvoiceInSeveralDocumentsIsOneOrder(parallel: Int) async throws {
        try await withBench(SyncConfiguration(parallel: parallel)) { bench in
            let invoice = JSONValue.invoice(
                cui: "RO10",
                lines: [.line("Bolt"), .line("Bolt"), .line("Off", -1), .line("Nut")]
            )
            try await bench.insertEach(Array(repeating: invoice, count: 10))
            #expect(try await bench.sync().documents.ok == 10)
            #expect(bench.companyNames == ["ACME"])
            #expect(bench.partNames == ["Bolt", "Nut"])
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            #expect(try bench.extraLines() == ["1 × Off at -10 RON"])
            let created = try await bench.store.documents(.init(limit: 10)).compactMap(\.log).filter {
                $0.invoices.first?.salesOrder?.created == true
            }
            #expect(created.count == 1)
        }
    }

    @Test func theSameInvoiceTwiceInADocumentIsOneOrder() async throws {
        try await withBench(SyncConfiguration(parallel: 8)) { bench in
            try await bench.insert(.array(Array(repeating: .invoice(), count: 8)))
            let report = try await bench.sync()
            #expect(report.invoices.ok == 1)
            #expect(report.invoices.skipped == 7)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func manyDocumentsInManyBatchesMeetOnce() async throws {
        var configuration = SyncConfiguration(parallel: 8)
        configuration.batchSize = 7
        try await withBench(configuration) { bench in
            try await bench.insertEach(
                (1...40).map { number in
                    .invoice(
                        .text("\(number % 25)"),
                        of: .text("Firma \(number % 5)"),
                        cui: .text("\(number % 5 + 100)"),
                        lines: [.line(.text("Part \(number % 7)")), .line("Common")]
                    )
                }
            )
            let report = try await bench.sync()
            #expect(report.documents.expected == 40)
            #expect(report.documents.done == 40)
            #expect(report.invoices.ok == 40)
            #expect(Set(bench.companyNames).count == 5)
            #expect(bench.companyNames.count == 5)
            #expect(bench.partNames.count == 8)
            #expect(bench.server.orders.count == 25)
        }
    }
}
