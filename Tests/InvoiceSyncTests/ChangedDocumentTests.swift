import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Finished documents whose `data` is no longer what was synced (SyncRules, “Changed documents” and “Existing orders”).
@Suite struct ChangedDocumentTests {
    private func syncChanged(_ bench: Bench) async throws -> RunReport {
        bench.time.advance(by: .seconds(1))
        return try await bench.engine().run(includesChanged: true)
    }

    @Test func isLeftAloneWithoutBeingAskedFor() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", 1)]))
            try await bench.sync()
            await bench.edit(.invoice(lines: [.line("Bolt", 2)]))
            #expect(try await bench.sync() == .nothingDone)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func itsOrderFollows() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [.line("Bolt", 1), .line("Nut", 1), .line("Off", -1)]
            try await bench.insert(.invoice(lines: lines))
            try await bench.sync()
            let changed: [JSONValue] = [.line("Bolt", 2), .line("Screw", 1)]
            await bench.edit(.invoice(lines: changed, with: ["data_emitere": "2025-12-01", "valuta": "EUR"]))
            #expect(try await syncChanged(bench).documents.ok == 1)
            #expect(try bench.lines() == ["2 × Bolt at 10 EUR", "1 × Screw at 10 EUR"])
            #expect(try bench.extraLines() == [])
            #expect(try bench.order().issueDate == "2025-12-01")
            #expect(try bench.order().currency == "EUR")
            bench.server.resetRequestCounts()
            #expect(try await syncChanged(bench).documents.done == 0)
            #expect(bench.server.requestCounts.total == 0)
        }
    }

    @Test func isTakenWhateverBecameOfItBefore() async throws {
        try await withBench { bench in
            try await bench.insertEach([
                .invoice("1"), .invoice("2", lines: [.unreadableLine]), .invoice("3", with: ["serie": nil]),
            ])
            try await bench.sync()
            try await bench.insertEach([.invoice("1", lines: [.line("Nut")]), .invoice("2"), .invoice("3")])
            let report = try await syncChanged(bench)
            #expect(report.documents.ok == 3)
            #expect(report.documents.expected == 3)
            #expect(try bench.lines("1") == ["1 × Nut at 10 RON"])
        }
    }

    @Test func followsThePendingOnes() async throws {
        var configuration = SyncConfiguration(parallel: 1)
        configuration.batchSize = 2
        try await withBench(configuration) { bench in
            try await bench.insertEach((1...5).map { .invoice(.text("\($0)")) })
            try await bench.sync()
            try await bench.insertEach((1...5).map { .invoice(.text("\($0)"), lines: [.line("Bolt", 2)]) })
            try await bench.insert(.invoice("6"), as: "doc6")
            #expect(try await syncChanged(bench).documents.ok == 6)
            #expect(try (1...5).allSatisfy { try bench.lines("\($0)") == ["2 × Bolt at 10 RON"] })
        }
    }

    @Test func ofAnotherProgramWithoutAFingerprintCountsAsUnchanged() async throws {
        try await withBench { bench in
            let document = RawDocument(
                id: DocumentID("old"),
                data: .invoice(),
                otherFields: ["sync_status": 1, "sync_log": ["total_invoices": 1, "successful": 1]]
            )
            _ = try await bench.store.insert([document])
            #expect(try await syncChanged(bench).documents.done == 0)
            #expect(bench.server.requestCounts.total == 0)
        }
    }

    @Test func isTriedAgainByTheNextSyncWhenTheServerFailed() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", 1)]))
            try await bench.sync()
            await bench.edit(.invoice(lines: [.line("Bolt", 2)]))
            bench.server.onRequest { $0.isWrite ? .answer(status: 503) : .pass }
            let first = try await syncChanged(bench)
            #expect(first.documents.givenBack == 1, "\(first)")
            bench.server.onRequest(nil)
            bench.time.advance(by: .seconds(3600))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(try bench.lines() == ["2 × Bolt at 10 RON"])
        }
    }

    @Test func keepsTheLinesThatItsFormerLogNamesWhileItWaits() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice("0"))
            try await bench.sync()
            let order = try bench.addOrder("1", customer: 1)
            let part = try bench.server.add(SimulatedPart(name: "Nut"))
            let line = try bench.server.add(SimulatedLine(order: order, part: part, salePrice: 10, currency: "RON"))
            let entry: JSONValue = [
                "timestamp": "2025-11-20T00:00:00Z", "serie": "F", "numar": "1", "result": "partial",
                "added_lines": [["part": .number(Decimal(part)), "qty": 1, "line_id": .number(Decimal(line))]],
            ]
            let document = RawDocument(
                id: DocumentID("script"),
                data: .invoice(lines: [.line("Bolt")]),
                otherFields: ["sync_status": 2, "sync_log": ["total_invoices": 1, "partial": 1, "invoices": [entry]]]
            )
            _ = try await bench.store.insert([document])
            bench.server.onRequest { $0.place.hasPrefix("GET /api/company/") ? .answer(status: 503) : .pass }
            #expect(try await bench.retry().documents.givenBack == 1)
            #expect(try await bench.document("script").log == nil)
            bench.server.onRequest(nil)
            bench.time.advance(by: .seconds(3600))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(try bench.lines("1") == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func sameDataInAnotherFormIsNoChange() async throws {
        try await withBench { bench in
            try await bench.insert(["serie": "F", "numar": 1, "denumire_client": "A", "articole": [.line("B", 1)]])
            try await bench.sync()
            let reordered = #"{"numar": 1.0, "articole": [ARTICLE], "denumire_client": "A", "serie": "F"}"#
                .replacing("ARTICLE", with: JSONValue.line("B", 1).json)
            _ = try await bench.store.insert([
                RawDocument(id: DocumentID("doc"), data: try JSONValue(json: Data(reordered.utf8)))
            ])
            #expect(try await syncChanged(bench).documents.done == 0)
        }
    }

    // MARK: After an attempt that was cut off

    /// Lets a worker lose its lease when it has added the second line, and find the document again as one that was begun.
    private func syncTwiceBegun(_ bench: Bench) async throws {
        let isSecond = Countdown(2)
        bench.server.onRequest { request in
            guard request.place == "POST /api/order/so-line/", isSecond.strike() else { return .pass }
            bench.time.advance(by: .seconds(61))
            return .carryOutThenDrop
        }
        let report = try await bench.sync()
        #expect(report.documents.lost == 1)
        #expect(report.documents.ok == 1)
        bench.server.onRequest(nil)
    }

    @Test func whatAnAttemptAddedThatWasCutOffIsRemovedWithTheInvoicesLine() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insert(.invoice(lines: [.line("A"), .line("B"), .line("C")]))
            try await syncTwiceBegun(bench)
            #expect(try await bench.invoiceLog().addedLines?.count == 1)
            #expect(try bench.lines().count == 3)
            try await bench.insert(.invoice(lines: [.line("C")]))
            #expect(try await syncChanged(bench).documents.ok == 1)
            #expect(try bench.lines() == ["1 × C at 10 RON"])
        }
    }

    @Test func whatSomebodyElseAddedStays() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("A"), .line("B")]))
            let order = try bench.addOrder()
            let part = try bench.server.add(SimulatedPart(name: "A", isSalable: true))
            try bench.server.add(
                SimulatedLine(order: order, part: part, quantity: 1, salePrice: 10, currency: "RON")
            )
            try await bench.sync()
            #expect(try bench.lines() == ["1 × A at 10 RON", "1 × B at 10 RON"])
            try await bench.insert(.invoice(lines: [.line("C")]))
            #expect(try await syncChanged(bench).documents.ok == 1)
            #expect(try bench.lines() == ["1 × A at 10 RON", "1 × C at 10 RON"])
        }
    }
}
