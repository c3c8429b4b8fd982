import FGOModels
import Foundation
import InvoiceSync

/// Checks of the moment of receipt, and of documents that become pending again.
enum ReceiptChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a document was received when it says, else when it was inserted", received),
        .init("a document that is inserted again was received now", receivedAgain),
        .init("documents of one insert are received in their order", inOrder),
        .init("a finished document that takes new data is pending", changed),
        .init("a waiting document that takes new data is pending", changedWhileWaiting),
        .init("a finished document that is inserted again with the same data stays finished", unchanged),
        .init("a finished document that is reopened is pending", reopened),
        .init("a held document that is reopened is pending when its holder completes it", reopenedWhileHeld),
        .init("a held document that is reopened and released can be claimed and completed", reopenedAndReleased),
        .init("a held document that takes new data is pending when its holder died", changedBeforeDeath),
    ]

    static func received(_ bench: Bench) async throws {
        let date = Date(timeIntervalSince1970: 1_700_000_000.25)
        let added: JSONValue = ["$date": ["$numberLong": "1700000000250"]]
        try await bench.insert("none")
        try await bench.insert("own", otherFields: ["date_added": added])
        let id = DocumentID(["$oid": "6553f100bcf86cd799439011"])
        _ = try await bench.store.insert([RawDocument(id: id, data: 1)])

        let documents = try await bench.store.documents(DocumentQuery(limit: 10))
        let times = Dictionary(uniqueKeysWithValues: documents.map { ($0.document.id, $0.received) })
        try expect(times[DocumentID("own")], is: ReceivedTime(date), "date_added counts first, to the millisecond")
        try expect(times[id]?.microseconds, is: 0x6553_f100 * 1_000_000, "then the time in an ObjectId")
        try expect(times[DocumentID("none")], is: ReceivedTime(bench.time.now), "else the time of the insert")
        let claimed = try await bench.claim()
        try expect(
            Dictionary(uniqueKeysWithValues: claimed.map { ($0.document.id, $0.received) }),
            is: times,
            "a claim tells the same"
        )
    }

    static func receivedAgain(_ bench: Bench) async throws {
        try await bench.insert("a", otherFields: ["date_added": "2020-01-01T00:00:00Z"])
        bench.time.advance(by: .seconds(100))
        try await bench.insert("a", otherFields: ["date_added": "2020-01-01T00:00:00Z"])
        try expect(
            try await bench.document("a").received,
            is: ReceivedTime(bench.time.now),
            "whatever the document says of itself"
        )
    }

    static func inOrder(_ bench: Bench) async throws {
        try await bench.insert("c", "a", "b")
        let first = try await bench.store.documents(DocumentQuery(limit: 10)).map(\.received)
        try expect(Set(first).count, is: 3, "no two at one moment")
        try expect(first, is: first.sorted(), "in their order")
        try await bench.insert("b", "c", "a")
        let again = try await bench.store.documents(DocumentQuery(limit: 10)).sorted { $0.received < $1.received }
        try expect(again.names, is: ["b", "c", "a"], "also when they are inserted again")
    }

    static func changed(_ bench: Bench) async throws {
        try await bench.insert("a", otherFields: ["imported_by": "x"])
        try await bench.finish(.mixed)
        _ = try await bench.insert("a", data: "new")
        let stored = try await bench.document("a")
        try expect(stored.state(at: bench.time.now), is: .pending, "it is to be synced again")
        try expect(stored.log, is: nil, "what was written of its former data is gone")
        try expect(stored.fingerprint, is: nil, "and so is that data's fingerprint")
        try expect(stored.document.otherFields, is: ["imported_by": "x"], "other fields stay")
        try expect(try await bench.claimOne().document.data, is: "new", "a claim gives the new data")
    }

    static func changedWhileWaiting(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.postpone(attempts: 5, by: .seconds(1000))
        _ = try await bench.insert("a", data: "new")
        let claimed = try await bench.claimOne()
        try expect(claimed.attempts, is: 0, "the failures were those of the former data")
    }

    static func unchanged(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.finish(.ok)
        try await bench.insert("a")
        try expect(try await bench.state("a"), is: .ok, "there is nothing to do")
    }

    static func reopened(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        try await bench.finish(.ok)
        try await bench.finish(.failed)
        try await bench.store.reopen([DocumentID("a"), DocumentID("unknown")])
        try await bench.store.reopen([])
        try expect(try await bench.state("a"), is: .pending, "it is pending")
        try expect(try await bench.state("b"), is: .failed, "others stay")
    }

    static func reopenedWhileHeld(_ bench: Bench) async throws {
        try await bench.insert("a")
        let claimed = try await bench.claimOne()
        try await bench.store.reopen([DocumentID("a")])
        try expect(try await bench.state("a"), is: .held, "the lease stays")
        try expect(try await bench.store.complete(claimed.lease, with: bench.result(.ok)), "its holder may complete it")
        try expect(try await bench.state("a"), is: .pending, "but it is to be synced again")
        try await bench.finish(.ok)
        try expect(try await bench.state("a"), is: .ok, "once")
    }

    static func reopenedAndReleased(_ bench: Bench) async throws {
        try await bench.insert("a")
        let claimed = try await bench.claimOne()
        try await bench.store.reopen([DocumentID("a")])
        try expect(try await bench.store.release(claimed.lease, retry: nil), "its holder may release it")
        try await bench.finish(.ok)
        try expect(try await bench.state("a"), is: .ok, "the next holder has read the document as it is")
    }

    static func changedBeforeDeath(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        try await bench.finish(.failed)
        try await bench.finish(.failed)
        bench.time.advance(by: .seconds(1))
        let retried = try await bench.claim(.retry(.init(finishedBefore: bench.time.now)))
        _ = try await bench.insert("a", data: "new")
        try await bench.store.reopen([DocumentID("b")])
        try expect(try await bench.store.release(retried[1].lease, retry: nil), "one holder gives its document back")
        bench.time.advance(by: Bench.lease + .seconds(1))
        try expect(
            try await bench.claim(by: "B").names,
            is: ["a", "b"],
            "what was changed is not forgotten with a lease"
        )
    }
}
