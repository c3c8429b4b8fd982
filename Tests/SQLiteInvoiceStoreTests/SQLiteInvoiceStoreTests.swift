import FGOModels
import Foundation
import GRDB
import InvoiceSync
import InvoiceSyncTesting
import Testing

@testable import SQLiteInvoiceStore

@Suite struct SQLiteInvoiceStoreTests {
    @Test(arguments: InvoiceStoreConformance.checks)
    func conforms(to check: InvoiceStoreConformance.Check) async throws {
        try await withTemporaryFolder { folder in
            try await InvoiceStoreConformance { now in
                try SQLiteInvoiceStore(path: folder + "/store.sqlite", now: now)
            }.run(check)
        }
    }

    @Test func reopeningTheFileKeepsEverything() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let time = ManualTime()
            var before: [StoredDocument] = []
            do {
                let store = try SQLiteInvoiceStore(path: path) { time.now }
                _ = try await store.insert(["done", "held", "waiting", "pending"].map(document))
                let claimed = try await store.claim(request(limit: 3))
                let log = SyncLog(timestamp: time.now, invoices: [])
                let result = DocumentResult(status: .ok, log: log, fingerprint: "f")
                #expect(try await store.complete(claimed[0].lease, with: result))
                #expect(try await store.release(claimed[2].lease, retry: Retry(attempts: 2, delay: .seconds(30))))
                #expect(try await store.lock(LockName(.part, "l"), owner: "A", for: .seconds(60)) == .taken(0))
                before = try await store.documents(DocumentQuery(limit: 10))
            }
            let reopened = try SQLiteInvoiceStore(path: path) { time.now }
            #expect(try await reopened.documents(DocumentQuery(limit: 10)) == before)
            #expect(before.map { $0.state(at: time.now) } == [.ok, .held, .waiting, .pending])
            #expect(try await reopened.lock(LockName(.part, "l"), owner: "B", for: .seconds(60)) == .held(by: "A"))
        }
    }

    @Test func twoStoresOnOneFileShareEachDocumentOnce() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let stores = [try SQLiteInvoiceStore(path: path), try SQLiteInvoiceStore(path: path)]
            let names = (0..<100).map { "\($0)" }
            _ = try await stores[0].insert(names.map(document))
            let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var taken: [String] = []
                        while true {
                            let some = try await stores[worker % 2].claim(request(limit: 3, owner: "\(worker)"))
                            if some.isEmpty { return taken }
                            taken += some.map(\.document.id.description)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 100)
            #expect(Set(claimed) == Set(names))
            #expect(try await stores[0].counts().held == 100)
        }
    }

    @Test func anAnswerSurvivesAPowerCut() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            let (journal, synchronous) = try await store.database.write { database in
                (
                    try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(database, sql: "PRAGMA synchronous")
                )
            }
            #expect(journal == "wal")
            #expect(synchronous == 2, "FULL")
        }
    }

    @Test func aSpoiledRowCostsOnlyItsData() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            _ = try await store.insert([document("a"), document("b")])
            try await store.database.write { database in
                try database.execute(
                    sql: """
                        UPDATE raw_data SET data = '{"serie": ', other_fields = '[]', sync_log = 'x', sync_status = 2
                        WHERE position = 1
                        """
                )
            }
            let stored = try await store.documents(DocumentQuery(limit: 2))
            #expect(stored.map(\.document.data) == [nil, ["serie": "b"]])
            let retry = Selection.retry(.init(ids: [DocumentID("a")], finishedBefore: .distantFuture))
            let claimed = try #require(try await store.claim(request(retry, limit: 1)).first)
            #expect(claimed.document.data == nil)
            #expect(claimed.formerLog == nil)
        }
    }

    @Test(arguments: ["not JSON", #"{ "$oid": "507f1f77bcf86cd799439011" }"#])
    func aSpoiledIdentifierIsNamedAndNothingIsClaimed(_ id: String) async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            _ = try await store.insert([document("a"), document("b")])
            try await store.database.write { database in
                try database.execute(literal: "UPDATE raw_data SET id = \(id) WHERE position = 2")
            }
            let error = await #expect(throws: SyncError.self) { _ = try await store.claim(request(limit: 2)) }
            #expect(error?.code == .storeUnavailable)
            #expect(error?.message.contains("position 2") == true)
            #expect(try await store.counts().held == 0)
        }
    }

    @Test func anIdentifierIsTheSameInEveryNormalForm() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            _ = try await store.insert([document("e\u{301}")])
            _ = try await store.insert([document("\u{e9}")])
            #expect(try await store.counts().total == 1)
            _ = try await store.claim(request(limit: 1))
            let lease = Lease(document: DocumentID("e\u{301}"), owner: "A")
            #expect(try await store.release(lease, retry: nil))
        }
    }

    @Test func aClaimOfPendingDocumentsReadsTheIndexAlone() async throws {
        let plan = try await plan { DocumentQuerySQL(request(limit: 10), at: $0) }
        #expect(plan.contains("SEARCH raw_data USING COVERING INDEX raw_data_by_state (sync_status=?)"), "\(plan)")
        #expect(!plan.contains { $0.contains("ORDER BY") }, "the index has the order of arrival: \(plan)")
    }

    @Test func noClaimAndNoStateLooksAtEveryDocument() async throws {
        let retry = Selection.retry(.init(ids: [DocumentID("a")], finishedBefore: .distantFuture))
        var plans = [try await plan { DocumentQuerySQL(request(retry, limit: 10), at: $0) }]
        for state in DocumentState.allCases {
            plans.append(try await plan { DocumentQuerySQL(DocumentQuery(states: [state], limit: 10), at: $0) })
        }
        for plan in plans {
            #expect(!plan.contains { $0.hasPrefix("SCAN raw_data") }, "\(plan)")
        }
    }

    @Test func countingReadsIndexesAlone() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            for state in DocumentState.allCases where state != .waiting {
                let plan = try await store.database.read { database in
                    let plan: SQLRequest<Row> = "EXPLAIN QUERY PLAN SELECT count(*) FROM \(state.rows(at: 0))"
                    return try plan.fetchAll(database).map { try $0.decode(String.self, forColumn: "detail") }
                }
                #expect(plan.count == 1 && plan[0].contains("COVERING INDEX"), "\(state): \(plan)")
            }
        }
    }

    @Test func anAnswerHoldsNoMoreThanItsBudget() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            let text = JSONValue.text(String(repeating: "x", count: 3 << 19))
            let names = (0..<5).map { "\($0)" }
            for name in names { _ = try await store.insert([RawDocument(id: DocumentID(.text(name)), data: text)]) }
            let first = try await store.documents(DocumentQuery(limit: 10))
            #expect(first.map(\.document.id.description) == ["0", "1", "2"])
            #expect(try await store.claim(request(limit: 10)).map(\.lease.document) == first.map(\.document.id))
            #expect(try await store.counts().held == 3, "what is not given is not held")
        }
    }

    /// How SQLite would answer a query, step by step.
    private func plan(of query: @Sendable (Milliseconds) -> DocumentQuerySQL) async throws -> [String] {
        var steps: [String] = []
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            let statements = query(0).statements
            steps = try await store.database.read { database in
                try statements.flatMap { sql in
                    let plan: SQLRequest<Row> = "EXPLAIN QUERY PLAN \(sql)"
                    return try plan.fetchAll(database).map { try $0.decode(String.self, forColumn: "detail") }
                }
            }
        }
        return steps
    }
}
