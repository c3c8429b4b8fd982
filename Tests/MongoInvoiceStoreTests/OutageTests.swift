import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// A server that goes away, as the store and those who use it see it.
@Suite struct OutageTests {
    @Test func aServerThatIsKilledIsATransientFailureAndNothingIsLost() async throws {
        try await withTemporaryFolder { folder in
            let server = try await TestServer(folder: folder)
            let store = try TestDatabase(server, options: "&serverSelectionTimeoutMS=3000").store()
            let (held, given) = (LockName(.part, "held"), LockName(.part, "given"))
            _ = try await store.insert(["done", "held", "pending"].map(document))
            let leases = try await store.claim(request(limit: 2)).map(\.lease)
            #expect(try await store.complete(leases[0], with: okResult))
            #expect(try await store.lock(held, owner: "A", for: .seconds(600)) == .taken(0))
            let generation = try await store.unlock(given, owner: "A", changed: true)
            let job = try await store.updateJob(Job.sync, failure)

            await server.kill()
            let operations: [@Sendable () async throws -> Void] = [
                { _ = try await store.claim(request(limit: 1)) },
                { _ = try await store.complete(leases[1], with: okResult) },
                { _ = try await store.counts() },
                { _ = try await store.renewLocks([held], owner: "A", for: .seconds(600)) },
                { _ = try await store.updateJob(Job.sync, failure) },
            ]
            await withTaskGroup { group in
                for operation in operations {
                    group.addTask {
                        let error = await #expect(throws: SyncError.self) { try await operation() }
                        #expect(error?.code == .storeUnavailable)
                        #expect(error?.isTransient == true, "\(String(describing: error))")
                    }
                }
            }

            let restarted = try await TestServer(folder: folder, port: server.port)
            #expect(try await store.counts().ok == 1)
            #expect(try await store.lock(held, owner: "B", for: .seconds(60)) == .held(by: "A"))
            #expect(try await store.renewLocks([held], owner: "A", for: .seconds(60)) == [held])
            #expect(try await store.generation(of: .part) == generation)
            #expect(try await store.job(Job.sync) == job)
            #expect(try await store.renew([leases[1]], for: .seconds(60)) == [leases[1].document])
            #expect(try await store.claim(request(limit: 2)).map(\.document.id) == [DocumentID("pending")])
            await restarted.kill()
        }
    }

    /// Every connection of the pool was open when the server was killed.
    @Test func everyConnectionIsMadeAnewAfterARestart() async throws {
        try await withTemporaryFolder { folder in
            var server = try await TestServer(folder: folder)
            let store = try TestDatabase(server).store()
            try await insertAtOnce(16, into: store)
            for _ in 0..<2 {
                await server.kill()
                server = try await TestServer(folder: folder, port: server.port)
                try await insertAtOnce(16, into: store)
            }
            await server.kill()
        }
    }

    private func insertAtOnce(_ count: Int, into store: MongoInvoiceStore) async throws {
        let new = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count { group.addTask { try await store.insert([document("\(UUID())")]).new } }
            return try await group.reduce(0, +)
        }
        #expect(new == count)
    }

    private let failure: Job.Changes = {
        var changes = Job.Changes()
        let began = Date(timeIntervalSince1970: 1_750_000_000)
        changes.finished = Job.Run(began: began, duration: .seconds(1), status: .failed, output: "")
        return changes
    }()

    @Test(arguments: [6, 7, 89, 9001, 91, 11600, 11602, 189, 10107, 10058, 13435, 13436, 112, 262])
    func whatTheServerMaySayWhileItGoesIsTransient(_ code: Int32) {
        let failure = MongoFailure(writeError: ["code": .int32(code), "errmsg": "not now"])
        #expect(failure.kind == .unavailable)
        #expect(SyncError("claiming documents in", "store", failure).isTransient)
    }

    @Test(arguments: [2, 13, 18, 121, 11000, 17419])
    func whatTheServerRefusesForGoodIsNotTransient(_ code: Int32) {
        let failure = MongoFailure(writeError: ["code": .int32(code), "errmsg": "never"])
        #expect(!SyncError("claiming documents in", "store", failure).isTransient)
    }
}
