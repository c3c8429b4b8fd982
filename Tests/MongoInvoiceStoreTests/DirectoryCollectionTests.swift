import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// The directory as the database holds it.
@Suite struct DirectoryCollectionTests {
    private func key(_ name: String) -> DirectoryKey { DirectoryKey(server: "s", kind: .customer, name: name) }

    @Test func entriesOutliveTheStoreAndAreSeenByOthers() async throws {
        let database = try await TestDatabase()
        try await database.store().remember([DirectoryEntry(key: key("a"), value: "1")])
        let stores = [try database.store(), try database.store()]
        #expect(try await stores[0].recall([key("a")]) == [key("a"): "1"])
        try await stores[0].remember([DirectoryEntry(key: key("a"), value: "2")])
        #expect(try await stores[1].recall([key("a")]) == [key("a"): "2"])
        try await stores[1].forget([key("a")])
        #expect(try await stores[0].recall([key("a")]).isEmpty)
    }

    @Test func entriesAreReadableByOtherPrograms() async throws {
        let database = try await TestDatabase()
        try await database.store().remember([DirectoryEntry(key: key("$Ștefan"), value: "$pk")])
        let entry = try #require(try database.contents(of: "sync_directory").first)
        #expect(entry.fields.map(\.key).sorted() == ["_id", "remembered_at", "value"])
        #expect(entry["_id"]?.document?.fields.map(\.key) == ["server", "kind", "name"])
        #expect(entry["_id"]?.document?["name"]?.text == "$Ștefan")
        #expect(entry["value"]?.text == "$pk", "no text is taken for an expression")
        guard case .date? = entry["remembered_at"] else {
            Issue.record("moments are dates of BSON")
            return
        }
    }

    @Test func whatAnotherProgramWroteThereIsPassedOver() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try await store.remember([DirectoryEntry(key: key("a"), value: "1")])
        try database.session { session throws(MongoFailure) in
            _ = try session.insert([["_id": "note"]], into: "sync_directory")
            let spoiled: BSONValue = ["q": [:], "u": ["$set": ["value": 7]], "multi": true]
            try session.write(["update": "sync_directory", "updates": [spoiled]])
        }
        #expect(try await store.recall([key("a")]).isEmpty)
        try await store.pruneDirectory(keeping: 1)
        #expect(try database.contents(of: "sync_directory").count == 1)
    }

    @Test func preparingMakesTheIndexOfForgetting() async throws {
        let database = try await TestDatabase()
        try await database.store().prepare()
        let reply = try database.session { session throws(MongoFailure) in
            try session.write(["listIndexes": "sync_directory"])
        }
        let indexes = reply["cursor"]?.document?["firstBatch"]?.elements?.compactMap(\.document) ?? []
        let index = indexes.first { $0["name"]?.text == "invsync_remembered" }
        #expect(index?["key"]?.document?.fields.map(\.key) == ["remembered_at", "_id"])
    }
}
