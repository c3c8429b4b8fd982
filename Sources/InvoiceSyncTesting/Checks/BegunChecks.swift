import InvoiceSync

enum BegunChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a document that nobody claimed before was not begun", fresh),
        .init("a document that was given back as never claimed was not begun", released),
        .init("a document that was given back to wait was begun", postponed),
        .init("a document whose lease ended was begun", abandoned),
        .init("a finished document was not begun since", finished),
    ]

    static func fresh(_ bench: Bench) async throws {
        try await bench.insert("a")
        try expect(try await bench.claimOne().wasBegun, is: false, "the first claim finds it untouched")
    }

    static func released(_ bench: Bench) async throws {
        try await bench.insert("a")
        let claimed = try await bench.claimOne()
        try expect(try await bench.store.release(claimed.lease, retry: nil), "it is given back")
        try expect(try await bench.claimOne().wasBegun, is: false, "its holder did nothing with it")
    }

    static func postponed(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.postpone(by: .seconds(10))
        bench.time.advance(by: .seconds(10))
        try expect(try await bench.claimOne().wasBegun, "the world failed somewhere in its midst")
    }

    static func abandoned(_ bench: Bench) async throws {
        try await bench.insert("a")
        _ = try await bench.claimOne(by: "A")
        bench.time.advance(by: Bench.lease)
        let second = try await bench.claimOne(by: "B")
        try expect(second.wasBegun, "its holder has died somewhere in its midst")
        try expect(try await bench.store.release(second.lease, retry: nil), "it is given back")
        try expect(try await bench.claimOne(by: "C").wasBegun, is: false, "by one that did nothing with it")
    }

    static func finished(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.postpone(by: .seconds(10))
        bench.time.advance(by: .seconds(10))
        try await bench.finish(.failed)
        bench.time.advance(by: .seconds(1))
        let retry = Selection.retry(.init(finishedBefore: bench.time.now))
        try expect(try await bench.claimOne(retry).wasBegun, is: false, "its result is written")
    }
}
