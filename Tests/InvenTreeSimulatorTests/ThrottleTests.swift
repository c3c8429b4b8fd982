import InvenTreeSimulator
import Synchronization
import Testing

@Suite struct ThrottleTests {
    /// A clock that stands still until a test moves it.
    private final class StandingClock: Clock {
        private let offset = Mutex(Duration.zero)
        private let start = ContinuousClock.now

        var now: ContinuousClock.Instant { start.advanced(by: offset.withLock { $0 }) }
        var minimumResolution: Duration { .nanoseconds(1) }

        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {}

        func move(_ duration: Duration) {
            offset.withLock { $0 += duration }
        }
    }

    private func withThrottle(_ rate: String, _ body: (Client, StandingClock) async throws -> Void) async throws {
        let clock = StandingClock()
        var configuration = SimulatorConfiguration()
        configuration.clock = clock
        configuration.throttle = Throttle(user: try #require(Throttle.Rate(rate)))
        try await withClient(configuration, version: .v530) { client async throws in try await body(client, clock) }
    }

    @Test func aUserIsThrottledAndNothingIsWritten() async throws {
        try await withThrottle("2/minute") { client, clock async throws in
            let answers = [
                try await client.post("/api/company/", #"{"name":"A"}"#),
                try await client.post("/api/company/", #"{"name":"B"}"#),
            ]
            #expect(answers.map(\.status) == [201, 201])
            clock.move(.milliseconds(29_500))
            let refused = try await client.post("/api/company/", #"{"name":"C"}"#)
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "31")
            #expect(refused.fields == ["detail"])
            #expect(client.simulator.companies.map(\.name) == ["A", "B"])
            clock.move(.milliseconds(30_500))
            #expect(try await client.post("/api/company/", #"{"name":"C"}"#).status == 201)
        }
    }

    @Test func refusedRequestsDoNotCount() async throws {
        try await withThrottle("1/hour") { client, _ async throws in
            for _ in 1...3 {
                #expect(try await client.with(token: "inv-unknown").get("/api/company/?limit=1").status == 401)
                #expect(try await client.with(token: Client.reader).post("/api/company/", "{}").status == 403)
            }
            #expect(try await client.with(token: Client.reader).get("/api/company/?limit=1").status == 200)
            #expect(try await client.with(token: Client.reader).get("/api/company/?limit=1").status == 429)
            #expect(try await client.get("/api/company/?limit=1").status == 200)
        }
    }

    @Test func requestsWithoutCredentialsHaveACountOfTheirOwn() async throws {
        try await withThrottle("1000/second") { client, clock async throws in
            let anonymous = client.with(authorization: nil)
            for _ in 1...20 { #expect(try await anonymous.get("/api/").status == 200) }
            #expect(try await anonymous.get("/api/").status == 429)
            #expect(try await anonymous.get("/api/system/health/").status == 429)
            #expect(try await client.get("/api/").status == 200)
            clock.move(.seconds(60))
            #expect(try await anonymous.get("/api/").status == 200)
        }
    }

    @Test(arguments: ["10", "0/second", "-1/second", "10/week", "x/second", "10/second/2", ""])
    func aRateThatIsNone(text: String) {
        #expect(Throttle.Rate(text) == nil)
    }
}
