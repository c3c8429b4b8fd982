import FGOModels
import InvoiceSync

enum SourceChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a claim takes documents of the accepted sources alone", claims),
        .init("a claim of finished documents takes those of the accepted sources alone", claimsAgain),
        .init("a query finds documents of the accepted sources alone", queries),
        .init("a query finds documents by their ids", ids),
        .init("pending documents are counted by source", counts),
    ]

    static func claims(_ bench: Bench) async throws {
        try await fill(bench)
        try expect(try await claim(bench, .only(["client"])), is: ["a", "d"], "those of one source")
        try expect(try await claim(bench, .only([])), is: [], "of no source none")
        try expect(try await claim(bench, .only([nil])), is: ["c"], "those without a source")
        try expect(try await claim(bench, .only(["other", "supplier"])), is: ["b"], "those of several")
    }

    static func claimsAgain(_ bench: Bench) async throws {
        try await fill(bench)
        for _ in 0..<4 { try await bench.finish(.failed) }
        bench.time.advance(by: .seconds(1))
        let retry = Selection.retry(.init(finishedBefore: bench.time.now))
        try expect(try await claim(bench, .only(["supplier"]), retry), is: ["b"], "of one source")
        try expect(try await claim(bench, .all, retry), is: ["a", "c", "d"], "or of any")
    }

    static func queries(_ bench: Bench) async throws {
        try await fill(bench)
        var query = DocumentQuery(limit: 10)
        query.sources = .only(["client", nil])
        try expect(try await bench.store.documents(query).names, is: ["a", "c", "d"], "in their order")
    }

    static func ids(_ bench: Bench) async throws {
        try await fill(bench)
        var query = DocumentQuery(limit: 10)
        query.ids = [DocumentID("d"), DocumentID("a"), DocumentID("unknown")]
        try expect(try await bench.store.documents(query).names, is: ["a", "d"], "those that exist, in their order")
        query.ids = []
        try expect(try await bench.store.documents(query).names, is: [], "no id finds nothing")
    }

    static func counts(_ bench: Bench) async throws {
        try expect(try await bench.store.pendingSources(), is: [:], "an empty store has none")
        try await fill(bench)
        try await bench.finish(.ok)
        try expect(
            try await bench.store.pendingSources(),
            is: ["client": 1, "supplier": 1, nil: 1],
            "finished documents are not counted"
        )
    }

    private static func fill(_ bench: Bench) async throws {
        try await bench.insert("a", otherFields: ["source": "client"])
        try await bench.insert("b", otherFields: ["source": "supplier"])
        try await bench.insert("c")
        try await bench.insert("d", otherFields: ["source": "client"])
    }

    private static func claim(
        _ bench: Bench,
        _ sources: SourceFilter,
        _ selection: Selection = .pending
    ) async throws -> [String] {
        let request = ClaimRequest(
            selection: selection,
            limit: 10,
            owner: "A",
            leaseDuration: Bench.lease,
            sources: sources
        )
        return try await bench.store.claim(request).names
    }
}
