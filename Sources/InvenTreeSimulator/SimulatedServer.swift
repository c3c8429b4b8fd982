import Logging
import Synchronization

/// The server behind the wire: it takes calls one after another or at once, and answers them.
final class SimulatedServer: Sendable {
    /// What becomes of a call.
    enum Outcome: Sendable {
        case reply(Reply)
        case cut
    }

    private struct State {
        var database: Database
        var counts = RequestCounts()
        var workers: WorkerPool
        var throttle: ThrottleCounts?
        var hook: (@Sendable (SimulatedRequest) async -> FaultAction)?
    }

    /// A call that arrived and was let in or refused.
    private struct Admission {
        let request: SimulatedRequest
        let opening: Opening
        let work: LatencyProfile.Work
        let user: Accounts.User?
        let refusal: Reply?
        let hook: (@Sendable (SimulatedRequest) async -> FaultAction)?
    }

    let configuration: SimulatorConfiguration
    private let logger: Logger
    private let state: Mutex<State>
    private let traits: VersionTraits
    /// The time since the server was made, by its clock.
    private let elapsed: @Sendable () -> Duration

    init(_ configuration: SimulatorConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        traits = VersionTraits(configuration.apiVersion)
        let database = Database(
            version: configuration.apiVersion,
            identities: configuration.identities,
            currencies: configuration.currencies,
            now: configuration.now
        )
        state = Mutex(
            State(
                database: database,
                workers: WorkerPool(configuration.latencyProfile ?? .inventree),
                throttle: configuration.throttle.map { ThrottleCounts($0) }
            )
        )
        elapsed = Self.stopwatch(configuration.clock)
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    // MARK: Looking in from outside

    func read<Value: Sendable>(_ body: (Database) -> Value) -> Value {
        state.withLock { body($0.database) }
    }

    func change<Value: Sendable>(_ body: (inout Database) throws(SimulatorError) -> Value) throws(SimulatorError)
        -> Value
    {
        try state.withLock { state throws(SimulatorError) in try body(&state.database) }
    }

    func mutate(_ body: (inout Database) -> Void) {
        state.withLock { body(&$0.database) }
    }

    var counts: RequestCounts { state.withLock { $0.counts } }

    func resetCounts() {
        state.withLock { $0.counts = RequestCounts() }
    }

    func install(_ hook: (@Sendable (SimulatedRequest) async -> FaultAction)?) {
        state.withLock { $0.hook = hook }
    }

    // MARK: Answering

    /// Answers a call: it is opened, waits its latency, is then carried out, and waits for what its rows cost.
    func respond(to call: Call, body: [UInt8]) async throws -> Outcome {
        let route = Route(path: call.path, traits)
        let admission = admit(call, route, body)
        logger.trace("request", metadata: ["method": "\(call.method.rawValue)", "path": "\(call.path)"])
        let outcome: Outcome
        do {
            let action = await admission.hook?(admission.request) ?? .pass
            if case .delay(let delay) = action { try await configuration.clock.sleep(for: delay) }
            if configuration.latency > .zero { try await configuration.clock.sleep(for: configuration.latency) }
            try await work(admission) { $0.cost(of: admission.work) }
            outcome = finish(call, route, admission, action)
        } catch {
            state.withLock { $0.database.close(admission.opening) }
            throw error
        }
        if case .reply(let reply) = outcome {
            try await work(admission) { $0.cost(ofRows: reply.rows, of: admission.work) }
        }
        return outcome
    }

    /// Lets a worker work for as long as a profile says.
    private func work(_ admission: Admission, _ cost: (LatencyProfile) -> Duration) async throws {
        guard let cost = configuration.latencyProfile.map(cost), cost > .zero else { return }
        let wait = state.withLock { state in
            state.counts.cost(admission.request, cost)
            return state.workers.serve(cost, at: elapsed())
        }
        try await configuration.clock.sleep(for: wait)
    }

    private func admit(_ call: Call, _ route: Route?, _ body: [UInt8]) -> Admission {
        state.withLock { state in
            let pattern = route?.pattern(of: call.path, traits) ?? call.path
            let request = SimulatedRequest(
                method: call.method.rawValue,
                path: call.path,
                query: call.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? "",
                route: pattern,
                body: body,
                ordinal: state.counts.total + 1
            )
            state.counts.came(request)
            do throws(Refusal) {
                let user = try Gate.admit(call, to: route, &state.database)
                if route?.isThrottled == true { try state.throttle?.count(user?.pk, at: elapsed()) }
                return Admission(
                    request: request,
                    opening: route.map { state.database.open(call, $0) } ?? Opening(),
                    work: LatencyProfile.Work(call, route, in: state.database),
                    user: user,
                    refusal: nil,
                    hook: state.hook
                )
            } catch {
                return Admission(
                    request: request,
                    opening: Opening(),
                    work: .other,
                    user: nil,
                    refusal: error.reply,
                    hook: state.hook
                )
            }
        }
    }

    private func finish(_ call: Call, _ route: Route?, _ admission: Admission, _ action: FaultAction) -> Outcome {
        state.withLock { state in
            defer { state.database.close(admission.opening) }
            let outcome = outcome(of: action) {
                signed(admission.refusal ?? carryOut(call, route, admission, &state.database), admission)
            }
            if case .reply(let reply) = outcome { state.counts.answered(admission.request, reply.status) }
            return outcome
        }
    }

    private func outcome(of action: FaultAction, carryingOut carryOut: () -> Reply) -> Outcome {
        switch action {
        case .pass, .delay:
            return .reply(carryOut())
        case .drop:
            return .cut
        case .answer(let status, let headers, let body):
            return .reply(Self.reply(status, headers, body))
        case .carryOutThenDrop:
            _ = carryOut()
            return .cut
        case .carryOutThenAnswer(let status, let headers, let body):
            _ = carryOut()
            return .reply(Self.reply(status, headers, body))
        }
    }

    private func carryOut(_ call: Call, _ route: Route?, _ admission: Admission, _ database: inout Database) -> Reply {
        do throws(Refusal) {
            guard let route else { throw .unknownEndpoint(call.origin + call.target) }
            return try database.answer(call, route, by: admission.user, opening: admission.opening)
        } catch {
            return error.reply
        }
    }

    /// The reply with the headers in which a newer server names itself.
    private func signed(_ reply: Reply, _ admission: Admission) -> Reply {
        guard traits.namesItselfInHeaders else { return reply }
        var reply = reply
        reply.headers += [
            ("X-InvenTree-Version", configuration.apiVersion.serverVersion),
            ("X-InvenTree-API", "\(configuration.apiVersion.rawValue)"),
            ("X-InvenTree-ReqId", "\(admission.request.ordinal)"),
        ]
        return reply
    }

    private static func reply(_ status: Int, _ headers: [String: String], _ body: String) -> Reply {
        let contentType = headers.first { $0.key.lowercased() == "content-type" }?.value
        return Reply(
            status: status,
            headers: headers.filter { $0.key.lowercased() != "content-type" }.map { ($0.key, $0.value) },
            body: Array(body.utf8),
            contentType: contentType ?? (body.isEmpty ? nil : "application/json")
        )
    }
}
