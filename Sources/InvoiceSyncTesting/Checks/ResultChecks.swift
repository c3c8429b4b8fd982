import FGOModels
import Foundation
import InvoiceSync

enum ResultChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a result is written whole and clears what waiting left", writesResult),
        .init("a log stays below 1 MiB and loses the detail of successes first", capsLog),
    ]

    static func writesResult(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.postpone(attempts: 2, by: .seconds(10))
        bench.time.advance(by: .seconds(11))
        let claimed = try await bench.claimOne()
        try expect(claimed.attempts, is: 2, "a claim tells the attempts before")

        let result = bench.result(.failed, fingerprint: "0123")
        try expect(try await bench.store.complete(claimed.lease, with: result), "the result is written")
        let stored = try await bench.document("a")
        try expect(stored.status, is: .failed, "sync_status is written")
        try expect(stored.log, is: result.log, "sync_log is written")
        try expect(stored.fingerprint, is: "0123", "sync_hash is written")
        try expect(stored.attempts, is: 0, "sync_attempts is cleared")
        try expect(stored.nextAttempt, is: nil, "sync_next_at is cleared")
        try expect(stored.owner, is: nil, "the lease has ended")
    }

    static func capsLog(_ bench: Bench) async throws {
        let warning = JSONValue.text(String(repeating: "ș", count: 500))
        let invoices = (0..<2100).map { index -> JSONValue in
            let result: JSONValue = index < 2000 ? "ok" : "failed"
            return ["timestamp": "2025-01-02T03:04:05Z", "result": result, "serie": "S", "warnings": [warning]]
        }
        let json: JSONValue = [
            "timestamp": "2025-01-02T03:04:05Z", "total_invoices": 2100, "successful": 2000, "partial": 0,
            "failed": 100,
            "invoices": .array(invoices),
        ]
        let log = try require(SyncLog(json: Data(json.json.utf8)), "the log can be read")
        try expect(log.invoices.count, is: 2100, "the log can be read whole")

        try await bench.insert("a")
        let result = DocumentResult(status: .mixed, log: log, fingerprint: "f")
        let isWritten = try await bench.store.complete(try await bench.claimOne().lease, with: result)
        try expect(isWritten, "a log of 2 MB is written")
        let stored = try require(try await bench.document("a").log, "the log is there")
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        try expect(try encoder.encode(stored).count <= 1 << 20, "the log is at most 1 MiB")
        try expect(stored.totalInvoices, is: 2100, "its counts stay")
        try expect(stored.invoices.count, is: 2100, "its invoices stay")
        try expect(stored.invoices.prefix(2000).allSatisfy { $0.warnings == nil }, "the detail of successes goes")
        try expect(stored.invoices.suffix(100).allSatisfy { $0.warnings?.count == 1 }, "that of failures stays")
    }
}
