import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 reverse proxy on loopback that spoils answers as its plan says.
///
/// It numbers the requests as they come. `GET /__faults` answers the counts so far and is no request in this sense.
package final class FaultProxy: Sendable {
    /// A request on a client's connection.
    struct Arrival: Sendable {
        let request: NIOHTTPServerRequestFull
        let connection: ClientConnection
    }

    private struct State {
        var plan: FaultPlan
        var counts = FaultCounts()
        var exchanges: [ProxiedExchange] = []
        var connections: [ObjectIdentifier: ClientConnection] = [:]
        var listener: (any Channel)?
        var port: Int
        var isGone = false
    }

    private let state: Mutex<State>
    private let upstream: Upstream
    private let sleep: @Sendable (Duration) async throws -> Void
    private let arrivals: AsyncStream<Arrival>.Continuation
    private let keepsExchanges: Bool

    /// Runs a proxy as long as a body runs.
    ///
    /// - Parameters:
    ///   - host: The server's address.
    ///   - port: The server's port.
    ///   - ownPort: The port to listen on at 127.0.0.1; 0 for any that is free.
    ///   - plan: What becomes of the requests.
    ///   - keepsExchanges: Whether ``exchanges`` are remembered.
    ///   - sleep: How late answers wait.
    ///   - body: What is done with the proxy.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or that the port cannot be had.
    package static func withRunning<Value: Sendable>(
        to host: String,
        port: Int,
        listeningOn ownPort: Int = 0,
        plan: FaultPlan = .none,
        keepsExchanges: Bool = true,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        _ body: (FaultProxy) async throws -> Value
    ) async throws -> Value {
        let (stream, arrivals) = AsyncStream.makeStream(of: Arrival.self)
        let proxy = FaultProxy(
            State(plan: plan, port: ownPort),
            Upstream(host: host, port: port),
            sleep,
            arrivals,
            keepsExchanges
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { requests in
                    for await arrival in stream { requests.addTask { await proxy.serve(arrival) } }
                    requests.cancelAll()
                }
            }
            let result: Result<Value, any Error>
            do {
                try await proxy.comeBack()
                result = .success(try await body(proxy))
            } catch {
                result = .failure(error)
            }
            await proxy.goAway()
            group.cancelAll()
            return try result.get()
        }
    }

    private init(
        _ state: sending State,
        _ upstream: Upstream,
        _ sleep: @escaping @Sendable (Duration) async throws -> Void,
        _ arrivals: AsyncStream<Arrival>.Continuation,
        _ keepsExchanges: Bool
    ) {
        self.state = Mutex(state)
        self.upstream = upstream
        self.sleep = sleep
        self.arrivals = arrivals
        self.keepsExchanges = keepsExchanges
    }

    package var port: Int { state.withLock { $0.port } }
    /// The address to send requests to.
    package var url: String { "http://127.0.0.1:\(port)" }
    package var counts: FaultCounts { state.withLock { $0.counts } }
    /// What came so far and what became of it.
    package var exchanges: [ProxiedExchange] { state.withLock { $0.exchanges } }

    /// Takes another plan for the requests to come; their numbers go on.
    package func follow(_ plan: FaultPlan) {
        state.withLock { $0.plan = plan }
    }

    // MARK: The server gone, and back

    /// Refuses connections and cuts those that there are, as a server that is gone.
    package func goAway() async {
        let (listener, connections) = state.withLock { state in
            defer { state.listener = nil }
            state.isGone = true
            return (state.listener, Array(state.connections.values))
        }
        try? await listener?.close().get()
        for connection in connections { connection.cut() }
    }

    /// Listens, on the same port as before.
    ///
    /// - Throws: That the port cannot be had.
    package func comeBack() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: Upstream.maximumLength))
                    try pipeline.addHandler(ArrivalHandler(self))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        state.withLock { state in
            state.isGone = false
            state.listener = listener
            state.port = listener.localAddress?.port ?? state.port
        }
    }

    // MARK: Connections

    func opened(_ connection: ClientConnection) {
        let isGone = state.withLock { state in
            state.connections[connection.id] = connection
            return state.isGone
        }
        if isGone { connection.cut() }
    }

    func closed(_ connection: ClientConnection) {
        state.withLock { $0.connections[connection.id] = nil }
    }

    func arrived(_ request: NIOHTTPServerRequestFull, on connection: ClientConnection) {
        arrivals.yield(Arrival(request: request, connection: connection))
    }

    // MARK: Answering

    private func serve(_ arrival: Arrival) async {
        if arrival.request.head.uri == "/__faults" {
            let json = (try? JSONEncoder().encode(counts)) ?? Data()
            return await arrival.connection.send(.json(json), to: arrival.request)
        }
        let (plan, number) = admit(arrival.request)
        let head = arrival.request.head
        let request = ProxiedRequest(number: number, method: head.method.rawValue, target: head.uri)
        let treatment = await plan.treatment(request)
        count(treatment.fault, of: number)
        do {
            try await treat(arrival, treatment, number)
        } catch {
            state.withLock { $0.counts.unanswered += 1 }
            arrival.connection.cut()
        }
    }

    private func admit(_ request: NIOHTTPServerRequestFull) -> (FaultPlan, number: Int) {
        state.withLock { state in
            state.counts.requests += 1
            if keepsExchanges {
                let body = request.body.map { String(buffer: $0) } ?? ""
                let exchange = ProxiedExchange(
                    number: state.counts.requests,
                    time: Date(),
                    method: request.head.method.rawValue,
                    target: request.head.uri,
                    body: body
                )
                state.exchanges.append(exchange)
            }
            return (state.plan, state.counts.requests)
        }
    }

    private func count(_ fault: Fault?, of number: Int) {
        state.withLock { state in
            if let fault { state.counts.faults[fault.rawValue, default: 0] += 1 } else { state.counts.none += 1 }
            if keepsExchanges { state.exchanges[number - 1].fault = fault }
        }
    }

    private func treat(_ arrival: Arrival, _ treatment: Treatment, _ number: Int) async throws {
        let (request, connection) = (arrival.request, arrival.connection)
        await treatment.beforeForwarding?()
        switch treatment.fault {
        case .reset: return connection.cut()
        case .bad: return await connection.send(.badGateway, to: request)
        case .busy: return await connection.send(.throttled, to: request)
        case .down: return await connection.send(.unavailable, to: request)
        default: break
        }
        if state.withLock({ $0.isGone }) { return connection.cut() }
        let answer = try await upstream.carryOut(request)
        if keepsExchanges { state.withLock { $0.exchanges[number - 1].status = answer.status } }
        await treatment.afterAnswer?()
        if let delay = treatment.fault?.delay, delay > .zero { try await sleep(delay) }
        switch treatment.fault {
        case .lost: connection.cut()
        case .lostBad: await connection.send(.badGateway, to: request)
        case .gateway: await connection.send(.gatewayTimeout, to: request)
        case .half: await connection.sendHalf(of: answer)
        default: await connection.send(answer, to: request)
        }
    }
}
