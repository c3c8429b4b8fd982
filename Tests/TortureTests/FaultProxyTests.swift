import FaultProxy
import Foundation
import HTTPTypes
import InvenTreeClient
import InvenTreeSimulator
import Synchronization
import Testing

/// A client's view of a simulated server behind a proxy.
private struct Client {
    let proxy: FaultProxy
    let simulator: RunningSimulator
    private let transport: CurlTransport
    private let token: String

    /// Runs a test against a server behind a proxy that pauses for no time, and remembers for how long it would have.
    static func run(
        _ plan: FaultPlan = .none,
        pauses: Pauses = Pauses(),
        _ test: (Client) async throws -> Void
    ) async throws {
        try await InvenTreeSimulator.withRunning { simulator in
            try await FaultProxy.withRunning(
                to: simulator.host,
                port: simulator.port,
                plan: plan,
                sleep: { pauses.note($0) }
            ) { proxy in
                try await test(Client(proxy: proxy, simulator: simulator))
            }
        }
    }

    init(proxy: FaultProxy, simulator: RunningSimulator) throws {
        self.proxy = proxy
        self.simulator = simulator
        transport = try CurlTransport()
        token = try #require(Identities.standard.tokens["admin"]).token.value
    }

    /// Whether the server has carried `create` out.
    var isCreated: Bool { !simulator.companies.isEmpty }

    /// Creates a company.
    func create() async throws(TransportError) -> HTTPAnswer {
        try await send(.post, "/api/company/", body: Data(#"{"name":"Dacia Impex","is_customer":true}"#.utf8))
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: Data? = nil
    ) async throws(TransportError) -> HTTPAnswer {
        var request = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(proxy.port)", path: path)
        request.headerFields[.authorization] = "Token \(token)"
        request.headerFields[.contentType] = "application/json"
        return try await transport.send(request, body: body)
    }
}

/// How long the proxy would have paused.
private final class Pauses: Sendable {
    private let noted = Mutex<[Duration]>([])
    var all: [Duration] { noted.withLock { $0 } }
    func note(_ pause: Duration) { noted.withLock { $0.append(pause) } }
}

@Suite struct FaultProxyTests {
    @Test func passesRequestsAndAnswersUnchanged() async throws {
        try await Client.run { client in
            let created = try await client.create()
            #expect(created.response.status.code == 201)
            let listed = try await client.send(.get, "/api/company/?limit=10")
            #expect(String(decoding: listed.body, as: UTF8.self).contains("Dacia Impex"))
            #expect(try await client.send(.get, "/api/nothing/").response.status.code == 404)
            #expect(client.proxy.counts.requests == 3)
            #expect(client.proxy.counts.none == 3)
        }
    }

    @Test(arguments: [(Fault.reset, false), (.lost, true)])
    func cutsTheConnection(_ fault: Fault, isCarriedOut: Bool) async throws {
        try await Client.run(.at(1, Treatment(fault: fault))) { client in
            let error = await #expect(throws: TransportError.self) { try await client.create() }
            #expect(error?.reason == .connectionLost)
            #expect(client.isCreated == isCarriedOut)
            #expect(client.proxy.counts[fault] == 1)
        }
    }

    @Test(arguments: [
        (Fault.bad, 502, false, nil), (.lostBad, 502, true, nil), (.gateway, 504, true, nil),
        (.busy, 429, false, "1"), (.down, 503, false, "1"),
    ])
    func answersInTheServersPlace(_ fault: Fault, status: Int, isCarriedOut: Bool, retryAfter: String?) async throws {
        try await Client.run(.at(1, Treatment(fault: fault))) { client in
            let answer = try await client.create()
            #expect(answer.response.status.code == status)
            #expect(answer.response.headerFields[.retryAfter] == retryAfter)
            #expect(answer.response.headerFields[.contentType] == (status == 429 ? "application/json" : "text/html"))
            #expect(client.isCreated == isCarriedOut)
            #expect(try await client.send(.get, "/api/").response.status.code == 200)
        }
    }

    @Test func breaksOffInTheMiddleOfAnAnswer() async throws {
        try await Client.run(.at(1, Treatment(fault: .half))) { client in
            let error = await #expect(throws: TransportError.self) { try await client.create() }
            #expect(error?.reason == .connectionLost)
            #expect(error?.requestMayHaveArrived == true)
            #expect(client.isCreated)
        }
    }

    @Test(arguments: [(Fault.slow, 201, Duration.seconds(3)), (.gateway, 504, .seconds(1))])
    func keepsTheClientWaiting(_ fault: Fault, status: Int, pause: Duration) async throws {
        let pauses = Pauses()
        try await Client.run(.at(1, Treatment(fault: fault)), pauses: pauses) { client in
            let answer = try await client.create()
            #expect(answer.response.status.code == status)
            #expect(client.isCreated)
            #expect(pauses.all == [pause])
        }
    }

    @Test func runsHooksBeforeTheServerHearsAndAfterItAnswered() async throws {
        try await InvenTreeSimulator.withRunning { simulator in
            let seen = Mutex<[Int]>([])
            let note: Treatment.Hook = { seen.withLock { $0.append(simulator.companies.count) } }
            try await FaultProxy.withRunning(to: simulator.host, port: simulator.port) { proxy in
                proxy.follow(.at(1, Treatment(beforeForwarding: note, afterAnswer: note)))
                let client = try Client(proxy: proxy, simulator: simulator)
                _ = try await client.create()
                #expect(seen.withLock { $0 } == [0, 1])
            }
        }
    }

    @Test func isAwayAndBackOnTheSamePort() async throws {
        try await Client.run { client in
            _ = try await client.send(.get, "/api/")
            await client.proxy.goAway()
            let error = await #expect(throws: TransportError.self) { try await client.create() }
            #expect(error?.reason == .unreachable || error?.reason == .connectionLost)
            #expect(!client.isCreated)
            try await client.proxy.comeBack()
            #expect(try await client.create().response.status.code == 201)
        }
    }

    @Test func tellsItsCountsToWhoeverAsksWithoutCountingThat() async throws {
        try await Client.run(.at(1, Treatment(fault: .bad))) { client in
            _ = try await client.create()
            let answer = try await client.send(.get, "/__faults")
            let counts = try JSONDecoder().decode(FaultCounts.self, from: answer.body)
            #expect(counts.requests == 1)
            #expect(counts[.bad] == 1)
            #expect(counts == client.proxy.counts)
        }
    }

    @Test func choosesByTheSeedAndTheNumberAlone() async throws {
        func faults(_ seed: UInt64) async -> [Fault?] {
            let plan = FaultPlan.seeded(seed, rate: 0.3)
            var faults: [Fault?] = []
            for number in 1...2000 {
                faults.append(await plan.treatment(ProxiedRequest(number: number, method: "GET", target: "/")).fault)
            }
            return faults
        }
        let first = await faults(7)
        let again = await faults(7)
        #expect(again == first)
        let other = await faults(8)
        #expect(other != first)
        #expect((500...700).contains(first.count { $0 != nil }))
        #expect(Set(first.compactMap { $0 }) == Set(Fault.allCases))
    }
}
