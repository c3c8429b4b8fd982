import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// Locks and generations as the database holds them.
@Suite struct LockCollectionTests {
    private let name = LockName(.customer, "ACME")

    /// The state that a worker leaves which dies, or is cut off, right after it took a lock over.
    private func insertUncountedLock(of owner: String, into database: TestDatabase, until: Date) throws {
        try database.session { session throws(MongoFailure) in
            let lock: BSONDocument = [
                "_id": .string(name.description), "owner": .string(owner), "until": .date(Milliseconds(until)),
                "is_uncounted": true,
            ]
            _ = try session.insert([lock], into: "sync_locks")
        }
    }

    @Test func aTakeoverThatWasNotCountedIsCountedWhenItsOwnerAsksAgain() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try insertUncountedLock(of: "A", into: database, until: .distantFuture)
        #expect(try await store.lock(name, owner: "B", for: .seconds(60)) == .held(by: "A"))
        #expect(try await store.lock(name, owner: "A", for: .seconds(60)) == .taken(1))
        #expect(try await store.lock(name, owner: "A", for: .seconds(60)) == .taken(1), "once")
        #expect(try await store.unlock(name, owner: "A", changed: false) == 1)
        #expect(try database.contents(of: "sync_locks").isEmpty)
    }

    @Test func aTakeoverThatWasNotCountedIsNotForgottenWithTheLock() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try insertUncountedLock(of: "A", into: database, until: .now + 600)
        #expect(try await store.unlock(name, owner: "A", changed: false) == 0)
        #expect(try await store.lock(name, owner: "B", for: .seconds(60)) == .held(by: "A"), "it stays to its end")
        #expect(try await store.lock(name, owner: "A", for: .seconds(60)) == .taken(1))
    }

    @Test func aTakeoverThatWasNotCountedIsCountedByTheNextOne() async throws {
        let database = try await TestDatabase()
        try insertUncountedLock(of: "A", into: database, until: .now - 1)
        #expect(try await database.store().lock(name, owner: "B", for: .seconds(60)) == .taken(1))
    }

    @Test func locksAndGenerationsAreReadableByOtherPrograms() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        _ = try await store.insert([document("a")])
        _ = try await store.lock(name, owner: "A", for: .seconds(60))
        try await store.unlock(LockName(.part, "p"), owner: "A", changed: true)
        let lock = try #require(try database.contents(of: "sync_locks").first)
        #expect(lock["_id"]?.text == "customer:ACME")
        #expect(lock.fields.map(\.key).sorted() == ["_id", "owner", "until"])
        guard case .date? = lock["until"] else {
            Issue.record("moments are dates of BSON")
            return
        }
        let counters = try database.contents(of: "sync_counters")
        #expect(counters.map { $0["_id"]?.text } == ["generation:part", "raw_data"])
        #expect(counters[0]["generation"]?.integer == 1)
    }

    @Test func locksThatEndedAreKeptFor30Days() async throws {
        let database = try await TestDatabase()
        try await database.store().prepare()
        #expect(try retention(database) == 30 * 86400)
    }

    @Test func theIndexOfAFormerVersionIsReplaced() async throws {
        let database = try await TestDatabase()
        try database.session { session throws(MongoFailure) in
            let index: BSONValue = ["name": "invsync_ended", "key": ["until": 1], "expireAfterSeconds": 86400]
            try session.write(["createIndexes": "sync_locks", "indexes": [index]])
        }
        try await database.store().prepare()
        #expect(try retention(database) == 30 * 86400)
    }

    private func retention(_ database: TestDatabase) throws -> Int64? {
        let reply = try database.session { session throws(MongoFailure) in
            try session.write(["listIndexes": "sync_locks"])
        }
        let indexes = reply["cursor"]?.document?["firstBatch"]?.elements?.compactMap(\.document) ?? []
        return indexes.first { $0["name"]?.text == "invsync_ended" }?["expireAfterSeconds"]?.integer
    }
}
