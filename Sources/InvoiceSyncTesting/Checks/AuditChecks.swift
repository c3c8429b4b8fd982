import Foundation
import InvoiceSync

enum AuditChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("what people did is on record, newest first, page by page", pages),
        .init("of each action the newest 1,000 records are kept", bounded),
    ]

    static func pages(_ bench: Bench) async throws {
        try expect(try await bench.store.auditRecords(before: nil, limit: 9), is: [], "nothing was done")
        var newestFirst: [AuditRecord] = []
        for action in AuditRecord.Action.allCases {
            let record = AuditRecord(
                action,
                who: "admin session $x\nță",
                address: action == .reload ? nil : "192.0.2.1",
                detail: action == .signIn ? nil : "*/5 * * * *",
                at: bench.time.now
            )
            newestFirst.insert(record, at: 0)
            bench.time.advance(by: .seconds(3))
        }
        for record in newestFirst.shuffled() { try await bench.store.note(record) }
        let first = try await bench.store.auditRecords(before: nil, limit: 3)
        try expect(first, is: Array(newestFirst[..<3]), "the first page")
        let rest = try await bench.store.auditRecords(before: first.last?.id, limit: 99)
        try expect(rest, is: Array(newestFirst[3...]), "what is older than its last")
        try expect(try await bench.store.auditRecords(before: rest.last?.id, limit: 9), is: [], "and no more")
        try expect(try await bench.store.auditRecords(before: nil, limit: 0), is: [], "none, if none are wanted")
    }

    static func bounded(_ bench: Bench) async throws {
        let other = AuditRecord(.run, who: "a", at: bench.time.now)
        try await bench.store.note(other)
        var ids: [AuditRecord.ID] = []
        for _ in 0..<AuditRecord.kept + 2 {
            bench.time.advance(by: .milliseconds(1))
            let record = AuditRecord(.signInFailed, who: "a", at: bench.time.now)
            ids.append(record.id)
            try await bench.store.note(record)
        }
        let kept = try await bench.store.auditRecords(before: nil, limit: 2 * AuditRecord.kept)
        try expect(kept.map(\.id), is: ids.dropFirst(2).reversed() + [other.id], "the oldest of the action are gone")
    }
}
