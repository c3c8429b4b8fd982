import Foundation
import Synchronization
import Testing

@testable import InvenTreeClient

/// How many requests of a client are under way at once.
@Suite struct RequestQueueTests {
    @Test(arguments: [1, 3, 12])
    func noMoreRequestsAreUnderWayThanFixed(count: Int) async throws {
        try await LoopbackServer.run { request in
            .json(.company(1, "A"))
        } _: { server in
            let observer = RecordingObserver()
            let client = try server.client(concurrency: .fixed(count), observer: observer)
            try await withThrowingTaskGroup { group in
                for _ in 0..<60 { group.addTask { try await client.company(1) } }
                try await group.waitForAll()
            }
            #expect(server.requests.count == 60)
            #expect(server.mostOpenConnections <= count)
            #expect(observer.exchanges.allSatisfy { $0.limit == count && (1...count).contains($0.inFlight) })
            #expect(client.requestLimit == count)
        }
    }

    @Test func asManyAreUnderWayAsFixed() async throws {
        // None is answered before all have arrived.
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let client = try server.client(concurrency: .fixed(12))
            let tasks = (0..<12).map { _ in Task { try await client.company(1) } }
            for _ in tasks { _ = await server.nextArrival() }
            #expect(server.mostOpenConnections == 12)
            for task in tasks { task.cancel() }
        }
    }

    @Test func theFirstToComeIsTheFirstToBeServed() async throws {
        let queue = RequestQueue(.fixed(1))
        let turn = try await queue.enter()
        let (served, serve) = AsyncStream.makeStream(of: Int.self)
        for number in 0..<20 {
            Task {
                let turn = try await queue.enter()
                serve.yield(number)
                queue.leave(turn, .other)
            }
            while queue.waiting <= number { await Task.yield() }
        }
        queue.leave(turn, .other)
        #expect(await served.prefix(20).reduce(into: []) { $0.append($1) } == Array(0..<20))
    }

    @Test func `nobody begins a request while one that was throttled waits`() async throws {
        let queue = RequestQueue(.fixed(2))
        let (end, finish) = AsyncStream.makeStream(of: Void.self)
        let pause = Task {
            try await queue.pause {
                for await _ in end { break }
            }
        }
        while !queue.isPaused { await Task.yield() }
        let next = Task { try await queue.enter() }
        while queue.waiting == 0 { await Task.yield() }
        finish.yield()
        #expect(try await next.value.inFlight == 1)
        try await pause.value
        #expect(!queue.isPaused)
    }

    @Test func whoIsCancelledWhileWaitingSendsNothing() async throws {
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let client = try server.client(concurrency: .fixed(1))
            let first = Task { try await client.company(1) }
            _ = await server.nextArrival()
            let second = Task { try await failure { _ = try await client.createCompany(.init(name: "A")) } }
            second.cancel()
            let error = try await second.value
            #expect(error?.code == .cancelled && error?.mayHaveBeenCarriedOut == false)
            first.cancel()
            _ = await first.result
            #expect(server.requests.count == 1)
        }
    }

    @Test func aCancelledWaitKeepsNobodyElseWaiting() async throws {
        let queue = RequestQueue(.fixed(1))
        for _ in 0..<200 {
            let turn = try await queue.enter()
            let impatient = Task { try await queue.enter() }
            let patient = Task { queue.leave(try await queue.enter(), .other) }
            async let cancelling: Void = impatient.cancel()
            queue.leave(turn, .other)
            await cancelling
            if let turn = try? await impatient.value { queue.leave(turn, .other) }
            try await patient.value
        }
        #expect(queue.waiting == 0)
    }

    @Test func aTurnIsTakenBeforePermissionIsAskedForAndGivenBackBeforeAPause() async throws {
        try await LoopbackServer.run {
            $0.number == 1 ? .json(503, #"{"detail":"busy"}"#) : .json(.company(1, "A"))
        } _: { server in
            let (pauses, pause) = AsyncStream.makeStream(of: Void.self)
            let client = try server.client(concurrency: .fixed(1), clock: StoppedClock { pause.yield() })
            let asked = Mutex<[Int]>([])
            let write = Task {
                try await WritePermission.requiring { () async throws(InvenTreeError) in
                    asked.withLock { $0.append(server.requests.count) }
                    return .seconds(60)
                } _: { () async throws(InvenTreeError) in
                    try await client.updateCompany(1, .init(name: "A"))
                }
            }
            _ = await pauses.first { _ in true }
            // The write waits to be repeated, and the only turn is another's meanwhile.
            #expect(try await client.company(1).name == "A")
            write.cancel()
            _ = await write.result
            #expect(asked.withLock { $0 } == [0])
        }
    }

    @Test func aRefusedPermissionGivesTheTurnBack() async throws {
        try await LoopbackServer.run { _ in
            .json(.company(1, "A"))
        } _: { server in
            let client = try server.client(concurrency: .fixed(1))
            _ = try await failure {
                try await WritePermission.requiring { () async throws(InvenTreeError) in
                    throw InvenTreeError(.cancelled)
                } _: { () async throws(InvenTreeError) in
                    try await client.deleteCompany(1)
                }
            }
            #expect(try await client.company(1).name == "A")
            #expect(server.requests.map(\.method) == ["GET"])
        }
    }

    @Test func adaptiveLimitBeginsAloneAndGrows() async throws {
        try await LoopbackServer.run { _ in
            .json(.company(1, "A"))
        } _: { server in
            let observer = RecordingObserver()
            let client = try server.client(concurrency: .adaptive(slowdown: 1000), observer: observer)
            #expect(client.requestLimit == 1)
            for _ in 0..<3 { _ = try await client.company(1) }
            #expect(client.requestLimit == 4)
            try await withThrowingTaskGroup { group in
                for _ in 0..<60 { group.addTask { try await client.company(1) } }
                try await group.waitForAll()
            }
            #expect(observer.exchanges.allSatisfy { (1...16).contains($0.inFlight) })
        }
    }

    @Test func adaptiveLimitIsCutByAThrottlingServer() async throws {
        try await LoopbackServer.run {
            $0.number > 3 ? .json(503, "{}") : .json(.company(1, "A"))
        } _: { server in
            let client = try server.client(retryPolicy: .never)
            for _ in 0..<3 { _ = try await client.company(1) }
            for limit in [2, 1, 1] {
                _ = try await failure { _ = try await client.company(1) }
                #expect(client.requestLimit == limit)
            }
        }
    }
}
