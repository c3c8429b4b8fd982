import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// The age of logs, records of runs and names.
@Suite struct RetentionTests {
    private static let day = Duration.seconds(86_400)

    private func configuration(_ change: (inout SyncConfiguration.Retention) -> Void) -> SyncConfiguration {
        var configuration = SyncConfiguration()
        change(&configuration.retention)
        return configuration
    }

    @Test func `an old log keeps its counts, and its document stays finished`() async throws {
        try await withBench(configuration { $0.logs = Self.day * 30 }) { bench in
            try await bench.insertEach([.invoice("1"), .invoice("2", lines: [.line("Bolt"), .unreadableLine])])
            try await bench.sync()
            let before = [try await bench.document("doc1"), try await bench.document("doc2")]
            bench.time.advance(by: Self.day * 30)
            try await bench.sync()
            #expect(try await bench.document("doc1") == before[0], "it is as old as logs may be")
            bench.time.advance(by: Self.day)
            bench.server.resetRequestCounts()
            try await bench.sync()
            #expect(bench.server.requestCounts.total == 0)
            for (name, former) in zip(["doc1", "doc2"], before) {
                let document = try await bench.document(name)
                var log = try #require(former.log)
                log.invoices = []
                #expect(document.log == log)
                #expect(document.status == former.status && document.fingerprint == former.fingerprint)
                #expect(document.state(at: bench.time.now) == former.state(at: bench.time.now))
            }
            #expect(try await bench.engine().run(includesChanged: true).documents.done == 0)
        }
    }

    @Test func `a correction after that finds the lines of the sync`() async throws {
        try await withBench(configuration { $0.logs = Self.day }) { bench in
            try await bench.insert(.invoice("1", lines: [.line("Bolt"), .line("Nut", 2)]))
            try await bench.sync()
            bench.time.advance(by: Self.day * 3)
            try await bench.sync()
            #expect(try await bench.log().invoices.isEmpty)
            try await bench.importing(["doc": .invoice("1", lines: [.line("Nut", 3)])])
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.lines() == ["3 × Nut at 10 RON"])
        }
    }

    @Test func `the ledger has what a log of another program says before the log is reduced`() async throws {
        try await withBench(configuration { $0.logs = Self.day }) { bench in
            try await bench.sync()
            let log: JSONValue = [
                "timestamp": "2025-01-02T10:00:00.123456", "total_invoices": 1, "successful": 1, "partial": 0,
                "failed": 0,
                "operator": "Ion",
                "invoices": [
                    [
                        "serie": "F", "numar": "1", "result": "ok", "timestamp": "2025-01-02T10:00:00Z",
                        "sales_order": ["id": 7, "reference": "SO-7", "description": "", "created": true],
                        "added_lines": [["part": 1, "qty": 1, "line_id": 70]],
                    ]
                ],
            ]
            let fields: [String: JSONValue] = ["sync_status": 1, "sync_log": log]
            _ = try await bench.store.insert([
                RawDocument(id: DocumentID("doc"), data: .invoice("1"), otherFields: fields)
            ])
            #expect(try await bench.store.ledgerRecords(after: nil, limit: 9).isEmpty)
            try await bench.sync()
            let record = try await bench.record()
            #expect(record.order?.id == 7)
            #expect(record.lines.order == [70])
            let document = try await bench.document()
            #expect(document.log?.invoices.isEmpty == true && document.log?.totalInvoices == 1)
            #expect(document.state(at: bench.time.now) == .ok)
        }
    }

    @Test func `a failed document without a readable invoice stays failed`() async throws {
        try await withBench(configuration { $0.logs = Self.day }) { bench in
            try await bench.insert("no invoice of Ion Popescu")
            try await bench.sync()
            #expect(try await bench.log().error != nil)
            bench.time.advance(by: Self.day * 3)
            try await bench.sync()
            let log = try await bench.log()
            #expect(log.status == .failed)
            #expect(log.error == "removed, as the log is older than retention.logs")
        }
    }

    @Test func `a run looks at a bounded number of logs, and the next one goes on behind them`() async throws {
        try await withBench(configuration { $0.logs = Self.day }) { bench in
            let log: JSONValue = [
                "timestamp": "2025-01-02T10:00:00Z", "total_invoices": 1, "invoices": [["result": "ok"]],
            ]
            let fields: [String: JSONValue] = ["sync_status": 1, "sync_log": log]
            _ = try await bench.store.insert(
                (1...1300).map { RawDocument(id: DocumentID(.text("\($0)")), data: [:], otherFields: fields) }
            )
            func reduced() async throws -> [Bool] {
                try await bench.store.documents(DocumentQuery(limit: 2000)).map { $0.log?.invoices.isEmpty == true }
            }
            try await bench.sync()
            #expect(try await reduced() == Array(repeating: true, count: 1000) + Array(repeating: false, count: 300))
            try await bench.sync()
            #expect(try await reduced() == Array(repeating: true, count: 1300))

            _ = try await bench.store.insert([RawDocument(id: DocumentID("new"), data: [:], otherFields: fields)])
            for _ in 1...3 { try await bench.sync() }
            #expect(try await reduced() == Array(repeating: true, count: 1301), "it begins again at the end")
        }
    }

    @Test func `old runs and names are removed, and without a limit nothing is`() async throws {
        let limited = configuration { ($0.runs, $0.names) = (Self.day, Self.day * 10) }
        for configuration in [limited, SyncConfiguration()] {
            try await withBench(configuration) { bench in
                try await bench.insert(.invoice("1"))
                try await bench.sync()
                let run = RunRecord(job: "j", trigger: .manual, worker: "a", began: bench.time.now)
                try await bench.store.record(run)
                try await bench.store.note(AuditRecord(.run, who: "a", at: bench.time.now))
                let names = try await bench.store.forgetNames(isTrial: true) { _ in true }
                #expect(names > 0)
                bench.time.advance(by: Self.day * 10)
                try await bench.sync()
                let isLimited = configuration == limited
                #expect(try await bench.store.runs(of: "j", before: nil, limit: 9).isEmpty == isLimited)
                #expect(try await bench.store.auditRecords(before: nil, limit: 9).isEmpty == isLimited)
                #expect(try await bench.store.forgetNames(isTrial: true) { _ in true } == names)
                bench.time.advance(by: .seconds(1))
                try await bench.sync()
                #expect(try await bench.store.forgetNames(isTrial: true) { _ in true } == (isLimited ? 0 : names))
                #expect(try await !bench.log().invoices.isEmpty)
            }
        }
    }

    @Test func `a store that cannot remove old records fails no run`() async throws {
        try await withBench(configuration { $0.runs = Self.day }) { bench in
            struct Closed: ForwardingInvoiceStore {
                let base: any InvoiceStore

                func removeRecords(before moment: Date) async throws(SyncError) {
                    throw SyncError(.storeUnavailable, "closed")
                }
            }
            try await bench.insert(.invoice("1"))
            let engine = SyncEngine(
                store: Closed(base: bench.store),
                api: bench.api,
                configuration: bench.configuration,
                environment: .instant(bench.time)
            )
            #expect(try await engine.run().invoices.ok == 1)
        }
    }
}
