import Foundation
import InvenTreeSimulator

/// The server that programs are measured on.
enum Target: Sendable {
    /// One in this process, with the latencies of a real one.
    case simulator(LatencyProfile)
    case server(RealServer)

    var name: String {
        switch self {
        case .simulator(let profile): profile.speed == 1 ? "simulator" : "simulator, \(profile.speed) times as fast"
        case .server(let server): server.site.url
        }
    }

    /// Runs a body on an empty server, and tells what the server had to do.
    ///
    /// - Throws: What the body throws, or where there is no empty server to be had.
    func onEmptyServer<Value: Sendable>(
        _ body: @Sendable (Site) async throws -> Value
    ) async throws -> (Value, ServerUsage) {
        switch self {
        case .simulator(let profile):
            return try await Self.withSimulator(profile) { simulator in
                let value = try await body(Site(simulator))
                return (value, ServerUsage(simulator.requestCounts))
            }
        case .server(let server):
            try await server.empty()
            return try await server.watching { try await body(server.site) }
        }
    }

    /// Runs a simulator that has the currency of the invoices as long as a body runs.
    static func withSimulator<Value: Sendable>(
        _ profile: LatencyProfile,
        _ body: (RunningSimulator) async throws -> Value
    ) async throws -> Value {
        var configuration = SimulatorConfiguration()
        configuration.latencyProfile = profile
        configuration.currencies.append("RON")
        return try await InvenTreeSimulator.withRunning(configuration, body: body)
    }
}

extension Site {
    init(_ simulator: RunningSimulator) {
        self.init(url: simulator.baseURL.absoluteString, token: Self.simulatorToken)
    }

    /// The token of the simulator's administrator.
    static let simulatorToken = "inv-0123456789abcdef0123456789abcdef01234567-20260101"
}

extension ServerUsage {
    init(_ counts: RequestCounts) {
        let requests = counts.entries.map {
            Requests(method: $0.method, route: $0.route, statuses: $0.statuses, seconds: $0.cpu / .seconds(1))
        }
        self.init(cpu: requests.reduce(0) { $0 + $1.seconds }, requests: requests)
    }
}
