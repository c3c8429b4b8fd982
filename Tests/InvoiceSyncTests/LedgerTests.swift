import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// The memory of former syncs, whatever documents an invoice came in (SyncRules, “Ledger”).
@Suite struct LedgerTests {
    private let both: [JSONValue] = [.line("Bolt"), .line("Nut")]
    private let one: [JSONValue] = [.line("Bolt")]

    // MARK: Lines that a sync added are its own

    @Test func `a correction after a failed attempt removes the line`() async throws {
        for spoiled: JSONValue in [
            .invoice(of: nil, lines: both), .invoice(lines: both, with: ["valuta": "CHF"]), .invoice(lines: []),
            .invoice(lines: [.line("Bolt", 0)]), .invoice(lines: both, with: ["serie": nil]), "text",
        ] {
            try await withBench { bench in
                try await bench.importing(["doc": .invoice(lines: both)])
                try await bench.sync()
                try await bench.importing(["doc": spoiled])
                try await bench.sync()
                try await bench.importing(["doc": .invoice(lines: one)])
                #expect(try await bench.sync().invoices.ok == 1)
                #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            }
        }
    }

    @Test func `a removal that the server refused is made up for`() async throws {
        try await withBench { bench in
            try await bench.importing(["doc": .invoice(lines: both)])
            try await bench.sync()
            bench.server.onRequest { $0.method == "DELETE" ? .answer(status: 400, body: #"{"x":["no"]}"#) : .pass }
            try await bench.importing(["doc": .invoice(lines: one)])
            try await bench.sync()
            bench.server.onRequest(nil)
            #expect(try bench.lines().count == 2)
            try await bench.retry()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func `lines beyond the size of a log are remembered`() async throws {
        try await withBench { bench in
            let text = String(repeating: "x", count: 900)
            let invoices = (1...600).map { number in
                JSONValue.invoice(.text("\(number)"), lines: both, with: ["serie": .text("F"), "info1": .text(text)])
            }
            try await bench.insert(.array(invoices))
            try await bench.sync()
            let log = try await bench.log()
            #expect(try log.json().count <= 1 << 20)
            var changed = invoices
            changed[6] = .invoice("7", lines: one)
            await bench.edit(.array(changed))
            bench.time.advance(by: .seconds(1))
            _ = try await bench.engine().run(includesChanged: true)
            #expect(try bench.lines("7") == ["1 × Bolt at 10 RON"])
            #expect(try bench.lines("8") == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
        }
    }

    @Test func `a line that an edit makes unreadable stays`() async throws {
        try await withBench { bench in
            try await bench.importing(["doc": .invoice(lines: both + [.line("Screw")])])
            try await bench.sync()
            try await bench.importing(["doc": .invoice(lines: [.line("Bolt"), .line("Nut", "many")])])
            #expect(try await bench.sync().invoices.partial == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            #expect(try await bench.invoiceLog().missingProducts?.map(\.name) == ["Nut"])
            #expect(try await bench.engine().reconcile().discrepancies == [])
        }
    }

    // MARK: One invoice in several documents

    @Test func `a correction in another document replaces the first form`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice(lines: both)])
            try await bench.sync()
            try await bench.importing(["b": .invoice(lines: [.line("Bolt", 3)])])
            try await bench.sync()
            #expect(try bench.lines() == ["3 × Bolt at 10 RON"])
            #expect(try await bench.record().document == DocumentID("b"))
            #expect(try await bench.engine().reconcile().discrepancies == [])
        }
    }

    @Test func `an export that is imported again wins over the one between`() async throws {
        try await withBench { bench in
            for (name, lines) in [("a", both), ("b", one), ("a", both)] {
                try await bench.importing([name: .invoice(lines: lines)])
                try await bench.sync()
            }
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            #expect(try await bench.record().document == DocumentID("a"))
            bench.server.resetRequestCounts()
            #expect(try await bench.sync() == .nothingDone)
        }
    }

    @Test func `the order of receipt decides, not that of processing`() async throws {
        // One after the other: the older form is only superseded if the newer one was processed before it.
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.importing(["a": .invoice(lines: both)])
            try await bench.importing(["b": .invoice(lines: one)])
            try await bench.importing(["a": .invoice(lines: both)])
            try await bench.sync()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
            #expect(try await bench.invoiceLog("b").result == .skipped)
            #expect(try await bench.invoiceLog("b").reason == "superseded by document a")
        }
    }

    @Test func `files that are all imported again change nothing`() async throws {
        try await withBench { bench in
            for _ in 1...3 {
                try await bench.importing(["a": .invoice(lines: both), "b": .invoice(lines: one)])
                try await bench.sync()
                #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            }
        }
    }

    @Test func `an older form that is tried again is superseded`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice(lines: [.line("Bolt", 5), .unreadableLine])])
            try await bench.sync()
            try await bench.importing(["b": .invoice(lines: one)])
            try await bench.sync()
            try await bench.retry()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
            #expect(try await bench.invoiceLog("a").reason == "superseded by document b")
        }
    }

    @Test func `of two forms in one document the last counts`() async throws {
        try await withBench { bench in
            try await bench.insert([.invoice(lines: both), .invoice("2"), .invoice(lines: [.line("Bolt", 7)])])
            try await bench.sync()
            #expect(try bench.lines() == ["7 × Bolt at 10 RON"])
            #expect(try await bench.log().invoices.map(\.result) == [.skipped, .ok, .ok])
        }
    }

    @Test func `a form that is skipped supersedes older ones`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice(lines: both)])
            try await bench.sync()
            try await bench.importing(["b": .invoice(lines: [])])
            try await bench.sync()
            #expect(try bench.lines().count == 2)
            let warning = try #require(try await bench.invoiceLog("b").warnings?.first)
            #expect(warning.hasPrefix("order SO-0001 of an earlier form of the invoice exists"))
            bench.time.advance(by: .seconds(1))
            let all = Selection.RetryFilter(statuses: [.ok], finishedBefore: bench.time.now)
            try await bench.sync(.retry(all))
            #expect(try await bench.invoiceLog("a").reason == "superseded by document b")
        }
    }

    // MARK: Interrupted syncs

    @Test func `lines of a sync that was cut off are its own`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice(lines: both + [.line("Screw")])])
            let posted = Mutex(0)
            bench.server.onRequest { request in
                guard request.method == "POST", request.route == "/api/order/so-line/" else { return .pass }
                let count = posted.withLock { count in
                    count += 1
                    return count
                }
                return count <= 2 ? .pass : .drop
            }
            try await bench.sync()
            bench.server.onRequest(nil)
            #expect(try bench.lines().count == 2)
            let part = try #require(bench.server.parts.first { $0.name == "Nut" }).pk
            let order = try bench.order().pk
            _ = try bench.server.add(SimulatedLine(order: order, part: part, quantity: 9))

            try await bench.importing(["b": .invoice(lines: one)])
            bench.time.advance(by: .seconds(7200))
            try await bench.sync()
            #expect(try bench.lines() == ["1 × Bolt at 10 RON", "9 × Nut"])
        }
    }

    // MARK: Orders

    @Test func `an order whose description was edited is found by the ledger`() async throws {
        for pattern in ["SO-{ref:04d}", "{ref}"] {
            try await withBench { bench in
                try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: pattern)
                try await bench.importing(["a": .invoice(lines: both)])
                try await bench.sync()
                try await bench.edit("order/so/1", ["description": "to be delivered on Monday"])
                try await bench.importing(["b": .invoice(lines: one)])
                try await bench.sync()
                #expect(bench.server.orders.count == 1)
                #expect(bench.server.lines(ofOrder: 1).count == 1)
                let warning = try #require(try await bench.invoiceLog("b").warnings?.first)
                #expect(warning.contains("has the description “to be delivered on Monday” instead of"))
                let found = try await bench.engine().reconcile().discrepancies
                #expect(found.map(\.kind) == [.headerDiffers])
                #expect(found.first?.isFixable == false)
            }
        }
    }

    @Test func `an order whose reference was edited, too, is found by the ledger`() async throws {
        try await withBench { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: "{ref}")
            try await bench.importing(["a": .invoice(lines: both)])
            try await bench.sync()
            try await bench.edit("order/so/1", ["description": "to be delivered on Monday", "reference": "77"])
            try await bench.importing(["b": .invoice(lines: one)])
            try await bench.sync()
            #expect(bench.server.orders.map(\.reference) == ["77"])
            #expect(bench.server.lines(ofOrder: 1).count == 1)
        }
    }

    @Test func `another order under the recorded pk is not taken`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice(lines: both)])
            try await bench.sync()
            let other = try bench.server.add(SimulatedCompany(name: "Other", isCustomer: true))
            try await bench.edit(
                "order/so/1",
                ["description": "a hand-made order", "reference": "SO-0077", "customer": .number(Decimal(other))]
            )
            try await bench.importing(["b": .invoice(lines: one)])
            try await bench.sync()
            #expect(bench.server.orders.count == 2)
            #expect(bench.server.lines(ofOrder: 1).count == 2)
        }
    }

    @Test func `an order that another invoice's description names now is not taken`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice()])
            try await bench.sync()
            try await bench.edit("order/so/1", ["description": "SERIE=F;NUMAR=9"])
            try await bench.importing(["b": .invoice(lines: both)])
            try await bench.sync()
            #expect(try bench.lines().count == 2)
            #expect(try bench.lines("9").count == 1)
        }
    }

    @Test func `the log of a failed invoice names what was written for it`() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: both))
            bench.server.onRequest { request in
                request.method == "POST" && request.route == "/api/order/so-line/"
                    ? .answer(status: 403, body: #"{"detail":"no"}"#) : .pass
            }
            let report = try await bench.sync()
            let log = try await bench.invoiceLog()
            #expect(log.result == .failed)
            #expect(log.salesOrder?.reference == "SO-0001")
            #expect(log.salesOrder?.created == true)
            #expect(report.written.orders == 1)
            #expect(report.written.customers == 1)
        }
    }

    @Test func `an order of an earlier run with a longer number is no note behind a shorter one`() async throws {
        try await withBench { bench in
            try await bench.importing(["a": .invoice("12 x")])
            try await bench.sync()
            try await bench.importing(["b": .invoice("12", lines: both)])
            try await bench.sync()
            #expect(bench.server.orders.count == 2)
            #expect(try bench.lines("12 x").count == 1)
            #expect(try bench.lines("12").count == 2)
        }
    }

    // MARK: Former versions

    @Test func `logs of other programs fill the ledger`() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: both), as: "a")
            try await bench.sync()
            let old = try await bench.document("a")
            let log = try JSONValue(json: try #require(old.log).json())
            // A store of a former version: finished documents, and no ledger.
            let former = InMemoryInvoiceStore(now: { bench.time.now })
            let fields: [String: JSONValue] = ["sync_status": 1, "sync_log": log]
            _ = try await former.insert([
                RawDocument(id: old.document.id, data: old.document.data, otherFields: fields)
            ])
            let importer = DocumentImporter(into: former, environment: .instant(bench.time))
            _ = try await importer.add([RawDocument(id: DocumentID("b"), data: .invoice(lines: one))])
            let engine = SyncEngine(store: former, api: bench.api, environment: .instant(bench.time))
            #expect(try await engine.run().invoices.ok == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func `what another program finishes later enters the ledger before the next correction`() async throws {
        try await withBench { bench in
            let script = try await finishedByScript(bench)
            let store = InMemoryInvoiceStore(now: { bench.time.now })
            let engine = SyncEngine(store: store, api: bench.api, environment: .instant(bench.time))
            _ = try await engine.run()
            #expect(try await store.text(of: .ledgerFilled) != nil)
            _ = try await store.insert([script])
            let importer = DocumentImporter(into: store, environment: .instant(bench.time))
            _ = try await importer.add([RawDocument(id: DocumentID("b"), data: .invoice(lines: one))])
            #expect(try await engine.run(includesChanged: true).invoices.ok == 1)
            #expect(try bench.lines() == ["1 × Bolt at 10 RON"])
        }
    }

    @Test func `what another program finished enters the ledger once`() async throws {
        try await withBench { bench in
            let script = try await finishedByScript(bench)
            let store = CountedLedger(InMemoryInvoiceStore(now: { bench.time.now }))
            let engine = SyncEngine(store: store, api: bench.api, environment: .instant(bench.time))
            _ = try await engine.run()
            _ = try await store.insert([script])
            for _ in 1...3 { _ = try await engine.run(includesChanged: true) }
            #expect(store.written.withLock(\.self) == ["SERIE=F;NUMAR=1"])
            let record = try #require(try await store.ledgerRecords(of: ["SERIE=F;NUMAR=1"]).first)
            #expect(record.document == script.id)
            #expect(record.lines.order.count == 2)
            #expect(record.order?.reference == "SO-0001")
        }
    }

    @Test func `an invoice that a worker holds enters the ledger with the next search`() async throws {
        try await withBench { bench in
            let script = try await finishedByScript(bench)
            let store = InMemoryInvoiceStore(now: { bench.time.now })
            let engine = SyncEngine(store: store, api: bench.api, environment: .instant(bench.time))
            _ = try await engine.run()
            _ = try await store.insert([script])
            let lock = LockName(.order, "SERIE=F;NUMAR=1")
            _ = try await store.lock(lock, owner: "other", for: .seconds(60))
            _ = try await engine.run(includesChanged: true)
            #expect(try await store.ledgerRecords(of: ["SERIE=F;NUMAR=1"]) == [])
            try await store.unlock(lock, owner: "other", changed: false)
            _ = try await engine.run(includesChanged: true)
            #expect(try await store.ledgerRecords(of: ["SERIE=F;NUMAR=1"]).first?.lines.order.count == 2)
        }
    }

    /// A document as another program left it, with its order on the server.
    private func finishedByScript(_ bench: Bench) async throws -> RawDocument {
        try await bench.insert(.invoice(lines: both), as: "a")
        try await bench.sync()
        let synced = try await bench.document("a")
        let log = try JSONValue(json: try #require(synced.log).json())
        let fields: [String: JSONValue] = ["sync_status": 1, "sync_log": log]
        return RawDocument(id: synced.document.id, data: synced.document.data, otherFields: fields)
    }
}

/// A store that notes the keys of the records that are written.
private struct CountedLedger: ForwardingInvoiceStore {
    let base: any InvoiceStore
    let written = Counted()

    final class Counted: Sendable {
        private let keys = Mutex<[String]>([])
        func withLock<Value>(_ body: ([String]) -> Value) -> Value { keys.withLock { body($0) } }
        func add(_ more: [String]) { keys.withLock { $0 += more } }
    }

    init(_ base: any InvoiceStore) { self.base = base }

    func writeLedger(_ records: [LedgerRecord]) async throws(SyncError) {
        try await base.writeLedger(records)
        written.add(records.map(\.invoice))
    }
}
