import FGOModels
import InvoiceSync

enum LedgerChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a record of the ledger is read back as it was written", roundTrip),
        .init("records of the ledger are told apart by the bytes of their keys", exactKeys),
        .init("a record replaces the one of its invoice", replaced),
        .init("pages of the ledger hold each record once, in the order of the keys' bytes", pages),
        .init("a document that is received again raises the records that follow it", receipts),
        .init("a record keeps the later receipt of its document", laterReceipt),
        .init("of records that eight write at once none is lost", allAtOnce),
        .init("the ledger is written also in a cancelled task", writtenWhenCancelled),
        .init("a note is read back, and replaces the one of its name", notes),
    ]

    static func roundTrip(_ bench: Bench) async throws {
        let records = [
            record("SERIE=A;NUMAR=1"), full("SERIE=Ș\"'\\$;NUMAR=7 👩‍👩‍👧‍👦"), record("SERIE=\u{0}x;NUMAR=\u{202e}"),
            record("SERIE=id;NUMAR=2", document: ["$oid": "507f1f77bcf86cd799439011"]),
            record("SERIE=id;NUMAR=3", document: 7),
        ]
        try await bench.store.writeLedger(records)
        let found = try await bench.store.ledgerRecords(of: Set(records.map(\.invoice) + ["SERIE=A;NUMAR=9"]))
        try expect(Set(found), is: Set(records), "each record comes back, and no other")
        try await bench.store.writeLedger([])
        try expect(try await bench.store.ledgerRecords(of: []), is: [], "no key finds nothing")
    }

    static func exactKeys(_ bench: Bench) async throws {
        try await bench.store.writeLedger([record("SERIE=É;NUMAR=1")])
        let near = ["SERIE=é;NUMAR=1", "SERIE=É;NUMAR=1 ", "SERIE=É;NUMAR=", "SERIE=É;NUMAR=1\0", "$where", ""]
        try expect(try await bench.store.ledgerRecords(of: Set(near)), is: [], "no near miss is found")
    }

    static func replaced(_ bench: Bench) async throws {
        try await bench.store.writeLedger([full("SERIE=A;NUMAR=1"), record("SERIE=A;NUMAR=2")])
        try await bench.store.writeLedger([record("SERIE=A;NUMAR=1", document: "other", received: 3)])
        try expect(
            try await bench.record("SERIE=A;NUMAR=1"),
            is: record("SERIE=A;NUMAR=1", document: "other", received: 3),
            "nothing of the former record is left"
        )
        try expect(try await bench.record("SERIE=A;NUMAR=2"), is: record("SERIE=A;NUMAR=2"), "the other one stays")
    }

    static func pages(_ bench: Bench) async throws {
        let keys = ["SERIE=B;NUMAR=1", "SERIE=A;NUMAR=10", "SERIE=A;NUMAR=1", "SERIE=Ș;NUMAR=1", "SERIE=a;NUMAR=1"]
        try await bench.store.writeLedger(keys.map { record($0) })
        var last: String?
        var seen: [String] = []
        while true {
            let page = try await bench.store.ledgerRecords(after: last, limit: 2)
            guard let next = page.last else { break }
            try expect(page.count <= 2, "a page is no longer than its limit")
            seen += page.map(\.invoice)
            last = next.invoice
        }
        try expect(seen, is: keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, "all of them, in order")
    }

    static func receipts(_ bench: Bench) async throws {
        let (one, two) = ("SERIE=A;NUMAR=1", "SERIE=A;NUMAR=2")
        try await bench.store.writeLedger([record(one, received: 5), record(two, document: "other", received: 5)])
        let moment = ReceivedTime(microseconds: 9)
        try await bench.store.noteReceipt(
            at: moment,
            of: DocumentID("document"),
            invoices: [one, two, "SERIE=A;NUMAR=3"]
        )
        try expect(try await bench.record(one).received, is: moment, "the record of the document is as recent")
        try expect(try await bench.record(two).received.microseconds, is: 5, "that of another document stays")
        try await bench.store.noteReceipt(
            at: ReceivedTime(microseconds: 7),
            of: DocumentID("document"),
            invoices: [one]
        )
        try expect(try await bench.record(one).received, is: moment, "an earlier moment changes nothing")
    }

    static func laterReceipt(_ bench: Bench) async throws {
        let key = "SERIE=A;NUMAR=1"
        try await bench.store.writeLedger([record(key, received: 9)])
        try await bench.store.writeLedger([record(key, received: 5)])
        try expect(try await bench.record(key).received.microseconds, is: 9, "of one document the later moment stays")
        try await bench.store.writeLedger([record(key, document: "other", received: 6)])
        try expect(try await bench.record(key).received.microseconds, is: 6, "another document has its own")
    }

    static func allAtOnce(_ bench: Bench) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for index in 0..<10 {
                        try await bench.store.writeLedger([record("SERIE=\(worker);NUMAR=\(index)"), record("SERIE=x")])
                    }
                }
            }
            try await group.waitForAll()
        }
        try expect(try await bench.store.ledgerRecords(after: nil, limit: 200).count, is: 81, "each is there")
    }

    static func writtenWhenCancelled(_ bench: Bench) async throws {
        let key = "SERIE=A;NUMAR=1"
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await bench.store.writeLedger([record(key)])
            let moment = ReceivedTime(microseconds: 9)
            try await bench.store.noteReceipt(at: moment, of: DocumentID("document"), invoices: [key])
        }
        try await task.value
        try expect(try await bench.record(key), is: record(key, received: 9), "what a sync did is on record")
    }

    static func notes(_ bench: Bench) async throws {
        try expect(try await bench.store.text(of: .ledgerFilled), is: nil, "there is none at first")
        try await bench.store.keep("a", as: .ledgerFilled)
        try await bench.store.keep("ș'\"$", as: .acceptedSource)
        try await bench.store.keep("b", as: .ledgerFilled)
        try expect(try await bench.store.text(of: .ledgerFilled), is: "b", "the last one counts")
        try expect(try await bench.store.text(of: .acceptedSource), is: "ș'\"$", "each name has its own")
    }

    private static func record(
        _ invoice: String,
        document: JSONValue = "document",
        received: Int64 = 1
    ) -> LedgerRecord {
        LedgerRecord(
            invoice: invoice,
            document: DocumentID(document),
            received: ReceivedTime(microseconds: received),
            fingerprint: "f",
            result: .ok
        )
    }

    /// A record with every field.
    private static func full(_ invoice: String) -> LedgerRecord {
        var full = record(invoice)
        full.order = .init(id: 11, reference: "SO-1", customer: .init(id: 3, name: "Ștefan \"S\""))
        full.lines.order = [1, 2, 3_000_000_000]
        full.lines.extra = [4]
        full.attempt = .init(
            existing: full.lines,
            planned: [
                .init(part: 5, item: "Șurub", quantity: "1.50000", price: "3045.7353", reference: "r"),
                .init(part: nil, item: "Reducere", quantity: "1", price: nil, reference: ""),
            ]
        )
        full.result = .partial
        full.reason = "because"
        return full
    }
}

extension Bench {
    fileprivate func record(_ invoice: String) async throws -> LedgerRecord {
        try require(try await store.ledgerRecords(of: [invoice]).first, "there is a record of “\(invoice)”")
    }
}
