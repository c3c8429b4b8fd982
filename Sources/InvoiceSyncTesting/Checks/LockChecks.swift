import InvoiceSync

enum LockChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a lock is one owner's", exclusive),
        .init("a lock ends by itself", expires),
        .init("a lock is prolonged by its owner", prolonged),
        .init("a lock is given back by its owner only", unlockedByOwner),
        .init("of eight that want a lock at once one gets it", oneOfEight),
        .init("renewing locks keeps those that hold and tells which are lost", renewed),
    ]

    static let name = LockName(.part, "l")

    static func exclusive(_ bench: Bench) async throws {
        try expect(try await bench.locks(by: "A"), "a free lock is taken")
        try expect(try await bench.lock(by: "B"), is: .held(by: "A"), "another is told who holds it")
        try expect(try await bench.locks(LockName(.part, "other"), by: "B"), "another name is another lock")
        try expect(try await bench.locks(LockName(.part, "L"), by: "B"), "names differ by case")
        try expect(try await bench.locks(LockName(.customer, "l"), by: "B"), "another kind is another lock")
    }

    static func expires(_ bench: Bench) async throws {
        _ = try await bench.lock(by: "A")
        bench.time.advance(by: .seconds(59))
        try expect(try await bench.lock(by: "B"), is: .held(by: "A"), "it holds until its end")
        bench.time.advance(by: .seconds(1))
        try expect(try await bench.locks(by: "B"), "then it is free")
        try expect(try await bench.lock(by: "A"), is: .held(by: "B"), "and the next one's")
    }

    static func prolonged(_ bench: Bench) async throws {
        _ = try await bench.lock(by: "A")
        bench.time.advance(by: .seconds(50))
        try expect(try await bench.locks(by: "A"), "its owner may take it again")
        bench.time.advance(by: .seconds(50))
        try expect(try await bench.lock(by: "B"), is: .held(by: "A"), "it holds from then on")
        try await bench.store.unlock(name, owner: "A", changed: false)
        try expect(try await bench.locks(by: "B"), "given back once, it is free")
    }

    static func unlockedByOwner(_ bench: Bench) async throws {
        try await bench.store.unlock(name, owner: "A", changed: false)
        _ = try await bench.lock(by: "A")
        try await bench.store.unlock(name, owner: "B", changed: true)
        try expect(try await bench.lock(by: "C"), is: .held(by: "A"), "another cannot give it back")
        try await bench.store.unlock(name, owner: "A", changed: false)
        try expect(try await bench.locks(by: "C"), "its owner can")
    }

    static func oneOfEight(_ bench: Bench) async throws {
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for worker in 0..<8 {
                group.addTask { try await bench.locks(by: "worker \(worker)") }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try expect(winners, is: 1, "one owner holds it")
    }

    static func renewed(_ bench: Bench) async throws {
        let (early, late, foreign) = (LockName(.part, "early"), LockName(.part, "late"), LockName(.part, "foreign"))
        _ = try await bench.lock(early, by: "A")
        _ = try await bench.lock(foreign, by: "B")
        bench.time.advance(by: .seconds(50))
        _ = try await bench.lock(late, by: "A")
        try expect(
            try await bench.renew([late, foreign, name], by: "A"),
            is: [late],
            "only what is the owner's is kept"
        )
        try expect(try await bench.renew([], by: "A"), is: [], "no lock is none")
        bench.time.advance(by: .seconds(10))
        try expect(try await bench.renew([early, late], by: "A"), is: [late], "a lock whose time is over is lost")
        try expect(try await bench.locks(early, by: "C"), "and free")
        bench.time.advance(by: .seconds(59))
        try expect(try await bench.lock(late, by: "C"), is: .held(by: "A"), "it holds from the moment of renewal")
        try expect(try await bench.renew([late], by: "C"), is: [], "and another cannot prolong it")
    }
}

extension Bench {
    /// Asks for a lock of 60 s.
    func lock(_ name: LockName = LockChecks.name, by owner: String) async throws -> LockOutcome {
        try await store.lock(name, owner: owner, for: .seconds(60))
    }

    /// Whether a lock of 60 s is had.
    func locks(_ name: LockName = LockChecks.name, by owner: String) async throws -> Bool {
        if case .taken = try await lock(name, by: owner) { true } else { false }
    }

    func renew(_ names: Set<LockName>, by owner: String) async throws -> Set<LockName> {
        try await store.renewLocks(names, owner: owner, for: .seconds(60))
    }
}
