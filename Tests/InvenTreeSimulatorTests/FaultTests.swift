import InvenTreeSimulator
import Synchronization
import Testing

@Suite struct FaultTests {
    private let body = #"{"name":"ACME"}"#

    @Test func anAnswerCanTakeThePlaceOfTheRequest() async throws {
        try await withClient { client async throws in
            client.simulator.onRequest { _ in .answer(status: 502, headers: ["X-By": "test"], body: "<html>") }
            let answer = try await client.post("/api/company/", body)
            #expect(answer.status == 502)
            #expect(answer.headers["x-by"] == "test")
            #expect(answer.text == "<html>")
            #expect(client.simulator.companies.isEmpty)
        }
    }

    @Test func anAnswerCanLieAboutWhatWasDone() async throws {
        try await withClient { client async throws in
            client.simulator.onRequest { _ in .carryOutThenAnswer(status: 504) }
            #expect(try await client.post("/api/company/", body).status == 504)
            #expect(client.simulator.companies.count == 1)
        }
    }

    @Test(arguments: [true, false])
    func aConnectionCanBeCut(afterward: Bool) async throws {
        try await withClient { client async throws in
            client.simulator.onRequest { _ in afterward ? .carryOutThenDrop : .drop }
            await #expect(throws: ConnectionCut.self) { try await client.post("/api/company/", body) }
            #expect(client.simulator.companies.count == (afterward ? 1 : 0))
        }
    }

    @Test func aHookSeesWhatWasAsked() async throws {
        try await withClient { client async throws in
            let seen = Mutex<[SimulatedRequest]>([])
            client.simulator.onRequest { request in
                seen.withLock { $0.append(request) }
                return .pass
            }
            _ = try await client.post("/api/company/", body)
            _ = try await client.get("/api/company/1/?a=b")
            let requests = seen.withLock { $0 }
            #expect(requests.map(\.method) == ["POST", "GET"])
            #expect(requests.map(\.route) == ["/api/company/", "/api/company/{pk}/"])
            #expect(requests.map(\.isWrite) == [true, false])
            #expect(requests.map(\.ordinal) == [1, 2])
            #expect(requests.first?.body == Array(body.utf8))
            #expect(requests.last?.query == "a=b")
        }
    }

    @Test func requestsAreCountedByMethodAndRoute() async throws {
        try await withClient { client async throws in
            _ = try await client.post("/api/company/", body)
            _ = try await client.post("/api/company/", body)
            _ = try await client.patch("/api/company/1/", "{}")
            _ = try await client.with(authorization: nil).get("/api/company/1/")
            let counts = client.simulator.requestCounts
            #expect(counts["POST", "/api/company/"] == 2)
            #expect(counts["PATCH", "/api/company/{pk}/"] == 1)
            #expect(counts.writes == 3)
            #expect(counts.total == 4)
            client.simulator.resetRequestCounts()
            #expect(client.simulator.requestCounts.total == 0)
        }
    }

    @Test func latencyAndDelaysRunOnTheGivenClock() async throws {
        let clock = RecordingClock()
        var configuration = SimulatorConfiguration()
        configuration.latency = .seconds(3600)
        configuration.clock = clock
        try await withClient(configuration) { client async throws in
            client.simulator.onRequest { _ in .delay(.seconds(60)) }
            _ = try await client.get("/api/")
            #expect(clock.sleeps == [.seconds(60), .seconds(3600)])
        }
    }

    @Test func seedingKeepsTheRulesOfUniqueness() async throws {
        try await withClient { client async throws in
            _ = try client.customer("ACME")
            #expect(throws: SimulatorError.self) { try client.customer("ACME") }
            _ = try client.order(reference: "SO-1")
            #expect(throws: SimulatorError.self) { try client.order(reference: "SO-1") }
            #expect(throws: SimulatorError.self) { try client.simulator.add(SimulatedLine(order: 9, part: nil)) }
            #expect(throws: SimulatorError.self) { try client.simulator.set("CURRENCY_CODES", to: "QQQ") }
        }
    }

    @Test func aTakenPortIsAnError() async throws {
        try await withClient { client async throws in
            var configuration = SimulatorConfiguration()
            configuration.port = client.simulator.port
            let error = await #expect(throws: SimulatorError.self) { try await withClient(configuration) { _ in } }
            #expect(error?.code == .notListening)
        }
    }
}

/// A clock whose sleeps end at once and are remembered.
final class RecordingClock: Clock {
    private let slept = Mutex<[Duration]>([])

    let now = ContinuousClock.now
    var minimumResolution: Duration { .zero }
    var sleeps: [Duration] { slept.withLock { $0 } }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        slept.withLock { $0.append(now.duration(to: deadline)) }
    }
}
