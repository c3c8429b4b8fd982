import InvoiceSync

enum LockChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a lock is one owner's", exclusive),
        .init("a lock ends by itself", expires),
        .init("a lock is prolonged by its owner", prolonged),
        .init("a lock is given back by its owner only", unlockedByOwner),
        .init("of eight that want a lock at once one gets it", oneOfEight),
    ]

    private static func lock(_ bench: Bench, _ name: String = "l", by owner: String) async throws -> String? {
        try await bench.store.lock(name, owner: owner, for: .seconds(60))
    }

    static func exclusive(_ bench: Bench) async throws {
        try expect(try await lock(bench, by: "A"), is: nil, "a free lock is taken")
        try expect(try await lock(bench, by: "B"), is: "A", "another is told who holds it")
        try expect(try await lock(bench, "other", by: "B"), is: nil, "another name is another lock")
        try expect(try await lock(bench, "L", by: "B"), is: nil, "names differ by case")
    }

    static func expires(_ bench: Bench) async throws {
        _ = try await lock(bench, by: "A")
        bench.time.advance(by: .seconds(59))
        try expect(try await lock(bench, by: "B"), is: "A", "it holds until its end")
        bench.time.advance(by: .seconds(2))
        try expect(try await lock(bench, by: "B"), is: nil, "then it is free")
        try expect(try await lock(bench, by: "A"), is: "B", "and the next one's")
    }

    static func prolonged(_ bench: Bench) async throws {
        _ = try await lock(bench, by: "A")
        bench.time.advance(by: .seconds(50))
        try expect(try await lock(bench, by: "A"), is: nil, "its owner may take it again")
        bench.time.advance(by: .seconds(50))
        try expect(try await lock(bench, by: "B"), is: "A", "it holds from then on")
        try await bench.store.unlock("l", owner: "A")
        try expect(try await lock(bench, by: "B"), is: nil, "given back once, it is free")
    }

    static func unlockedByOwner(_ bench: Bench) async throws {
        try await bench.store.unlock("l", owner: "A")
        _ = try await lock(bench, by: "A")
        try await bench.store.unlock("l", owner: "B")
        try expect(try await lock(bench, by: "C"), is: "A", "another cannot give it back")
        try await bench.store.unlock("l", owner: "A")
        try expect(try await lock(bench, by: "C"), is: nil, "its owner can")
    }

    static func oneOfEight(_ bench: Bench) async throws {
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for worker in 0..<8 {
                group.addTask { try await lock(bench, by: "worker \(worker)") == nil }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try expect(winners, is: 1, "one owner holds it")
    }
}
