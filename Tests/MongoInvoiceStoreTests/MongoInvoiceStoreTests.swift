import FGOModels
import Foundation
import InvoiceSync
import InvoiceSyncTesting
import Testing

@testable import MongoInvoiceStore

@Suite struct MongoInvoiceStoreTests {
    @Test(arguments: InvoiceStoreConformance.checks)
    func conforms(to check: InvoiceStoreConformance.Check) async throws {
        let database = try await TestDatabase()
        try await InvoiceStoreConformance { now in try database.store(.manual(now)) }.run(check)
    }

    @Test(arguments: InvoiceStoreConformance.checks)
    func conformsWithItsIndexes(to check: InvoiceStoreConformance.Check) async throws {
        let database = try await TestDatabase()
        try await InvoiceStoreConformance { now in
            let store = try database.store(.manual(now))
            try await store.prepare()
            try await store.prepare()
            return store
        }.run(check)
    }

    @Test func aDatabaseOrACollectionThatDoesNotExistIsNamed() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        #expect(try await store.absence()?.contains("does not exist, or has no documents") == true)
        try database.insert(["_id": 1])
        #expect(try await store.absence() == nil)
        let other = try MongoInvoiceStore(uri: database.uri, collection: "raw_dta")
        let absence = try #require(try await other.absence())
        #expect(absence.contains("no collection “raw_dta”, only “raw_data”: set collection"))
        #expect(try await other.counts().total == 0)
        #expect(try await other.absence() != nil, "reading makes no collection")
    }

    @Test func eightClaimersInTwoStoresTakeEachDocumentOnce() async throws {
        let database = try await TestDatabase()
        let stores = [try database.store(), try database.store()]
        let names = (0..<100).map { "\($0)" }
        _ = try await stores[0].insert(names.map(document))
        let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<8 {
                group.addTask {
                    var taken: [String] = []
                    while true {
                        let some = try await stores[worker % 2].claim(request(limit: 3, owner: "\(worker)"))
                        if some.isEmpty { return taken }
                        taken += some.map(\.document.id.description)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == names.count)
        #expect(Set(claimed) == Set(names))
    }

    @Test func twoThatInsertTheSameAtOnceInsertItOnce() async throws {
        let database = try await TestDatabase()
        let stores = [try database.store(), try database.store()]
        let documents = (0..<300).map { document("\($0)") }
        let counts = try await withThrowingTaskGroup(of: InsertCounts.self) { group in
            for store in stores { group.addTask { try await store.insert(documents) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.map(\.new).reduce(0, +) == documents.count)
        #expect(counts.map(\.unchanged).reduce(0, +) == documents.count)
        #expect(try await stores[0].counts().pending == documents.count)
    }

    @Test func aDocumentThatAUsersIndexForbidsIsAFailure() async throws {
        let database = try await TestDatabase()
        try database.session { session throws(MongoFailure) in
            let index: BSONValue = ["name": "one", "key": ["data.serie": 1], "unique": true]
            try session.write(["createIndexes": "raw_data", "indexes": [index]])
        }
        let documents = ["a", "b"].map { RawDocument(id: DocumentID(.text($0)), data: ["serie": "S"]) }
        let error = await #expect(throws: SyncError.self) { _ = try await database.store().insert(documents) }
        #expect(error?.isTransient == false)
        #expect(error?.message.contains("duplicate") == true, "\(String(describing: error))")
    }

    /// The clocks of two machines are 30 s before and behind the database's.
    @Test func theDatabasesClockDecides() async throws {
        let database = try await TestDatabase()
        let early = try database.store(.database { Date(timeIntervalSinceNow: -30) })
        let late = try database.store(.database { Date(timeIntervalSinceNow: 30) })
        _ = try await early.insert([document("a"), document("b")])

        let short = ClaimRequest(selection: .pending, limit: 1, owner: "A", leaseDuration: .seconds(20))
        let lease = try #require(try await early.claim(short).first).lease
        let lock = LockName(.part, "l")
        #expect(try await early.lock(lock, owner: "A", for: .seconds(20)) == .taken(0))
        #expect(try await late.claim(request(limit: 2, owner: "B")).map(\.document.id) == [DocumentID("b")])
        #expect(try await late.lock(lock, owner: "B", for: .seconds(20)) == .held(by: "A"))
        #expect(try await late.renew([lease], for: .seconds(20)) == [lease.document])
        #expect(try await late.renewLocks([lock], owner: "A", for: .seconds(20)) == [lock])
        #expect(try await late.release(lease, retry: Retry(attempts: 1, delay: .seconds(20))))
        #expect(try await late.counts().waiting == 1)
        #expect(try await late.claim(request(limit: 1)).isEmpty)
    }

    /// What lasts for no time is over at once, whatever the machines' clocks say.
    @Test(arguments: [-30.0, 30])
    func whatIsOverByTheDatabasesClockIsOver(_ skew: Double) async throws {
        let database = try await TestDatabase()
        let skewed = try database.store(.database { Date(timeIntervalSinceNow: skew) })
        let other = try database.store(.database { Date(timeIntervalSinceNow: -skew) })
        _ = try await skewed.insert([document("a")])
        let claim = ClaimRequest(selection: .pending, limit: 1, owner: "A", leaseDuration: .zero)
        let lease = try #require(try await skewed.claim(claim).first).lease
        #expect(try await skewed.renew([lease], for: .seconds(20)) == [])
        #expect(try await other.claim(request(limit: 1, owner: "B")).first?.wasBegun == true)

        let lock = LockName(.part, "l")
        let generation = try await skewed.generation(of: .part)
        #expect(try await skewed.lock(lock, owner: "A", for: .zero) == .taken(generation))
        #expect(try await skewed.renewLocks([lock], owner: "A", for: .seconds(20)) == [])
        #expect(try await other.lock(lock, owner: "B", for: .seconds(20)) == .taken(generation + 1))
        #expect(try await skewed.lock(lock, owner: "A", for: .seconds(20)) == .held(by: "B"))
    }

    /// The clocks are a minute apart, the locks last for less.
    @Test func twoMachinesWithOppositeClocksNeverHoldALockAtOnce() async throws {
        let database = try await TestDatabase()
        let stores = try [-30.0, 30].map { skew in try database.store(.database { Date(timeIntervalSinceNow: skew) }) }
        let lock = LockName(.part, "l")
        let holders = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let (store, owner) = (stores[worker % 2], "\(worker)")
                    var turnsLeft = 10
                    while turnsLeft > 0 {
                        guard case .taken = try await store.lock(lock, owner: owner, for: .seconds(20)) else {
                            continue
                        }
                        #expect(await holders.add(1) == 1)
                        #expect(try await store.renewLocks([lock], owner: owner, for: .seconds(20)) == [lock])
                        await holders.add(-1)
                        try await store.unlock(lock, owner: owner, changed: true)
                        turnsLeft -= 1
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].generation(of: .part) == 40, "and no change is lost")
    }

    private actor Counter {
        private var count = 0

        @discardableResult
        func add(_ number: Int) -> Int {
            count += number
            return count
        }
    }

    /// A run's own moment, read from a clock that is wrong, still parts what the run did from what was before.
    @Test(arguments: [-30.0, 30])
    func aRetryGoesByTheDatabasesClock(_ skew: Double) async throws {
        let database = try await TestDatabase()
        let time = ManualTime(Date(timeIntervalSinceNow: skew))
        let store = try database.store(.database { time.now })
        _ = try await store.insert([document("a")])
        let claimed = try #require(try await store.claim(request(limit: 1)).first)
        #expect(try await store.complete(claimed.lease, with: failedResult))

        let past = Selection.retry(.init(finishedBefore: time.now.addingTimeInterval(-15)))
        #expect(try await store.claim(request(past, limit: 1)).isEmpty, "it was finished since")
        time.advance(by: .seconds(-3600))
        #expect(try await store.claim(request(past, limit: 1)).isEmpty, "though the machine's clock was set")
        let future = Selection.retry(.init(finishedBefore: time.now.addingTimeInterval(15)))
        #expect(try await store.claim(request(future, limit: 1)).count == 1, "it was finished before")
    }

    @Test func textThatLooksLikeAnExpressionIsText() async throws {
        let store = try await TestDatabase().store()
        _ = try await store.insert([RawDocument(id: DocumentID("$_id"), data: ["$a": "$b", "c.d": "$$NOW"])])
        let name = LockName(.part, "$until")
        #expect(try await store.lock(name, owner: "$owner", for: .seconds(60)) == .taken(0))
        #expect(try await store.lock(name, owner: "$$NOW", for: .seconds(60)) == .held(by: "$owner"))
        let claimed = try #require(try await store.claim(request(limit: 1, owner: "$data")).first)
        #expect(claimed.document.data == ["$a": "$b", "c.d": "$$NOW"])
        let result = DocumentResult(status: .failed, log: failedResult.log, fingerprint: "$sync_status")
        #expect(try await store.complete(claimed.lease, with: result))
        let stored = try #require(try await store.documents(DocumentQuery(limit: 1)).first)
        #expect(stored.fingerprint == "$sync_status")
        #expect(stored.document.id == DocumentID("$_id"))
    }

    @Test func aCancelledClaimTakesNothing() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        _ = try await store.insert([document("a")])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await store.claim(request(limit: 1))
        }
        let error = await #expect(throws: SyncError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        #expect(try await store.counts().pending == 1)
    }

    @Test func aKeyThatMongoDBCannotHoldIsRefusedWithItsReason() async throws {
        let store = try await TestDatabase().store()
        let error = await #expect(throws: SyncError.self) {
            _ = try await store.insert([RawDocument(id: DocumentID("a"), data: ["a\0b": 1])])
        }
        #expect(error?.isTransient == false)
        #expect(error?.message.contains("NUL") == true)
        #expect(try await store.counts().total == 0)
    }

    @Test func aDocumentBeyond16MiBIsRefusedWithItsReason() async throws {
        let store = try await TestDatabase().store()
        let data = JSONValue.text(String(repeating: "x", count: 16 << 20))
        let error = await #expect(throws: SyncError.self) {
            _ = try await store.insert([RawDocument(id: DocumentID("a"), data: data)])
        }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.isTransient == false, "\(String(describing: error))")
    }
}
