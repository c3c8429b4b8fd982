import FGOModels
import InvenTreeSimulator
import InvoiceSync
import Testing

/// The order that an invoice becomes (SyncRules, “Fields of an invoice”, “Finding the order” and “New orders”).
@Suite struct OrderTests {
    @Test func isCreatedPendingWithTheInvoicesHeader() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(" 007 ", with: ["serie": " F "]))
            try await bench.sync()
            let order = try bench.order("007")
            #expect(order.status == .pending)
            #expect(order.issueDate == "2025-11-20")
            #expect(order.currency == "RON")
            let logged = try #require(try await bench.invoiceLog().salesOrder)
            #expect(logged.id == order.pk)
            #expect(logged.reference == order.reference)
            #expect(logged.description == "SERIE=F;NUMAR=007")
            #expect(logged.created)
        }
    }

    @Test func numberMayBeANumber() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(221_029_339))
            try await bench.sync()
            #expect(try bench.order("221029339").status == .pending)
        }
    }

    @Test(arguments: [
        ("2025-11-20", "2025-11-20"), ("2025-11-20T23:30:00", "2025-11-20"), ("2025-11-20 08:00", "2025-11-20"),
        ("20.11.2025", "2025-11-20"), (" 1.2.2024 ", "2024-02-01"),
    ])
    func dateIsReadInBothForms(text: String, day: String) async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(with: ["data_emitere": .text(text)]))
            try await bench.sync()
            #expect(try bench.order().issueDate == day)
            #expect(try await bench.invoiceLog().warnings == [])
        }
    }

    @Test(arguments: ["tomorrow", "2025-02-30", "20/11/2025", true] as [JSONValue])
    func dateThatCannotBeReadIsAWarning(_ date: JSONValue) async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(with: ["data_emitere": date]))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.order().issueDate == nil)
            let warnings = try #require(try await bench.invoiceLog().warnings)
            #expect(warnings.count == 1)
            #expect(warnings.first?.hasPrefix("data.data_emitere: ") == true)
        }
    }

    @Test func currencyIsTheInvoicesOwnElseTheConfigured() async throws {
        try await withBench(SyncConfiguration(currency: .code("USD"))) { bench in
            try await bench.insertEach([.invoice("1", with: ["valuta": " eur "]), .invoice("2")])
            try await bench.sync()
            #expect(try bench.order("1").currency == "EUR")
            #expect(try bench.order("2").currency == "USD")
            #expect(try bench.lines("1") == ["1 × Bolt at 10 EUR"])
            #expect(try bench.lines("2") == ["1 × Bolt at 10 USD"])
        }
    }

    @Test func currencyMayBeTheServersDefault() async throws {
        try await withBench(SyncConfiguration(currency: .serverDefault)) { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.order().currency == "USD")
        }
    }

    @Test func currencyThatIsNotAllowedFailsItsInvoiceBeforeAnyWrite() async throws {
        try await withBench { bench in
            let foreign = JSONValue.invoice("1", of: "Foreign", lines: [.line("Strange")], with: ["valuta": "CHF"])
            try await bench.insert([foreign, .invoice("2")])
            #expect(try await bench.sync().documents.mixed == 1)
            #expect(bench.companyNames == ["ACME"])
            #expect(bench.partNames == ["Bolt"])
            #expect(bench.server.orders.count == 1)
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.failed, .ok])
            #expect(logs.first?.error == "currency_not_allowed")
            #expect(logs.first?.message?.contains("CHF") == true)
        }
    }

    @Test(arguments: ["serie", "numar", "denumire_client"])
    func withoutARequiredFieldFailsAloneWithItsPath(_ field: String) async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1", with: [field: " "]), "text", .invoice("2")])
            #expect(try await bench.sync().documents.mixed == 1)
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.failed, .failed, .ok])
            #expect(logs.map(\.error) == ["unreadable", "unreadable", nil])
            #expect(logs.first?.message?.hasPrefix("data[0].\(field): ") == true)
            #expect(bench.server.orders.count == 1)
        }
    }

    @Test func isNotCreatedForAnInvoiceWithoutLines() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1", lines: []), .invoice("2", with: ["articole": nil])])
            let report = try await bench.sync()
            #expect(report.invoices.skipped == 2)
            #expect(report.documents.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.skipped, .skipped])
            #expect(logs.allSatisfy { $0.reason?.isEmpty == false })
        }
    }

    @Test func isNotCreatedForACreditNote() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", -1), .line("Nut", 0)]))
            let report = try await bench.sync()
            #expect(report.invoices.skipped == 1)
            #expect(report.documents.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.invoiceLog().reason?.contains("credit note") == true)
        }
    }

    @Test func isNotCreatedForATypeToSkip() async throws {
        try await withBench(SyncConfiguration(skipTypes: ["avz"])) { bench in
            try await bench.insertEach([
                .invoice("1", with: ["tip_factura_cod": "AVZ"]), .invoice("2", with: ["tip_factura_cod": "FCT"]),
            ])
            let report = try await bench.sync()
            #expect(report.invoices.skipped == 1)
            #expect(report.invoices.ok == 1)
            #expect(bench.server.orders.map(\.description) == ["SERIE=F;NUMAR=2"])
        }
    }

    @Test func isNotCreatedForZeroQuantitiesAlone() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", 0)]))
            let report = try await bench.sync()
            #expect(report.invoices.skipped == 1)
            #expect(report.documents.ok == 1)
            #expect(bench.server.requestCounts.writes == 0)
            let log = try await bench.invoiceLog()
            #expect(log.reason == "the invoice has only zero quantities")
            #expect(log.warnings?.count == 1)
        }
    }

    @Test func isNotCreatedWhereNoLineCanBePlaced() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [.line("Bolt", "six"), .line("Discount", 1, at: -5), .line("Nut", "1.2.3")]
            try await bench.insert([.invoice("1", lines: lines), .invoice("2")])
            let report = try await bench.sync()
            #expect(report.invoices.failed == 1)
            #expect(report.invoices.ok == 1)
            #expect(bench.server.orders.map(\.description) == ["SERIE=F;NUMAR=2"])
            let log = try #require(try await bench.log().invoices.first)
            #expect(log.error == "no_line_placed")
            #expect(log.missingProducts?.map(\.name) == ["Bolt", "Nut"])
            #expect(log.message?.contains("articole[0].cantitate: “six” is not a number") == true)
            #expect(log.message?.contains("articole[2].cantitate: “1.2.3” is not a number") == true)
        }
    }

    @Test func isNotCreatedForAStateToSkip() async throws {
        try await withBench { bench in
            let states: [JSONValue?] = ["draft", "ANULATA", "Anulată", "stornata", "emisa", "Storno", nil, "plătită"]
            try await bench.insert(
                .array(states.enumerated().map { .invoice(.text("\($0 + 1)"), with: ["status": $1 ?? .null]) })
            )
            let report = try await bench.sync()
            #expect(report.invoices.skipped == 4)
            #expect(report.invoices.ok == 4)
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.skipped, .skipped, .skipped, .skipped, .ok, .ok, .ok, .ok])
            #expect(logs[0].reason == "the invoice is a draft (status “draft”)")
            #expect(logs[1].reason == "the invoice was cancelled (status “ANULATA”)")
            #expect(logs[3].reason == "the invoice was reversed by another one (status “stornata”)")
            #expect(logs.map { $0.warnings?.count } == [0, 0, 0, 0, 0, 0, 0, 1])
            #expect(logs.last?.warnings == ["status: “plătită” is unknown; the invoice is processed"])
        }
    }

    @Test func statesToSkipReplaceTheKnownOnes() async throws {
        var configuration = SyncConfiguration()
        configuration.skipStates = ["Plătită"]
        try await withBench(configuration) { bench in
            try await bench.insert([
                .invoice("1", with: ["status": "platita"]), .invoice("2", with: ["status": "anulata"]),
            ])
            try await bench.sync()
            let logs = try await bench.log().invoices
            #expect(logs.map(\.reason) == ["status “platita” is among skip_states", nil])
            #expect(logs.map(\.result) == [.skipped, .ok])
            #expect(logs.last?.warnings == [])
        }
    }

    @Test func failsWhereTheCurrencyIsNone() async throws {
        try await withBench { bench in
            try await bench.insert([
                .invoice("1", with: ["valuta": "LEI"]), .invoice("2", with: ["valuta": "leu greu"]),
            ])
            try await bench.sync()
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.ok, .failed])
            #expect(logs.last?.message == "valuta: “LEU GREU” is not a currency code such as RON")
            #expect(bench.server.orders.map(\.currency) == ["RON"])
        }
    }

    @Test func descriptionThatIsTooLongIsCutAndFoundAgain() async throws {
        try await withBench { bench in
            let serie = JSONValue.text(String(repeating: "S", count: 300))
            let invoices = ["1", "2"].map { JSONValue.invoice(.text($0), with: ["serie": serie]) }
            try await bench.insert(.array(invoices), as: "a")
            try await bench.sync()
            try await bench.insert(.array(invoices), as: "b")
            #expect(try await bench.sync().invoices.ok == 2)
            #expect(bench.server.orders.count == 2)
            #expect(bench.server.orders.allSatisfy { $0.description.count == 250 })
        }
    }

    @Test func documentMayHoldOneInvoiceOrAList() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice("1"), as: "one")
            try await bench.insert([.invoice("2"), .invoice("3")], as: "list")
            #expect(try await bench.sync().documents.ok == 2)
            #expect(bench.server.orders.count == 3)
        }
    }
}
