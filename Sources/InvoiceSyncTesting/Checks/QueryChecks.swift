import FGOModels
import Foundation
import InvoiceSync

enum QueryChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("documents are counted by state", countsStates),
        .init("documents are found by state", findsByState),
        .init("documents are found by their _id", findsByID),
        .init("documents with warnings are counted and found", findsWarnings),
        .init("documents that another program finished are found by what they lack", findsWithoutFingerprint),
        .init("documents are found by text in their data", findsByText),
        .init("documents come in pages", pages),
        .init("documents come in pages backwards", pagesBackwards),
        .init("large documents come a few at a time, and none is passed over", pagesOfLargeDocuments),
    ]

    /// One document in each state, named by it.
    private static func insertEach(_ bench: Bench) async throws {
        try await bench.insert("ok", "mixed", "failed", "waiting", "held", "pending")
        for status in DocumentStatus.allCases { try await bench.finish(status) }
        try await bench.postpone(by: .seconds(30))
        _ = try await bench.claimOne()
    }

    static func countsStates(_ bench: Bench) async throws {
        try expect(try await bench.store.counts(), is: StoreCounts(), "an empty store counts nothing")
        try await insertEach(bench)
        var counts = StoreCounts()
        for state in DocumentState.allCases { counts[state] = 1 }
        try expect(try await bench.store.counts(), is: counts, "one is in each state")

        bench.time.advance(by: .seconds(1000))
        counts.pending = 3
        counts.waiting = 0
        counts.held = 0
        try expect(try await bench.store.counts(), is: counts, "who waited and who was held is pending again")

        let retry = Selection.retry(
            .init(statuses: [.failed], ids: [DocumentID("failed")], finishedBefore: bench.time.now)
        )
        _ = try await bench.claimOne(retry)
        counts.failed = 0
        counts.held = 1
        try expect(try await bench.store.counts(), is: counts, "who is held counts as held, whatever the status")
    }

    static func findsByState(_ bench: Bench) async throws {
        try await insertEach(bench)
        for state in DocumentState.allCases {
            let found = try await bench.store.documents(DocumentQuery(states: [state], limit: 10))
            try expect(found.names, is: [state.rawValue], "one is \(state)")
            try expect(found.map { $0.state(at: bench.time.now) }, is: [state], "and says so")
        }
        let two = DocumentQuery(states: [.pending, .ok], limit: 10)
        try expect(try await bench.store.documents(two).names, is: ["ok", "pending"], "two states are found together")
        let none = DocumentQuery(states: [], limit: 10)
        try expect(try await bench.store.documents(none).isEmpty, "no state is no document")
    }

    static func findsByID(_ bench: Bench) async throws {
        try await insertEach(bench)
        let ids: Set = [DocumentID("failed"), DocumentID("pending"), DocumentID("absent")]
        let found = try await bench.store.documents(DocumentQuery(ids: ids, limit: 10))
        try expect(found.names, is: ["failed", "pending"], "only those that exist are found, in their order")
        let none = try await bench.store.documents(DocumentQuery(ids: [], limit: 10))
        try expect(none.isEmpty, "no _id is no document")
    }

    static func findsWarnings(_ bench: Bench) async throws {
        let log = """
            {"timestamp":"2026-01-12T00:00:00Z","total_invoices":2,"successful":2,"invoices":[
            {"result":"ok","timestamp":"2026-01-12T00:00:00Z"},
            {"result":"ok","timestamp":"2026-01-12T00:00:00Z","warnings":["rounded"]}]}
            """
        let warned = try require(SyncLog(json: Data(log.utf8)), "the log can be read")
        try await bench.insert("quiet", "warned", "pending")
        try await bench.finish(.ok)
        let result = DocumentResult(status: .ok, log: warned, fingerprint: "f")
        let claimed = try await bench.claimOne()
        try expect(try await bench.store.complete(claimed.lease, with: result), "a result is written under a lease")
        try await bench.insert(
            "imported",
            otherFields: [
                "sync_status": 1,
                "sync_log": [
                    "total_invoices": 1, "successful": 1,
                    "invoices": [["result": "ok", "warnings": ["of another program"]]],
                ],
            ]
        )
        try await bench.insert(
            "empty",
            otherFields: ["sync_status": 1, "sync_log": ["invoices": [["result": "ok", "warnings": []]]]]
        )

        let counts = try await bench.store.counts()
        try expect(counts.warned, is: 2, "documents with a warning are counted")
        try expect(counts.total, is: 5, "each is counted once in the total")
        let found = try await bench.store.documents(DocumentQuery(hasWarnings: true, limit: 10))
        try expect(found.names, is: ["warned", "imported"], "they are found in their order")
        let next = DocumentQuery(hasWarnings: true, after: DocumentID("warned"), limit: 10)
        try expect(try await bench.store.documents(next).names, is: ["imported"], "and in pages")
    }

    static func findsWithoutFingerprint(_ bench: Bench) async throws {
        try await bench.insert("pending")
        let log: JSONValue = ["invoices": [["result": "ok"]]]
        try await bench.insert("script", otherFields: ["sync_status": 1, "sync_log": log])
        try await bench.insert("own", otherFields: ["sync_status": 1, "sync_log": log, "sync_hash": "f"])
        try await bench.insert("failed", otherFields: ["sync_status": 3])
        var query = DocumentQuery(states: [.ok, .mixed, .failed], limit: 10)
        query.lacksFingerprint = true
        try expect(try await bench.store.documents(query).names, is: ["script", "failed"], "those of other programs")
        query.after = DocumentID("script")
        try expect(try await bench.store.documents(query).names, is: ["failed"], "in pages")
    }

    static func findsByText(_ bench: Bench) async throws {
        let texts = ["ACME 100% SRL", #"a "quoted" \ name"#, "Țuică", "under_score"]
        for (index, text) in texts.enumerated() {
            _ = try await bench.insert("\(index)", data: [["denumire_client": .text(text), "articole": [["n": 42]]]])
        }
        _ = try await bench.insert("none", data: nil)
        let expected = [
            "acme": ["0"], "SrL": ["0"], "100%": ["0"], #""quoted" \ N"#: ["1"], "Țuică": ["2"], "ȚUICĂ": [],
            "under_": ["3"], "%": ["0"], "absent": [], "articole": ["0", "1", "2", "3"],
        ]
        for (text, names) in expected {
            let found = try await bench.store.documents(DocumentQuery(text: text, limit: 10))
            try expect(found.names, is: names, "“\(text)” is found where it is")
        }
        let both = DocumentQuery(states: [.ok], text: "acme", limit: 10)
        try expect(try await bench.store.documents(both).isEmpty, "the state counts beside the text")
    }

    static func pages(_ bench: Bench) async throws {
        try await bench.insert("e", "d", "c", "b", "a")
        try await bench.finish(.ok)
        let first = try await bench.store.documents(DocumentQuery(limit: 2))
        try expect(first.names, is: ["e", "d"], "the order is that of arrival")
        let second = try await bench.store.documents(DocumentQuery(after: first.last?.document.id, limit: 2))
        try expect(second.names, is: ["c", "b"], "the next page begins where the first ended")
        let last = try await bench.store.documents(DocumentQuery(after: second.last?.document.id, limit: 2))
        try expect(last.names, is: ["a"], "the last page is what is left")
        let beyond = try await bench.store.documents(DocumentQuery(after: last.last?.document.id, limit: 2))
        try expect(beyond.isEmpty, "and there is no other")
        try expect(try await bench.store.documents(DocumentQuery(limit: 0)).isEmpty, "a limit of 0 finds nothing")
    }

    /// Three documents of some 9 MB: more than one answer has to hold.
    static func pagesOfLargeDocuments(_ bench: Bench) async throws {
        let names = ["a", "b", "c"]
        let text = JSONValue.text(String(repeating: "x", count: 9_000_000))
        for name in names { _ = try await bench.insert(name, data: text) }
        for (order, expected) in [(DocumentQuery.Order.oldestFirst, names), (.newestFirst, names.reversed())] {
            var query = DocumentQuery(order: order, limit: 10)
            var found: [String] = []
            while let page = try await bench.store.documents(query).nonEmpty {
                found += page.names
                query.after = page.last?.document.id
            }
            try expect(found, is: expected, "the pages hold each document once")
        }
        var claimed: [String] = []
        while let documents = try await bench.claim().nonEmpty { claimed += documents.names }
        try expect(claimed, is: names, "so do claims")
    }

    static func pagesBackwards(_ bench: Bench) async throws {
        try await bench.insert("e", "d", "c")
        let first = try await bench.store.documents(DocumentQuery(order: .newestFirst, limit: 2))
        try expect(first.names, is: ["c", "d"], "the last to arrive comes first")
        let rest = DocumentQuery(order: .newestFirst, after: first.last?.document.id, limit: 2)
        try expect(try await bench.store.documents(rest).names, is: ["e"], "the next page goes on in that order")
    }
}
