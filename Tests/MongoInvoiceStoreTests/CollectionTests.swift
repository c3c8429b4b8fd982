import FGOModels
import Foundation
import InvoiceSync
import InvoiceSyncTesting
import Testing

@testable import MongoInvoiceStore

/// The collection as other programs write it, and as they find it afterwards.
@Suite struct CollectionTests {
    private static let foreign: BSONDocument = [
        "_id": "a", "z": ["b": 1, "a": .decimal128(Decimal128("1.50") ?? Decimal128(low: 0, high: 0))],
        "data": [["serie": "S", "price": .double(3045.7353), "id": .int64(7)]],
        "x.y": .timestamp(increment: 2, seconds: 1),
        "nan": .double(.nan), "when": .date(-1), "who": .objectID(Array(0x50...0x5b)), "nothing": .null,
        "blob": .binary(subtype: 3, [1, 2]), "pattern": .regularExpression(pattern: "a", options: "i"),
        "least": .minKey, "old": .symbol("s"),
    ]

    @Test func whatOtherProgramsWroteStaysByteForByte() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try database.insert(Self.foreign)
        let before = try Self.foreign.bytes()

        let first = try #require(try await store.claim(request(limit: 1)).first)
        #expect(try await store.release(first.lease, retry: nil))
        #expect(try database.contents().map { try $0.bytes() } == [before], "given back, it is as before")
        let second = try #require(try await store.claim(request(limit: 1)).first)
        #expect(try await store.release(second.lease, retry: Retry(attempts: 1, delay: .zero)))
        let third = try #require(try await store.claim(request(limit: 1)).first)
        #expect(third.attempts == 1)
        #expect(try await store.complete(third.lease, with: okResult))
        let after = try #require(try database.contents().first)
        #expect(try after.foreign.bytes() == before)
        let written: Set = ["sync_status", "sync_log", "sync_hash", "sync_settled_at"]
        #expect(Set(after.fields.map(\.key).filter { $0.hasPrefix("sync_") }) == written)
    }

    @Test func everyKindOfIdentifierIsClaimedAndFinished() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let ids: [BSONValue] = [
            "text", "e\u{301}", .int32(1), .int64(1 << 40), .double(2), .double(2.5), .double(1e200), .null,
            .bool(true),
            .objectID(Array(0x50...0x5b)), .date(1), .date(-1), .binary(subtype: 4, Array(0..<16)), ["b": 1, "a": 2],
            .decimal128(Decimal128("7.50") ?? Decimal128(low: 0, high: 0)),
            .timestamp(increment: 1, seconds: 2), .minKey, .maxKey,
        ]
        for id in ids { try database.insert(["_id": id, "data": []]) }

        let claimed = try await store.claim(request(limit: ids.count + 1))
        #expect(claimed.count == ids.count)
        #expect(try await store.renew(claimed.map(\.lease), for: .seconds(60)).count == ids.count)
        for document in claimed {
            #expect(try await store.complete(document.lease, with: okResult), "\(document.document.id)")
        }
        #expect(try await store.counts().ok == ids.count)
    }

    /// Such identifiers name no document of MongoDB, and must not become conditions of a query.
    @Test(
        arguments: [
            ["$regularExpression": ["pattern": "", "options": ""]], ["$gt": ""], ["$ne": .null], ["$exists": true],
            .null,
            ["a"], ["$in": ["a", "b"]],
        ] as [JSONValue]
    )
    func `an identifier that is an operator or a pattern touches itself alone`(_ value: JSONValue) async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        _ = try await store.insert(["a", "b", "c"].map(document))
        for claimed in try await store.claim(request(limit: 3)) {
            _ = try await store.complete(claimed.lease, with: failedResult)
        }
        let before = try database.contents().map { try $0.bytes() }

        let id = DocumentID(value)
        #expect(try await store.documents(DocumentQuery(ids: [id], limit: 9)).isEmpty)
        let both = try await store.documents(DocumentQuery(ids: [id, DocumentID("b")], limit: 9))
        #expect(both.map(\.document.id) == [DocumentID("b")])
        let retry = Selection.RetryFilter(
            statuses: Set(DocumentStatus.allCases),
            ids: [id],
            finishedBefore: .distantFuture
        )
        #expect(try await store.claim(request(.retry(retry), limit: 9)).isEmpty)
        try await store.reopen([id])
        #expect(try database.contents().map { try $0.bytes() } == before)
        // Servers differ in which of these they take as an `_id`.
        _ = try? await store.insert([RawDocument(id: id, data: ["serie": "x"])])
        #expect(try database.contents().map { try $0.bytes() }.filter(before.contains) == before)
    }

    @Test func anIdentifierOfAnotherSpellingIsTheSameDocument() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try database.insert(["_id": ["b": 1, "a": 2], "data": 1])
        #expect(try await store.documents(DocumentQuery(limit: 1)).count == 1)
        let counts = try await store.insert([RawDocument(id: DocumentID(["a": 2, "b": 1]), data: 2)])
        #expect(counts.changed == 1)
        #expect(try database.contents().count == 1)
    }

    @Test func whatOtherProgramsWroteComesFirstByItsIdentifier() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        _ = try await store.insert([document("b"), document("a")])
        let later = BSONValue.objectID(Array(repeating: 2, count: 12))
        let earlier = BSONValue.objectID(Array(repeating: 1, count: 12))
        try database.insert(["_id": later, "data": 1], ["_id": 7, "data": 1], ["_id": earlier, "data": 1])
        let order = ["7", String(repeating: "01", count: 12), String(repeating: "02", count: 12), "b", "a"]

        for direction in [DocumentQuery.Order.oldestFirst, .newestFirst] {
            var names: [String] = []
            var last: DocumentID?
            while let next = try await store.documents(DocumentQuery(order: direction, after: last, limit: 1)).first {
                last = next.document.id
                names.append(next.document.id.description)
            }
            #expect(names == (direction == .oldestFirst ? order : order.reversed()))
        }
        #expect(try await store.claim(request(limit: 9)).map(\.document.id.description) == order)
    }

    @Test func resultsAreReadableByOtherPrograms() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try database.insert(["_id": "a", "data": []], ["_id": "b", "data": []], ["_id": "c", "data": []])
        let claimed = try await store.claim(request(limit: 3))
        #expect(try await store.complete(claimed[0].lease, with: okResult))
        #expect(try await store.release(claimed[1].lease, retry: Retry(attempts: 2, delay: .seconds(30))))

        let contents = try database.contents()
        #expect(contents[0]["sync_status"]?.integer == 1)
        #expect(contents[0]["sync_log"]?.document?["timestamp"]?.text == "2025-06-15T15:06:40Z")
        #expect(contents[0]["sync_hash"]?.text == "f")
        #expect(contents[1]["sync_attempts"]?.integer == 2)
        guard case .date? = contents[1]["sync_next_at"], case .date? = contents[2]["sync_lease"]?.document?["until"]
        else {
            Issue.record("moments are dates of BSON")
            return
        }
        #expect(contents[2]["sync_lease"]?.document?["owner"]?.text == "A")
    }

    @Test func aLogWithoutAStatusIsFinishedAsItSays() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let logs: [(name: String, log: BSONValue, state: DocumentState)] = [
            ("ok", ["total_invoices": .double(2), "successful": 2], .ok),
            ("empty", [:], .ok),
            ("mixed", ["total_invoices": 2, "successful": 1, "failed": 1], .mixed),
            ("failed", ["total_invoices": 2, "failed": .int64(2)], .failed),
            ("error", ["total_invoices": 0, "error": "x"], .failed),
            ("words", ["total_invoices": "2", "successful": 2], .mixed),
            ("fraction", ["total_invoices": .double(1.5)], .ok),
            ("text", "done", .failed), ("list", [1], .failed), ("flag", true, .failed),
            (
                "dated",
                ["timestamp": .date(1), "total_invoices": .decimal128(Decimal128("1") ?? .init(low: 0, high: 0))],
                .mixed
            ),
        ]
        for log in logs { try database.insert(["_id": .string(log.name), "data": 1, "sync_log": log.log]) }
        for status in ["synced", 9, .double(1), .int64(2)] as [BSONValue] {
            try database.insert(["_id": status, "data": 1, "sync_status": status])
        }
        var expected = StoreCounts()
        for log in logs { expected[log.state] += 1 }
        expected.failed += 2
        expected.ok += 1
        expected.mixed += 1
        #expect(try await store.counts() == expected)
        for state in DocumentState.allCases {
            let found = try await store.documents(DocumentQuery(states: [state], limit: 100))
            #expect(found.count == expected[state], "\(state)")
            #expect(found.allSatisfy { $0.state(at: Date()) == state }, "\(state): \(found.map(\.document.id))")
        }
        #expect(try await store.claim(request(limit: 100)).isEmpty)
        let retry = Selection.retry(.init(finishedBefore: .distantFuture))
        #expect(try await store.claim(request(retry, limit: 100)).count == expected.failed + expected.mixed)
    }

    @Test func aDocumentOf15MegabytesIsSynced() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let line: JSONValue = ["nume_produs": .text(String(repeating: "ș", count: 5000)), "cantitate": 6]
        let data = JSONValue.array(Array(repeating: line, count: 1500))
        let id = DocumentID("a")
        #expect(try await store.insert([RawDocument(id: id, data: data)]).new == 1)
        #expect(try await store.insert([RawDocument(id: id, data: data)]).unchanged == 1)
        let claimed = try #require(try await store.claim(request(limit: 1)).first)
        #expect(claimed.document.data == data)
        #expect(try await store.complete(claimed.lease, with: okResult))
    }

    @Test func aDocumentWithoutRoomForItsLogGetsAShortOne() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try database.insert(["_id": "a", "data": .string(String(repeating: "x", count: (16 << 20) - 5000))])
        let claimed = try #require(try await store.claim(request(limit: 1)).first)
        let entry: JSONValue = ["timestamp": "2025-01-02T03:04:05Z", "result": "failed", "message": "no such customer"]
        let json: JSONValue = [
            "total_invoices": 200, "failed": 200, "invoices": .array(Array(repeating: entry, count: 200)),
        ]
        let log = try #require(SyncLog(json: Data(json.json.utf8)))
        #expect(log.invoices.count == 200)
        #expect(
            try await store.complete(claimed.lease, with: DocumentResult(status: .failed, log: log, fingerprint: "f"))
        )
        let stored = try #require(try await store.documents(DocumentQuery(limit: 1)).first)
        #expect(stored.status == .failed)
        #expect(stored.log?.failed == 200)
    }

    @Test func documentsOf15MegabytesComeOneByOne() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let names = ["a", "b", "c"]
        for name in names {
            try database.insert(["_id": .string(name), "data": .string(String(repeating: "x", count: 15_000_000))])
        }
        var query = DocumentQuery(limit: 10)
        var found: [[String]] = []
        while let last = try await store.documents(query).nonEmpty {
            found.append(last.map(\.document.id.description))
            query.after = last.last?.document.id
        }
        #expect(found == [["a"], ["b"], ["c"]])
        var claims: [[ClaimedDocument]] = []
        for _ in names { claims.append(try await store.claim(request(limit: 10))) }
        #expect(claims.map { $0.map(\.document.id.description) } == found)
        for claimed in claims.flatMap(\.self) { #expect(try await store.complete(claimed.lease, with: okResult)) }
        #expect(try await store.counts().ok == names.count)
    }

    @Test func aDocumentWithoutRoomForALeaseHoldsUpNoOther() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try database.insert(["_id": "a", "data": .string(String(repeating: "x", count: (16 << 20) - 100))])
        try database.insert(["_id": "b", "data": []])
        #expect(try await store.claim(request(limit: 2)).map(\.document.id) == [DocumentID("b")])
        #expect(try await store.counts().pending == 1)
    }

    @Test func aLogIsNeverAbove1MiBInBSON() async throws {
        let lines = (0..<20000).map { ["line_id": .number(Decimal($0)), "qty": 1] as JSONValue }
        let text = JSONValue.text(String(repeating: "x", count: 450_000))
        let entry: JSONValue = [
            "timestamp": "2025-01-02T03:04:05Z", "result": "ok", "added_lines": .array(lines), "warnings": [text],
        ]
        let log = try #require(
            SyncLog(json: Data((["total_invoices": 1, "invoices": [entry]] as JSONValue).json.utf8))
        )
        let json = try log.json()
        #expect((900_000...1 << 20).contains(json.count), "as JSON it is just short enough")
        #expect(try BSONValue(JSONValue(json: json)).bytes.count > 1 << 20, "and as BSON too long")
        #expect(try log.bson.bytes.count <= 1 << 20)
    }
}
