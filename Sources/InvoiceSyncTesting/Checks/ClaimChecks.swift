import FGOModels
import Foundation
import InvoiceSync

enum ClaimChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("the oldest documents are claimed first", oldestFirst),
        .init("a claim takes no more than its limit", respectsLimit),
        .init("two claimants never share a document", neverShared),
        .init("eight claimants at once take every document exactly once", onceEachAtOnce),
        .init("a finished document is not claimed again", finishedOnce),
    ]

    static func oldestFirst(_ bench: Bench) async throws {
        try await bench.insert("c", "a")
        try await bench.insert("b")
        try expect(try await bench.claim(limit: 2).names, is: ["c", "a"], "the order is that of arrival")
        try expect(try await bench.claim().names, is: ["b"], "the rest follows")
    }

    static func respectsLimit(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        try expect(try await bench.claim(limit: 0).isEmpty, "a limit of 0 takes nothing")
        try expect(try await bench.claim(limit: -1).isEmpty, "a limit below 0 takes nothing")
        try expect(try await bench.claim(limit: .max).count, is: 2, "a limit beyond all documents takes all")
    }

    static func neverShared(_ bench: Bench) async throws {
        try await bench.insert("a", "b", "c")
        let first = try await bench.claim(by: "A", limit: 2)
        try expect(first.map(\.lease.owner), is: ["A", "A"], "a lease names its owner")
        try expect(try await bench.claim(by: "B").names, is: ["c"], "what another holds is not taken")
        try expect(try await bench.claim(by: "A").isEmpty, "nor what one holds oneself")
        let retry = Selection.retry(.init(finishedBefore: .distantFuture))
        try expect(try await bench.claim(retry, by: "B").isEmpty, "nor by a retry")
        try expect(try await bench.document("a").owner, is: "A", "a look tells who holds a document")
    }

    static func onceEachAtOnce(_ bench: Bench) async throws {
        let ids = (0..<200).map { DocumentID(.number(.init($0))) }
        _ = try await bench.store.insert(ids.map { RawDocument(id: $0, data: 0) })
        let taken = try await withThrowingTaskGroup(of: [DocumentID].self) { group in
            for worker in 0..<8 {
                group.addTask { try await claimAll(bench, by: "worker \(worker)") }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try expect(taken.count, is: ids.count, "no document is claimed twice")
        try expect(Set(taken), is: Set(ids), "no document is left")
    }

    private static func claimAll(_ bench: Bench, by owner: String) async throws -> [DocumentID] {
        var taken: [DocumentID] = []
        while true {
            let claimed = try await bench.claim(by: owner, limit: 3)
            if claimed.isEmpty { return taken }
            taken += claimed.map(\.document.id)
        }
    }

    static func finishedOnce(_ bench: Bench) async throws {
        try await bench.insert("a", "b", "c")
        for status in DocumentStatus.allCases { try await bench.finish(status) }
        bench.time.advance(by: .seconds(1_000_000))
        try expect(try await bench.claim().isEmpty, "a document with a status is not pending")
    }
}
