import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Which documents and orders are compared, and what a repair of them touches.
@Suite struct ReconcileDocumentTests {
    // MARK: Orders that are not pending

    @Test(arguments: OrderStatus.allCases.filter { $0 != .pending })
    func anOrderThatIsNotPendingIsComparedAndLeft(_ status: OrderStatus) async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(cui: "RO10"))
            try await bench.sync()
            _ = try await bench.api.updateCompany(1, .init(taxID: ""))
            bench.server.updateOrder(try bench.order().pk) { $0.status = status }
            #expect(try await told(bench) == [])
            await bench.edit(.invoice(cui: "RO10", lines: [.line("Nut", 2)], with: ["data_emitere": "2025-01-01"]))
            let found = try await reconcile(bench)
            let kinds: [Discrepancy.Kind] = [.headerDiffers, .lineMissing, .lineExtra, .totalDiffers]
            #expect(found.discrepancies.map(\.kind) == kinds)
            #expect(found.discrepancies.allSatisfy { $0.obstacle == "the order is no longer pending" })
            #expect(found.fixableDocuments == [])
        }
    }

    // MARK: Documents that are not synced, or not well

    @Test func invoicesThatFailedAreCountedUntilAnOrderStands() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(with: ["valuta": "CHF"]))
            #expect(try await bench.sync().invoices.failed == 1)
            try bench.server.set("CURRENCY_CODES", to: "RON,EUR,CHF")
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.invoices.failed == 1)
            _ = try bench.addOrder(currency: "CHF")
            #expect(try await reconcile(bench).discrepancies.map(\.kind).contains(.lineMissing))
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func anInvoiceThatFailedAndWasMendedSinceIsMissing() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(with: ["valuta": "CHF"]))
            try await bench.sync()
            await bench.edit(.invoice())
            #expect(try await told(bench) == ["order_missing: there is no order “SERIE=F;NUMAR=1”"])
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func aDocumentThatAnotherProgramFinishedIsComparedToo() async throws {
        try await withBench { bench in
            let fields: [String: JSONValue] = ["sync_status": 1, "sync_log": ["by": "script"]]
            let failed: [String: JSONValue] = ["sync_status": 3]
            _ = try await bench.store.insert([
                RawDocument(id: DocumentID("a"), data: .invoice("1"), otherFields: fields),
                RawDocument(id: DocumentID("b"), data: .invoice("2"), otherFields: failed),
            ])
            #expect(try await told(bench) == ["order_missing: there is no order “SERIE=F;NUMAR=1”"])
            #expect(try await fixed(bench) == [])
        }
    }

    @Test func theInvoicesOfAHeldDocumentAreKnown() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            _ = try await bench.store.claim(
                ClaimRequest(selection: .pending, limit: 1, owner: "other", leaseDuration: .seconds(60))
            )
            _ = try bench.addOrder()
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.documents.unsynced == 1)
        }
    }

    // MARK: The same invoice in several documents

    @Test func `the form that was received last counts`() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", 1)]), as: "a")
            try await bench.insert(.invoice(lines: [.line("Bolt", 2)]), as: "b")
            try await sync(bench, "b")
            try await sync(bench, "a")
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.invoices.compared == 1)
            try await change(bench, line: 0, .init(quantity: 9))
            #expect(try await reconcile(bench).discrepancies.map(\.document?.description) == ["b", "b"])
        }
    }

    @Test func ofDocumentsOfTheSameMomentTheLastToArriveCounts() async throws {
        var configuration = SyncConfiguration(parallel: 1)
        configuration.batchSize = 1
        try await withBench(configuration) { bench in
            try await bench.insert(.invoice(lines: [.line("Bolt", 1)]), as: "a")
            try await bench.insert([.invoice("2"), .invoice(lines: [.line("Bolt", 2)])], as: "b")
            try await bench.sync()
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.invoices.compared == 2)
        }
    }

    @Test func ofTheFormsInOneDocumentTheLastCounts() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insert([.invoice(lines: [.line("Bolt", 1)]), .invoice(lines: [.line("Bolt", 2)])])
            try await bench.sync()
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.invoices.compared == 1)
        }
    }

    @Test func aFormThatFailedDoesNotCountBesideOneThatDidNot() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(), as: "a")
            try await sync(bench, "a")
            try await bench.insert(.invoice(with: ["valuta": "CHF"]), as: "b")
            try await sync(bench, "b")
            let report = try await reconcile(bench)
            #expect(report.discrepancies == [])
            #expect(report.invoices.compared == 1)
            #expect(report.invoices.failed == 0)
        }
    }

    @Test func `a document that also holds an older form of another invoice is repaired without it`() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("2")], as: "a")
            try await sync(bench, "a")
            try await bench.insert(.invoice("1", lines: [.line("Bolt", 5)]), as: "b")
            try await sync(bench, "b")
            try await bench.api.deleteSalesOrder(.init(try bench.order("2").pk))
            #expect(try await told(bench) == ["order_missing: there is no order “SERIE=F;NUMAR=2”"])
            #expect(try await fixed(bench) == [])
            #expect(try bench.lines("1") == ["5 × Bolt at 10 RON"])
        }
    }

    @Test func aDocumentWithTheSameFormOfAnotherInvoiceIs() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice("1"), .invoice("2")], as: "a")
            try await sync(bench, "a")
            try await bench.insert(.invoice("1"), as: "b")
            try await sync(bench, "b")
            try await bench.api.deleteSalesOrder(.init(try bench.order("2").pk))
            #expect(try await fixed(bench) == [])
        }
    }

    // MARK: Repair

    @Test func aRepairTouchesNothingElse() async throws {
        try await withBench { bench in
            try await bench.insertEach((1...6).map { .invoice(.text("\($0)"), lines: [.line("Bolt"), .line("Nut")]) })
            try await bench.sync()
            let orders = try (1...6).map { try bench.order("\($0)").pk }
            try bench.server.add(SimulatedLine(order: orders[1], part: 1, quantity: 9, currency: "RON"))
            bench.server.updateOrder(orders[2]) {
                $0.status = .shipped
                $0.issueDate = "2020-01-01"
            }
            bench.server.updateOrder(orders[3]) { $0.description = "SERIE=F;NUMAR=99" }
            let lines = bench.server.lines(ofOrder: orders[4])
            try await bench.api.deleteSalesOrderLine(.init(lines[0].pk))
            _ = try await bench.api.updateSalesOrderLine(.init(lines[1].pk), .init(salePrice: .set(1)))
            let found = try await reconcile(bench)
            #expect(found.fixableDocuments == [DocumentID("doc4"), DocumentID("doc5")])
            bench.server.resetRequestCounts()
            let before = bench.snapshot
            bench.time.advance(by: .seconds(1))
            let statuses = Set(DocumentStatus.allCases)
            let filter = Selection.RetryFilter(
                statuses: statuses,
                ids: found.fixableDocuments,
                finishedBefore: bench.time.now
            )
            let run = try await bench.sync(.retry(filter))
            #expect(run.documents.ok == 2)
            #expect(run.written.orders == 1)
            #expect(run.written.linesAdded == 3)
            #expect(run.written.linesUpdated == 1)
            #expect(bench.server.requestCounts.writes == 5)
            #expect(Set(before).subtracting(bench.snapshot) == ["- 1 × Nut at 1 RON"])
            let kinds: [Discrepancy.Kind] = [.lineExtra, .headerDiffers, .orderUnknown]
            #expect(try await reconcile(bench).discrepancies.map(\.kind) == kinds)
        }
    }

    // MARK: The way

    @Test func costsTwoRequestsForAnOrderAndListsOnce() async throws {
        var configuration = SyncConfiguration()
        configuration.batchSize = 3
        try await withBench(configuration) { bench in
            try await bench.insertEach((1...10).map { .invoice(.text("\($0)")) })
            try await bench.sync()
            #expect(try await told(bench) == [])
            let counts = bench.server.requestCounts
            #expect(counts["GET", "/api/order/so-line/"] == 10)
            #expect(counts["GET", "/api/order/so-extra-line/"] == 10)
            #expect(counts["GET", "/api/order/so/"] == 1)
            #expect(counts["GET", "/api/company/"] == 2)
            #expect(counts["GET", "/api/part/"] == 2)
            #expect(counts["POST", "/api/search/"] == 0)
        }
    }

    @Test func tellsHowFarItIsAndEndsWhereItIsAsked() async throws {
        var configuration = SyncConfiguration()
        configuration.batchSize = 2
        try await withBench(configuration) { bench in
            try await bench.insertEach((1...5).map { .invoice(.text("\($0)")) })
            try await bench.sync()
            let stop = StopSignal()
            let error = await #expect(throws: SyncError.self) {
                try await bench.engine().reconcile(stop: stop) { report in
                    #expect(report.documents.finished == 5)
                    if report.documents.compared == 4 { stop.request() }
                }
            }
            #expect(error?.code == .cancelled)
        }
    }

    @Test func failsWhereTheServerFails() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            bench.server.onRequest {
                $0.route == "/api/order/so-line/" ? .answer(status: 403, body: #"{"detail":"No."}"#) : .pass
            }
            let refused = await #expect(throws: SyncError.self) { try await bench.engine().reconcile() }
            #expect(refused?.code == .preflight)
            bench.server.onRequest { $0.route == "/api/order/so/" ? .answer(status: 503) : .pass }
            let away = await #expect(throws: SyncError.self) { try await bench.engine().reconcile() }
            #expect(away?.code == .serverUnavailable)
        }
    }

    @Test func isWrittenAsJSON() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            try await bench.sync()
            let order = try bench.order()
            bench.server.updateOrder(order.pk) { $0.issueDate = "2020-01-01" }
            let json = try JSONValue(json: JSONEncoder().encode(try await reconcile(bench)))
            guard case .array(let found)? = json["discrepancies"] else { throw Missing() }
            #expect(
                found == [
                    [
                        "kind": "header_differs", "document": "doc", "serie": "F", "numar": "1",
                        "order": .number(Decimal(order.pk)), "reference": .text(order.reference),
                        "detail": "the order is issued 2020-01-01 instead of 2025-11-20", "fixable": true,
                    ]
                ]
            )
            #expect(json["invoices"]?["compared"] == 1)
            #expect(json["documents"]?["unsynced"] == 0)
        }
    }

    /// Syncs one document a second later.
    private func sync(_ bench: Bench, _ name: String) async throws {
        bench.time.advance(by: .seconds(1))
        let id = DocumentID(.text(name))
        try await bench.sync(.retry(.init(ids: [id], finishedBefore: bench.time.now)))
    }
}
