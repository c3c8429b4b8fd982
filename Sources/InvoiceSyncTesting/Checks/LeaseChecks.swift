import FGOModels
import InvoiceSync

enum LeaseChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("an expired lease lets another take the document", takenOver),
        .init("a renewed lease holds longer", renewHolds),
        .init("renew tells which leases are lost", renewTells),
        .init("a former holder writes nothing", formerHolderWritesNothing),
        .init("a lease that has ended is lost, also where nobody took it", endedIsLost),
        .init("a document that is given back without a retry is as never claimed", releasedAsNew),
        .init("work is ended also in a cancelled task", endsWhenCancelled),
    ]

    static func takenOver(_ bench: Bench) async throws {
        try await bench.insert("a")
        _ = try await bench.claimOne(by: "A")
        bench.time.advance(by: Bench.lease - .seconds(1))
        try expect(try await bench.claim(by: "B").isEmpty, "a lease holds until its end")
        bench.time.advance(by: .seconds(2))
        try expect(try await bench.document("a").owner, is: nil, "a lease that has ended is nobody's")
        try expect(try await bench.claim(by: "B").names, is: ["a"], "then the document is free")
        try expect(try await bench.document("a").owner, is: "B", "and the next one's")
    }

    static func renewHolds(_ bench: Bench) async throws {
        try await bench.insert("a")
        let claimed = try await bench.claimOne(by: "A")
        bench.time.advance(by: .seconds(50))
        let renewed = try await bench.store.renew([claimed.lease], for: Bench.lease)
        try expect(renewed, is: [claimed.document.id], "a lease that holds is renewed")
        bench.time.advance(by: .seconds(50))
        try expect(try await bench.claim(by: "B").isEmpty, "it holds from the moment of renewal")
        try expect(try await bench.store.complete(claimed.lease, with: bench.result(.ok)), "and its owner may write")
        try expect(try await bench.store.renew([], for: Bench.lease), is: [], "no lease is none")
    }

    static func renewTells(_ bench: Bench) async throws {
        try await bench.insert("kept", "lost", "foreign")
        let all = try await bench.claim(by: "A", limit: 2)
        bench.time.advance(by: .seconds(50))
        _ = try await bench.store.renew([try require(all.first, "two were claimed").lease], for: Bench.lease)
        bench.time.advance(by: .seconds(50))
        try expect(try await bench.claim(by: "B").names, is: ["lost", "foreign"], "these are another's now")

        let foreign = Lease(document: DocumentID("foreign"), owner: "A")
        let absent = Lease(document: DocumentID("absent"), owner: "A")
        let renewed = try await bench.store.renew(all.map(\.lease) + [foreign, absent], for: Bench.lease)
        try expect(renewed, is: [DocumentID("kept")], "only what is the owner's is renewed")
        try expect(try await bench.document("lost").owner, is: "B", "a lost lease is not taken back")
    }

    static func formerHolderWritesNothing(_ bench: Bench) async throws {
        try await bench.insert("a")
        let former = try await bench.claimOne(by: "A").lease
        bench.time.advance(by: Bench.lease + .seconds(1))
        let holder = try await bench.claimOne(by: "B").lease

        try expect(
            try await !bench.store.complete(former, with: bench.result(.failed)),
            "a lost lease writes no result"
        )
        try expect(try await bench.document("a").status, is: nil, "and nothing is written")
        let retry = Retry(attempts: 7, delay: .seconds(1))
        try expect(try await !bench.store.release(former, retry: retry), "a lost lease gives nothing back")
        try expect(try await !bench.store.release(former, retry: nil), "in neither way")
        try expect(try await bench.document("a").owner, is: "B", "the document stays its holder's")
        try expect(try await bench.document("a").attempts, is: 0, "and no attempt is counted")

        try expect(try await bench.store.complete(holder, with: bench.result(.ok)), "the holder writes")
        try expect(try await !bench.store.complete(holder, with: bench.result(.failed)), "once")
        try expect(try await bench.document("a").status, is: .ok, "the first result stands")
    }

    static func endedIsLost(_ bench: Bench) async throws {
        try await bench.insert("a")
        let lease = try await bench.claimOne().lease
        bench.time.advance(by: Bench.lease + .seconds(1))
        try expect(try await bench.store.renew([lease], for: Bench.lease), is: [], "it is not renewed")
        try expect(try await !bench.store.complete(lease, with: bench.result(.ok)), "it writes no result")
        try expect(try await !bench.store.release(lease, retry: nil), "it gives nothing back")
        try expect(try await bench.state("a"), is: .pending, "the document is pending again")
    }

    static func releasedAsNew(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        let before = try await bench.document("a")
        let lease = try await bench.claimOne().lease
        try expect(try await bench.store.release(lease, retry: nil), "it is given back")
        try expect(try await bench.document("a"), is: before, "it is as before")
        try expect(try await !bench.store.release(lease, retry: nil), "it is no longer the owner's")
        try expect(try await bench.claim(by: "B").names, is: ["a", "b"], "it has kept its place")
    }

    static func endsWhenCancelled(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        let leases = try await bench.claim().map(\.lease)
        let name = LockName(.part, "l")
        _ = try await bench.store.lock(name, owner: "A", for: Bench.lease)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            let isWritten = try await bench.store.complete(leases[0], with: bench.result(.ok))
            let isReleased = try await bench.store.release(leases[1], retry: nil)
            try await bench.store.unlock(name, owner: "A", changed: false)
            return isWritten && isReleased
        }
        try expect(try await task.value, "a cancelled task records what it did")
        try expect(try await bench.state("a"), is: .ok, "the result is there")
        try expect(try await bench.state("b"), is: .pending, "the other document is free")
        let outcome = try await bench.store.lock(name, owner: "B", for: Bench.lease)
        try expect(outcome, is: .taken(0), "the lock is free")
    }
}
