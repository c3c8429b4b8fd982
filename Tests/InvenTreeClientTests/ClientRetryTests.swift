import Foundation
import Synchronization
import Testing

@testable import InvenTreeClient

/// What is sent again, and when.
@Suite struct ClientRetryTests {
    /// Answers as listed, one after the other, and the last one from then on.
    private static func script(_ replies: LoopbackServer.Reply...) -> LoopbackServer.Script {
        { replies[min($0.number, replies.count) - 1] }
    }

    private static let company = LoopbackServer.Reply.json(.company(7, "A"))

    @Test(arguments: [
        LoopbackServer.Reply.json(500, "{}"), .json(502, ""), .json(503, ""), .json(504, ""), .json(429, "{}"), .close,
    ])
    func readingIsRepeatedUntilItSucceeds(reply: LoopbackServer.Reply) async throws {
        try await LoopbackServer.run(Self.script(reply, reply, Self.company)) { server in
            let clock = InstantClock()
            let client = try server.client(clock: clock)
            #expect(try await client.company(7).name == "A")
            #expect(server.requests.count == 3)
            #expect(clock.waited == [.milliseconds(250), .milliseconds(500)])
        }
    }

    @Test func aWriteIsNotRepeatedOnceItIsNoLongerPermitted() async throws {
        try await LoopbackServer.run(Self.script(.json(429, "{}"), .json(429, "{}"), Self.company)) { server in
            let client = try server.client()
            let asked = Mutex(0)
            let error = try await failure {
                _ = try await WritePermission.requiring { () async throws(InvenTreeError) in
                    let count = asked.withLock { count in
                        count += 1
                        return count
                    }
                    if count > 2 { throw InvenTreeError(.cancelled, message: "the lease is lost") }
                    return .seconds(60)
                } _: { () async throws(InvenTreeError) in
                    try await client.createCompany(.init(name: "A"))
                }
            }
            #expect(error?.code == .cancelled)
            #expect(error?.message == "the lease is lost")
            #expect(server.requests.count == 2)
        }
    }

    @Test func aWriteWhosePermissionEndsBeforeItIsSentIsNotSent() async throws {
        try await LoopbackServer.run(Self.script(Self.company)) { server in
            let client = try server.client()
            let error = try await failure {
                _ = try await WritePermission.requiring { () async throws(InvenTreeError) in
                    .zero
                } _: { () async throws(InvenTreeError) in
                    try await client.createCompany(.init(name: "A"))
                }
            }
            #expect(error?.code == .cancelled)
            #expect(error?.mayHaveBeenCarriedOut == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func readingNeedsNoPermission() async throws {
        try await LoopbackServer.run(Self.script(Self.company)) { server in
            let client = try server.client()
            let company = try await WritePermission.requiring { () async throws(InvenTreeError) in
                throw InvenTreeError(.cancelled)
            } _: { () async throws(InvenTreeError) in
                try await client.company(7)
            }
            #expect(company.name == "A")
        }
    }

    @Test func repeatingEndsAfterTheLastAttempt() async throws {
        try await LoopbackServer.run { _ in
            .json(500, "{}")
        } _: { server in
            let client = try server.client()
            #expect(try await failure { _ = try await client.company(7) }?.code == .serverError)
            #expect(server.requests.count == 4)
        }
    }

    @Test func refusalsAreNotRepeated() async throws {
        try await LoopbackServer.run { _ in
            .json(400, #"{"name":["Too long."]}"#)
        } _: { server in
            let client = try server.client()
            #expect(try await failure { _ = try await client.company(7) }?.code == .refused)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [
        LoopbackServer.Reply.json(500, "{}"), .json(502, ""), .json(503, ""), .json(504, ""), .close, .hang,
        .bytesThenClose("HTTP/1.1 201 Created\r\n"),
        .bytesThenClose("HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{"),
    ])
    func creationThatMayHaveHappenedIsNeverRepeated(reply: LoopbackServer.Reply) async throws {
        try await LoopbackServer.run(Self.script(reply, Self.company)) { server in
            let client = try server.client(transport: .init(requestTimeout: .seconds(1)))
            let error = try await failure { _ = try await client.createCompany(.init(name: "A")) }
            #expect(error?.mayHaveBeenCarriedOut == true && error?.isTransient == true)
            #expect(server.requests.count == 1)
        }
    }

    @Test func throttledCreationIsRepeatedWhenTheServerSays() async throws {
        let reply = LoopbackServer.Reply.json(429, "{}", fields: ["Retry-After": "7"])
        try await LoopbackServer.run(Self.script(reply, Self.company)) { server in
            let clock = InstantClock()
            _ = try await server.client(clock: clock).createCompany(.init(name: "A"))
            #expect(server.requests.count == 2)
            #expect(clock.waited == [.seconds(7)])
        }
    }

    @Test func `a throttled request waits longer than other failures are repeated, and up to a limit`() async throws {
        let reply = LoopbackServer.Reply.json(429, "<html>slow down</html>", fields: ["Retry-After": "1"])
        try await LoopbackServer.run { request in
            request.number <= 20 ? reply : Self.company
        } _: { server in
            let clock = InstantClock()
            let patient = try server.client(clock: clock)
            _ = try await patient.createCompany(.init(name: "A"))
            #expect(server.requests.count == 21)
            #expect(clock.waited.allSatisfy { $0 >= .seconds(1) && $0 <= .seconds(10) })
        }
        try await LoopbackServer.run { _ in
            reply
        } _: { server in
            let clock = InstantClock()
            let client = try server.client(retryPolicy: RetryPolicy(maximumThrottling: .seconds(30)), clock: clock)
            let error = try await failure { _ = try await client.createCompany(.init(name: "A")) }
            #expect(error?.code == .throttled && error?.isTransient == true && error?.mayHaveBeenCarriedOut == false)
            #expect(clock.waited.reduce(.zero, +) >= .seconds(30))
        }
    }

    @Test func retryAfterOfTheLastAttemptIsTold() async throws {
        let fields = ["Date": "Thu, 01 Jan 1970 00:00:00 GMT", "Retry-After": "Thu, 01 Jan 1970 00:01:30 GMT"]
        try await LoopbackServer.run { _ in
            .json(503, "", fields: fields)
        } _: { server in
            let clock = InstantClock()
            let client = try server.client(retryPolicy: RetryPolicy(maximumAttempts: 2), clock: clock)
            #expect(try await failure { _ = try await client.company(7) }?.retryAfter == .seconds(90))
            #expect(clock.waited == [.seconds(60)])
        }
    }

    @Test func updateIsRepeatedAsItWas() async throws {
        try await LoopbackServer.run(Self.script(.close, .json(500, "{}"), Self.company)) { server in
            _ = try await server.client().updateCompany(7, .init(taxID: "1"))
            #expect(server.requests.map(\.body) == Array(repeating: #"{"tax_id":"1"}"#, count: 3))
        }
    }

    @Test func deletionThatWasRepeatedAndFindsNothingIsDone() async throws {
        try await LoopbackServer.run(Self.script(.close, .json(404, #"{"detail":"Not found."}"#))) { server in
            try await server.client().deleteCompany(7)
            #expect(server.requests.map(\.method) == ["DELETE", "DELETE"])
        }
    }

    @Test func deletionOfWhatNeverWasIsNotFound() async throws {
        try await LoopbackServer.run(Self.script(.json(429, "{}"), .json(404, #"{"detail":"Not found."}"#))) { server in
            let client = try server.client()
            #expect(try await failure { try await client.deleteCompany(7) }?.code == .notFound)
        }
    }

    @Test func earlierAttemptMayHaveCarriedItOutThoughTheLastDidNot() async throws {
        try await LoopbackServer.run(Self.script(.json(500, "{}"), .json(403, #"{"detail":"Not allowed."}"#))) {
            server in
            let client = try server.client()
            let error = try await failure { _ = try await client.updateCompany(7, .init(name: "A")) }
            #expect(error?.code == .forbidden && error?.mayHaveBeenCarriedOut == true)
        }
    }

    @Test func waitBetweenAttemptsCanBeCancelled() async throws {
        try await LoopbackServer.run { _ in
            .json(500, "{}")
        } _: { server in
            let sleeping = AsyncStream<Void>.makeStream()
            let client = try server.client(clock: StoppedClock { sleeping.continuation.yield() })
            let task = Task { try await failure { _ = try await client.updateCompany(7, .init(name: "A")) } }
            _ = await sleeping.stream.first { true }
            task.cancel()
            let error = try await task.value
            #expect(error?.code == .cancelled && error?.mayHaveBeenCarriedOut == true)
        }
    }

    @Test func requestUnderWayCanBeCancelled() async throws {
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let client = try server.client()
            let task = Task { try await failure { _ = try await client.createCompany(.init(name: "A")) } }
            _ = await server.nextArrival()
            task.cancel()
            let error = try await task.value
            #expect(error?.code == .cancelled && error?.mayHaveBeenCarriedOut == true && error?.isTransient == false)
        }
    }

    @Test func observerSeesEachAttemptWithoutKeysOrQueries() async throws {
        let cut = LoopbackServer.Reply.bytesThenClose("HTTP/1.1 200 OK\r\n")
        try await LoopbackServer.run(Self.script(.json(500, "{}"), cut, Self.company)) { server in
            let observer = RecordingObserver()
            let client = try server.client(observer: observer)
            _ = try await client.company(7)
            _ = try await failure { _ = try await client.countCompanies(.init(name: "Secret SRL")) }
            let seen = observer.exchanges.map {
                "\($0.attempt): \($0.method) \($0.route) \($0.status ?? 0) \($0.errorCode?.rawValue ?? "-")"
            }
            #expect(
                seen == [
                    "1: GET /api/company/{id}/ 500 server_error", "2: GET /api/company/{id}/ 0 connection_lost",
                    "3: GET /api/company/{id}/ 200 -", "1: GET /api/company/ 200 -",
                ]
            )
            #expect(observer.exchanges.allSatisfy { $0.duration > .zero })
        }
    }
}
