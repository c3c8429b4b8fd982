import InvoiceSync

enum GenerationChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a lock that is given back counts a change where there was one", counted),
        .init("a change counts also where the lock was lost", countedWhenLost),
        .init("a lock that is taken over counts as a change", takenOver),
        .init("one's own lock that had ended counts as a change", takenOverByItsOwner),
        .init("a lock that is prolonged or given back in time counts as none", uncounted),
        .init("changes of each kind are counted apart", apart),
        .init("of changes at once none is lost", allAtOnce),
    ]

    private static let kind = LockChecks.name.kind

    static func counted(_ bench: Bench) async throws {
        let before = try await bench.store.generation(of: kind)
        try expect(try await bench.lock(by: "A"), is: .taken(before), "a lock tells the generation")
        let after = try await bench.store.unlock(LockChecks.name, owner: "A", changed: true)
        try expect(after > before, "a change makes another generation")
        try expect(try await bench.store.generation(of: kind), is: after, "anybody sees it")
        try expect(try await bench.lock(by: "B"), is: .taken(after), "and so does the next holder")
        let unchanged = try await bench.store.unlock(LockChecks.name, owner: "B", changed: false)
        try expect(unchanged, is: after, "where nothing was changed it stays")
    }

    static func countedWhenLost(_ bench: Bench) async throws {
        _ = try await bench.lock(by: "A")
        bench.time.advance(by: .seconds(60))
        _ = try await bench.lock(by: "B")
        let before = try await bench.store.generation(of: kind)
        let after = try await bench.store.unlock(LockChecks.name, owner: "A", changed: true)
        try expect(after > before, "what a former holder changed counts")
        try expect(try await bench.lock(by: "C"), is: .held(by: "B"), "though the lock is another's")
    }

    static func takenOver(_ bench: Bench) async throws {
        let before = try await bench.store.generation(of: kind)
        _ = try await bench.lock(by: "A")
        bench.time.advance(by: .seconds(60))
        try expect(try await bench.store.generation(of: kind), is: before, "its end alone is no change")
        let generation = try await bench.store.generation(of: kind)
        guard case .taken(let after) = try await bench.lock(by: "B") else {
            throw ConformanceFailure(message: "a lock that ended is free", fileID: #fileID, line: #line)
        }
        try expect(after > generation, "whoever takes it over sees that its holder may have changed something")
        try expect(try await bench.store.generation(of: kind), is: after, "and so does anybody")
        try expect(try await bench.lock(by: "B"), is: .taken(after), "it counts once")
    }

    static func takenOverByItsOwner(_ bench: Bench) async throws {
        let before = try await bench.store.generation(of: kind)
        _ = try await bench.lock(by: "A")
        bench.time.advance(by: .seconds(60))
        try expect(try await bench.lock(by: "A") != .taken(before), "another may have held it meanwhile")
    }

    static func uncounted(_ bench: Bench) async throws {
        let before = try await bench.store.generation(of: kind)
        _ = try await bench.lock(by: "A")
        bench.time.advance(by: .seconds(30))
        try expect(try await bench.lock(by: "A"), is: .taken(before), "it is prolonged")
        bench.time.advance(by: .seconds(30))
        _ = try await bench.renew([LockChecks.name], by: "A")
        bench.time.advance(by: .seconds(30))
        try expect(try await bench.lock(by: "B"), is: .held(by: "A"), "it is somebody's")
        try await bench.store.unlock(LockChecks.name, owner: "A", changed: false)
        try expect(try await bench.lock(by: "B"), is: .taken(before), "nothing was changed")
    }

    static func apart(_ bench: Bench) async throws {
        for (index, kind) in LockName.Kind.allCases.enumerated() {
            let others = LockName.Kind.allCases.dropFirst(index + 1)
            var before: [Generation] = []
            for other in others { before.append(try await bench.store.generation(of: other)) }
            try await bench.store.unlock(LockName(kind, "l"), owner: "A", changed: true)
            var after: [Generation] = []
            for other in others { after.append(try await bench.store.generation(of: other)) }
            try expect(after, is: before, "a change of a \(kind) is one of no other kind")
        }
    }

    static func allAtOnce(_ bench: Bench) async throws {
        let seen = try await withThrowingTaskGroup(of: Generation.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    try await bench.store.unlock(LockName(kind, "\(worker)"), owner: "A", changed: true)
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        try expect(seen.count, is: 8, "each has made a generation of its own")
        try expect(try await bench.store.generation(of: kind), is: seen.max() ?? 0, "and the last one stands")
    }
}
