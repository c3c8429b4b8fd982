import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// Records that are rewritten where other programs write, too.
@Suite struct RetentionCollectionTests {
    @Test func `a log that another program writes meanwhile is not written over`() async throws {
        let database = try await TestDatabase()
        try database.insert(["_id": 1, "sync_status": 3, "sync_log": ["error": "old"]])
        let count = try await database.store().rewrite(.all(.results), isTrial: false) { record in
            guard record.content[.log]?["error"] == "old" else { return [.log: ["error": "changed"]] }
            _ = try? database.session { session throws(MongoFailure) in
                let update: BSONValue = ["q": ["_id": 1], "u": ["$set": ["sync_log": ["error": "new"]]]]
                try session.write(["update": "raw_data", "updates": [update]])
            }
            return [.log: ["error": "changed too early"]]
        }
        #expect(count == 1)
        let document = try #require(try database.contents().first)
        #expect(document["sync_log"]?.document?["error"]?.text == "changed")
    }

    @Test func `a record that another program writes all the time is told, and left`() async throws {
        let database = try await TestDatabase()
        try database.insert(["_id": 1, "sync_status": 3, "sync_log": ["count": 0]])
        let store = try database.store()
        await #expect(throws: SyncError.self) {
            _ = try await store.rewrite(.all(.results), isTrial: false) { _ in
                _ = try? database.session { session throws(MongoFailure) in
                    let update: BSONValue = ["q": ["_id": 1], "u": ["$inc": ["sync_log.count": 1]]]
                    try session.write(["update": "raw_data", "updates": [update]])
                }
                return [.log: ["error": "changed"]]
            }
        }
        #expect(try database.contents().first?["sync_log"]?.document?["error"] == nil)
    }

    @Test func `the fields of another program's log stay, and moments become text`() async throws {
        let database = try await TestDatabase()
        try database.insert([
            "_id": 1, "sync_status": 1, "other": ["n": 1],
            "sync_log": ["timestamp": .date(1_750_000_000_000), "operator": "Ion Popescu", "count": 3],
        ])
        let reference = try #require(CustomerReference("Ion Popescu"))
        let report = try await CustomerErasure(in: database.store()).forget(reference)
        #expect(report.erased.logs == 1)
        let document = try #require(try database.contents().first)
        let log = try #require(document["sync_log"]?.document)
        #expect(log["operator"]?.text == TextEraser.placeholder)
        #expect(log["count"]?.integer == 3)
        #expect(log["timestamp"]?.text == "2025-06-15T15:06:40Z")
        #expect(document["other"]?.document?["n"]?.integer == 1)
        #expect(document["sync_status"]?.integer == 1)
    }
}
