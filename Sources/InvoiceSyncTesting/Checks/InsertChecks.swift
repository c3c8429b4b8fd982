import FGOModels
import InvoiceSync

enum InsertChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("insert counts what is new, changed and unchanged", countsEach),
        .init("of several documents with one _id in one insert the last counts", lastOfOneInsert),
        .init("changed data replaces data and leaves other fields alone", replacesDataOnly),
        .init("a document whose data changed while a worker held it is pending again", changesWhileHeld),
        .init("a document without data is kept", keepsNoData),
        .init("an _id is compared by kind and value", comparesIdentifiers),
    ]

    static func countsEach(_ bench: Bench) async throws {
        var counts = InsertCounts()
        counts.new = 2
        try expect(try await bench.insert("a", "b"), is: counts, "two documents are new")

        counts = InsertCounts()
        counts.unchanged = 1
        try expect(try await bench.insert("a"), is: counts, "the same document again is unchanged")

        counts = InsertCounts()
        counts.changed = 1
        try expect(try await bench.insert("a", data: 1), is: counts, "other data is a change")
        try expect(try await bench.insert("a", data: nil), is: counts, "no data any more is a change")
        try expect(try await bench.store.insert([]), is: InsertCounts(), "nothing is nothing")
        try expect(try await bench.store.counts().total, is: 2, "the store holds each document once")
    }

    static func lastOfOneInsert(_ bench: Bench) async throws {
        let id = DocumentID("a")
        var counts = InsertCounts()
        counts.new = 1
        let inserted = try await bench.store.insert([RawDocument(id: id, data: 1), RawDocument(id: id, data: 2)])
        try expect(inserted, is: counts, "two of one _id are one document")
        try expect(try await bench.document("a").document.data, is: 2, "the last one counts")
    }

    static func replacesDataOnly(_ bench: Bench) async throws {
        try await bench.insert("a", otherFields: ["imported_by": "x", "sync_hash": "h"])
        let document = RawDocument(
            id: DocumentID("a"),
            data: "new",
            otherFields: ["imported_by": "y", "sync_status": 1, "sync_hash": "other"]
        )
        _ = try await bench.store.insert([document])

        let stored = try await bench.document("a")
        try expect(stored.document.data, is: "new", "data is replaced")
        try expect(stored.document.otherFields, is: ["imported_by": "x"], "other fields stay")
        try expect(stored.status, is: nil, "sync_status does not come along")
    }

    static func changesWhileHeld(_ bench: Bench) async throws {
        try await bench.insert("a")
        let claimed = try await bench.claimOne()
        var counts = InsertCounts()
        counts.changed = 1
        try expect(try await bench.insert("a", data: 2), is: counts, "held documents take new data")
        try expect(try await bench.document("a").owner, is: "A", "the lease stays")
        let isWritten = try await bench.store.complete(claimed.lease, with: bench.result(.ok, fingerprint: "old"))
        try expect(isWritten, "the lease still holds")
        try expect(try await bench.document("a").document.data, is: 2, "a result leaves the new data alone")
        try expect(try await bench.state("a"), is: .pending, "the new data is to be synced")
    }

    static func keepsNoData(_ bench: Bench) async throws {
        _ = try await bench.insert("a", data: nil)
        try expect(try await bench.claimOne().document.data, is: nil, "a claim gives a document without data")
    }

    static func comparesIdentifiers(_ bench: Bench) async throws {
        let hexadecimal = "507f1f77bcf86cd799439011"
        let ids: [JSONValue] = [
            ["$oid": .text(hexadecimal)], .text(hexadecimal), 7, "7", ["a": 1, "b": 2], ["$numberDouble": "7.5"], "",
            "é",
        ]
        var counts = InsertCounts()
        counts.new = ids.count
        let inserted = try await bench.store.insert(ids.map { RawDocument(id: DocumentID($0), data: 0) })
        try expect(inserted, is: counts, "each is another _id")

        let same: [JSONValue] = [["$oid": .text(hexadecimal)], ["$numberLong": "7"], ["b": 2, "a": 1], "é"]
        counts = InsertCounts()
        counts.unchanged = same.count
        let again = try await bench.store.insert(same.map { RawDocument(id: DocumentID($0), data: 0) })
        try expect(again, is: counts, "each is an _id of before")

        for claimed in try await bench.claim() {
            try expect(ids.map { DocumentID($0) }.contains(claimed.document.id), "an _id comes back as it went in")
            let isWritten = try await bench.store.complete(claimed.lease, with: bench.result(.ok))
            try expect(isWritten, "“\(claimed.document.id)” is found by its lease")
        }
        try expect(try await bench.store.counts().ok, is: ids.count, "each was claimed and finished")
    }
}
