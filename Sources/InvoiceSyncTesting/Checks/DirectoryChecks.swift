import InvoiceSync

enum DirectoryChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("what a name stands for is recalled byte for byte", roundTrip),
        .init("names of other bytes are other names", exact),
        .init("another server and another kind have names of their own", apart),
        .init("what is remembered last counts", overwritten),
        .init("what is forgotten is not recalled", forgotten),
        .init("thousands of names are remembered, recalled and forgotten at once", thousands),
        .init("a directory that is pruned keeps what was remembered last", pruned),
        .init("a directory within its limit keeps everything", prunedWithinItsLimit),
        .init("of names that eight remember at once none is lost", allAtOnce),
    ]

    private static let oddNames = [
        "", " ", "ACME", "acme", "acme ", "Ștefănescu și fiii", "Şcoala", "Școala", "e\u{301}", "\u{e9}", "a\0b", "a\0",
        "a",
        "$name", "a.b", "_id", "*", "%", "?", "'", "\"", "\\", "\\u0000", "\n\r\t\u{7f}", "{\"$oid\": 1}",
        "[\"a\",\"b\"]",
        "日本語", "👩‍👩‍👧‍👦", "\u{10ffff}", "\u{feff}x", "\u{202e}x", "12", "012", "1.0", "null",
        String(repeating: "ș", count: 4096),
    ]

    static func roundTrip(_ bench: Bench) async throws {
        let entries = oddNames.map { DirectoryEntry(key: key($0), value: "[\($0.prefix(1000))]") }
        try await bench.store.remember(entries)
        let values = try await bench.store.recall(Set(entries.map(\.key)))
        try expect(values.count, is: entries.count, "each of the names is another one")
        for entry in entries {
            let value = try require(values[entry.key], "“\(entry.key.name)” is recalled")
            try expect(Array(value.utf8), is: Array(entry.value.utf8), "its value has the same bytes")
        }
        try await bench.store.remember([])
        try expect(try await bench.store.recall([]), is: [:], "no name is none")
    }

    static func exact(_ bench: Bench) async throws {
        try await bench.remember(["É", "ACME", "a"])
        try expect(
            try await bench.recall(["E\u{301}", "é", "acme", "ACME ", " ACME", "ACM", "ACME\0", "a\0", "A", "Ａ"]),
            is: [:],
            "no near miss is found"
        )
    }

    static func apart(_ bench: Bench) async throws {
        let here = DirectoryKey(server: "s", kind: .part, name: "n")
        let others = [
            DirectoryKey(server: "t", kind: .part, name: "n"), DirectoryKey(server: "S", kind: .part, name: "n"),
            DirectoryKey(server: "s", kind: .customer, name: "n"), DirectoryKey(server: "s", kind: .order, name: "n"),
            DirectoryKey(server: "", kind: .part, name: "n"), DirectoryKey(server: "n", kind: .part, name: "s"),
        ]
        try await bench.store.remember([DirectoryEntry(key: here, value: "1")])
        try expect(try await bench.store.recall(Set(others)), is: [:], "they see nothing of it")
        try await bench.store.remember(others.map { DirectoryEntry(key: $0, value: "2") })
        try await bench.store.forget(Set(others.dropFirst()))
        try expect(
            try await bench.store.recall(Set(others + [here])),
            is: [here: "1", others[0]: "2"],
            "and change nothing of it"
        )
    }

    static func overwritten(_ bench: Bench) async throws {
        try await bench.remember(["a", "b"], as: "1")
        try await bench.store.remember([
            DirectoryEntry(key: key("a"), value: "2"), DirectoryEntry(key: key("a"), value: "3"),
        ])
        try expect(
            try await bench.recall(["a", "b"]),
            is: ["a": "3", "b": "1"],
            "the last one, and the other as it was"
        )
        try await bench.remember(["a"], as: "")
        try expect(try await bench.recall(["a"]), is: ["a": ""], "an empty value is one")
    }

    static func forgotten(_ bench: Bench) async throws {
        try await bench.remember(["a", "b"], as: "1")
        try await bench.store.forget([key("a"), key("unknown")])
        try await bench.store.forget([])
        try expect(try await bench.recall(["a", "b"]), is: ["b": "1"], "and nothing else is forgotten")
        try await bench.remember(["a"], as: "2")
        try expect(try await bench.recall(["a"]), is: ["a": "2"], "it may be remembered again")
    }

    static func thousands(_ bench: Bench) async throws {
        let names = (0..<3000).map { "name \($0)" }
        try await bench.remember(names, as: "1")
        let found = try await bench.recall(names + (0..<3000).map { "other \($0)" })
        try expect(found.count, is: names.count, "all that are remembered are recalled")
        try expect(found["name 2999"], is: "1", "each with its value")
        try await bench.store.forget(Set(names.dropLast().map(key)))
        try expect(try await bench.recall(names), is: ["name 2999": "1"], "all that were named are forgotten")
    }

    static func pruned(_ bench: Bench) async throws {
        for name in ["a", "b", "c", "d"] {
            try await bench.remember([name], as: "1")
            bench.time.advance(by: .seconds(1))
        }
        try await bench.remember(["a"], as: "2")
        try await bench.store.pruneDirectory(keeping: 2)
        try expect(
            try await bench.recall(["a", "b", "c", "d"]),
            is: ["a": "2", "d": "1"],
            "remembered again, a name is new"
        )
        bench.time.advance(by: .seconds(1))
        try await bench.remember((0..<1500).map { "\($0)" }, as: "1")
        try await bench.store.pruneDirectory(keeping: 1500)
        try expect(try await bench.recall(["a", "d", "0", "1499"]), is: ["0": "1", "1499": "1"], "however many came")
        try await bench.store.pruneDirectory(keeping: 10)
        let left = try await bench.recall((0..<1500).map { "\($0)" })
        try expect(left.count, is: 10, "of what was remembered at once as many as may stay")
        try await bench.store.pruneDirectory(keeping: 0)
        try expect(try await bench.recall(Array(left.keys)), is: [:], "or none at all")
    }

    static func prunedWithinItsLimit(_ bench: Bench) async throws {
        try await bench.store.pruneDirectory(keeping: 2)
        try await bench.remember(["a", "b"], as: "1")
        try await bench.store.pruneDirectory(keeping: 2)
        try await bench.store.pruneDirectory(keeping: .max)
        try expect(try await bench.recall(["a", "b"]), is: ["a": "1", "b": "1"], "nothing is dropped")
    }

    static func allAtOnce(_ bench: Bench) async throws {
        let names = (0..<100).map { "\($0)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask { try await bench.remember(names + ["own \(worker)"], as: "1") }
            }
            try await group.waitForAll()
        }
        let all = names + (0..<8).map { "own \($0)" }
        try expect(try await bench.recall(all).count, is: all.count, "each is recalled")
    }

    fileprivate static func key(_ name: String) -> DirectoryKey {
        DirectoryKey(server: "server", kind: .customer, name: name)
    }
}

extension Bench {
    fileprivate func remember(_ names: [String], as value: String = "1") async throws {
        try await store.remember(names.map { DirectoryEntry(key: DirectoryChecks.key($0), value: value) })
    }

    fileprivate func recall(_ names: [String]) async throws -> [String: String] {
        let values = try await store.recall(Set(names.map(DirectoryChecks.key)))
        return Dictionary(values.map { ($0.key.name, $0.value) }) { _, last in last }
    }
}
