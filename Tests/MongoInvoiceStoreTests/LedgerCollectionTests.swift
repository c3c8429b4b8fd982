import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// The ledger, the moments of receipt and the sources as the database holds them.
@Suite struct LedgerCollectionTests {
    private static let key = "SERIE=A;NUMAR=1"

    @Test func `a record is one document under the key of its invoice`() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        var record = record(Self.key, received: 5)
        record.order = .init(id: 11, reference: "SO-1")
        try await store.writeLedger([record])
        let document = try #require(try database.contents(of: "sync_ledger").first)
        #expect(document.fields.map(\.key).sorted() == ["_id", "document", "received", "record"])
        #expect(document["_id"]?.text == Self.key)
        #expect(document["document"]?.text == "\"document\"")
        #expect(document["received"]?.integer == 5)
        #expect(document["record"]?.text == (try record.json()))
    }

    @Test func `a damaged record is an error that names it`() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try database.session { session throws(MongoFailure) in
            _ = try session.insert([["_id": .string(Self.key), "received": 1]], into: "sync_ledger")
        }
        let error = await #expect(throws: SyncError.self) { _ = try await store.ledgerRecords(of: [Self.key]) }
        #expect(error?.message.contains(Self.key) == true)
        #expect(error?.isTransient == false)
    }

    @Test func `more records than one command holds are written and found`() async throws {
        let store = try await TestDatabase().store()
        var records = (0..<1201).map { record("SERIE=A;NUMAR=\($0)") }
        // 9 MB in three records: they do not fit into one command together with the others.
        for index in 0..<3 { records[index].reason = String(repeating: "ș", count: 1_500_000) }
        try await store.writeLedger(records)
        #expect(Set(try await store.ledgerRecords(of: Set(records.map(\.invoice)))) == Set(records))
    }

    @Test func `records that two stores create at once are written by both`() async throws {
        let database = try await TestDatabase()
        let stores = [try database.store(), try database.store()]
        let records = (0..<300).map { record("SERIE=A;NUMAR=\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in stores + stores { group.addTask { try await store.writeLedger(records) } }
            try await group.waitForAll()
        }
        #expect(try await stores[0].ledgerRecords(after: nil, limit: 1000).count == records.count)
    }

    @Test func `the moment of receipt is the database's time unless the document names one`() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let added: JSONValue = ["$date": "2025-11-20T08:00:00.250Z"]
        _ = try await store.insert([
            document("a"), RawDocument(id: DocumentID("b"), data: 1, otherFields: ["date_added": added]),
        ])
        var contents = try database.contents()
        let received = try #require(contents[0]["sync_received_us"]?.integer)
        #expect(abs(Date(milliseconds: received / 1000).timeIntervalSinceNow) < 60)
        #expect(contents[1]["sync_received_us"] == nil)

        _ = try await store.insert([RawDocument(id: DocumentID("b"), data: 1)])
        contents = try database.contents()
        let again = try #require(contents[1]["sync_received_us"]?.integer)
        #expect(again > received)
        let stored = try await store.documents(DocumentQuery(limit: 2))
        #expect(stored.map(\.received.microseconds) == [received, again])
        #expect(
            stored[1].document.otherFields == ["date_added": added],
            "the store's own fields are not the document's"
        )
    }

    @Test func `documents of an earlier version were received in the order of their import`() async throws {
        let database = try await TestDatabase()
        try database.insert(
            ["_id": "a", "data": 1, "sync_position": .int64(2)],
            ["_id": "b", "data": 1, "sync_position": .int64(1)],
            ["_id": "c", "data": 1]
        )
        let stored = try await database.store().documents(DocumentQuery(limit: 3))
        #expect(stored.map(\.received.microseconds) == [0, 1, 2])
    }

    @Test func `a result leaves no trace on a document that was changed under its lease`() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        _ = try await store.insert([document("a")])
        let claimed = try #require(try await store.claim(request(limit: 1)).first)
        _ = try await store.insert([RawDocument(id: DocumentID("a"), data: "new")])
        #expect(try database.contents().first?["sync_changed"] != nil)
        #expect(try await store.complete(claimed.lease, with: okResult))
        let left = try #require(try database.contents().first)
        #expect(left.fields.map(\.key).sorted() == ["_id", "data", "sync_position", "sync_received_us"])
    }

    @Test func `a source that is no text counts as its JSON and is claimed as such`() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let sources: [(id: String, source: BSONValue)] = [
            ("a", "client"), ("b", ["client", "supplier"]), ("c", 5), ("d", .null), ("e", ["kind": "x"]), ("f", "5"),
        ]
        for (id, source) in sources { try database.insert(["_id": .string(id), "data": 1, "source": source]) }
        #expect(
            try await store.pendingSources()
                == ["client": 1, #"["client","supplier"]"#: 1, "5": 2, nil: 1, #"{"kind":"x"}"#: 1]
        )
        let expected: [(sources: Set<String?>, ids: [String])] = [
            (["client"], ["a"]), ([#"["client","supplier"]"#], ["b"]), (["5"], ["c", "f"]), ([nil], ["d"]),
            ([#"{"kind":"x"}"#], ["e"]),
        ]
        for (sources, ids) in expected {
            var request = request(limit: 9)
            request.sources = .only(sources)
            #expect(try await store.claim(request).map(\.document.id.description) == ids, "\(sources)")
        }
    }

    @Test func `the indexes are added to a database that an earlier version prepared`() async throws {
        let database = try await TestDatabase()
        try database.session { session throws(MongoFailure) in
            let pending: BSONValue = [
                "name": "invsync_pending", "key": ["sync_position": 1, "_id": 1],
                "partialFilterExpression": ["sync_status": .null, "sync_log": .null],
            ]
            try session.write(["createIndexes": "raw_data", "indexes": [pending]])
        }
        try await database.store().prepare()
        #expect(try indexes(of: "raw_data", in: database).isSuperset(of: ["invsync_pending", "invsync_sources"]))
    }

    private func indexes(of collection: String, in database: TestDatabase) throws -> Set<String> {
        let reply = try database.session { session throws(MongoFailure) in
            try session.write(["listIndexes": .string(collection)])
        }
        let indexes = reply["cursor"]?.document?["firstBatch"]?.elements?.compactMap(\.document) ?? []
        return Set(indexes.compactMap { $0["name"]?.text })
    }

    private func record(_ invoice: String, received: Int64 = 1) -> LedgerRecord {
        LedgerRecord(
            invoice: invoice,
            document: DocumentID("document"),
            received: ReceivedTime(microseconds: received),
            fingerprint: "f",
            result: .ok
        )
    }
}
