import FGOModels
import Foundation
import InvoiceSync

enum ImportChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a new document brings its status, log, hash and attempts", bringsSyncFields),
        .init("sync fields are read in Extended JSON", readsExtendedJSON),
        .init("a document with a log and no status is finished", logAloneIsFinished),
        .init("a document with a status that nobody knows is finished", unknownStatusIsFinished),
        .init("a status and a log of null are none", nullIsAbsent),
    ]

    static func bringsSyncFields(_ bench: Bench) async throws {
        let log: JSONValue = [
            "timestamp": "2025-01-02T03:04:05Z", "total_invoices": 4, "successful": 1, "partial": 1, "failed": 2,
            "note": ["of": "another program"],
        ]
        try await bench.insert(
            "a",
            otherFields: ["sync_status": 2, "sync_log": log, "sync_hash": "h", "sync_attempts": 3, "kept": [1]]
        )
        let stored = try await bench.document("a")
        try expect(stored.status, is: .mixed, "sync_status is taken over")
        try expect(stored.fingerprint, is: "h", "sync_hash is taken over")
        try expect(stored.attempts, is: 3, "sync_attempts is taken over")
        try expect(stored.log?.totalInvoices, is: 4, "sync_log is taken over")
        try expect(stored.log?.failed, is: 2, "sync_log is taken over")
        try expect(stored.document.otherFields, is: ["kept": [1]], "the others are kept, and none of them twice")
        try expect(try await bench.claim().isEmpty, "a finished document is not pending")
        try expect(try await bench.store.counts().mixed, is: 1, "it counts by its status")

        let retry = Selection.retry(.init(finishedBefore: bench.time.now))
        let claimed = try await bench.claimOne(retry)
        try expect(claimed.attempts, is: 3, "a claim tells the attempts")
        try expect(claimed.formerLog?.totalInvoices, is: 4, "a claim tells the former log")
    }

    static func readsExtendedJSON(_ bench: Bench) async throws {
        try await bench.insert("status", otherFields: ["sync_status": ["$numberInt": "3"]])
        try expect(try await bench.document("status").status, is: .failed, "$numberInt is a status")

        let later = bench.time.now.addingTimeInterval(90)
        let milliseconds = String(Int(later.timeIntervalSince1970) * 1000)
        try await bench.insert(
            "waits",
            otherFields: [
                "sync_attempts": ["$numberLong": "4"],
                "sync_next_at": ["$date": ["$numberLong": .text(milliseconds)]],
            ]
        )
        try expect(try await bench.document("waits").attempts, is: 4, "$numberLong is a number of attempts")
        try expect(try await bench.document("waits").nextAttempt, is: later, "$date is a moment")
        try expect(try await bench.claim().isEmpty, "the document waits")
        bench.time.advance(by: .seconds(91))
        try expect(try await bench.claim().names, is: ["waits"], "its time has come")
    }

    static func logAloneIsFinished(_ bench: Bench) async throws {
        try await bench.insert("object", otherFields: ["sync_log": ["total_invoices": 1, "failed": 1]])
        try await bench.insert("text", otherFields: ["sync_log": "done by hand"])
        try expect(try await bench.claim().isEmpty, "who has a log is not pending")
        try expect(try await bench.store.counts().pending, is: 0, "who has a log does not count as pending")
        try expect(try await bench.state("object"), is: .failed, "the log tells how it ended")
        try expect(try await bench.state("text") != .pending, "a log of any shape is one")
    }

    static func unknownStatusIsFinished(_ bench: Bench) async throws {
        try await bench.insert("a", otherFields: ["sync_status": 9])
        try await bench.insert("b", otherFields: ["sync_status": "synced"])
        try expect(try await bench.claim().isEmpty, "who has a status is not pending")
    }

    static func nullIsAbsent(_ bench: Bench) async throws {
        try await bench.insert("a", otherFields: ["sync_status": nil, "sync_log": nil, "sync_next_at": nil])
        try expect(try await bench.claim().names, is: ["a"], "nobody has finished it")
    }
}
