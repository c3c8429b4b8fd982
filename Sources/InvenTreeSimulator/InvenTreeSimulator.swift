import Foundation
import Hummingbird
public import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// An HTTP server on loopback that answers as InvenTree does, with its state in memory.
///
/// It is written from what a real server answers and plays its traps: filters that are ignored, lists without order,
/// numbers that break a row, writes that are lost when requests overlap. Nothing it holds outlives it.
///
/// ```swift
/// try await InvenTreeSimulator.withRunning { simulator in
///     // requests to simulator.baseURL
/// }
/// ```
public final class InvenTreeSimulator: Sendable {
    private let server: SimulatedServer
    private let logger: Logger

    /// Makes a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: How the server is to be.
    ///   - logger: Where each request is logged at `trace`; silent when none is given.
    public init(_ configuration: SimulatorConfiguration = .init(), logger: Logger? = nil) {
        let logger = logger ?? Logger(label: "invsync.simulator") { _ in SwiftLogNoOpLogHandler() }
        self.logger = logger
        server = SimulatedServer(configuration, logger: logger)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onListening: Called once, when the address is bound.
    /// - Throws: ``SimulatorError`` with the code `notListening` when the address cannot be had.
    public func run(
        onListening: @escaping @Sendable (RunningSimulator) async -> Void = { _ in }
    ) async throws {
        let configuration = server.configuration
        let application = Application(
            responder: Wire(server: server),
            server: .http1(configuration: .init(idleTimeout: configuration.idleTimeout.map { TimeAmount($0) })),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { [server] channel in
                let port = channel.localAddress?.port ?? configuration.port
                await onListening(RunningSimulator(server: server, host: configuration.host, port: port))
            },
            logger: logger
        )
        do {
            try await Self.serve(application, logger: logger)
        } catch is CancellationError {
            return
        } catch {
            throw SimulatorError(
                code: .notListening,
                message: "cannot listen on \(configuration.host):\(configuration.port): \(error.listenProblem)",
                cause: error
            )
        }
    }

    /// Serves as long as a body runs.
    ///
    /// - Parameters:
    ///   - configuration: How the server is to be.
    ///   - logger: Where each request is logged at `trace`; silent when none is given.
    ///   - body: What is done with the server.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or ``SimulatorError`` when the address cannot be had.
    public static func withRunning<Result: Sendable>(
        _ configuration: SimulatorConfiguration = .init(),
        logger: Logger? = nil,
        body: (RunningSimulator) async throws -> Result
    ) async throws -> Result {
        let simulator = InvenTreeSimulator(configuration, logger: logger)
        let (listening, continuation) = AsyncStream.makeStream(of: RunningSimulator.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await simulator.run { continuation.yield($0) }
            }
            defer { group.cancelAll() }
            for await simulator in listening {
                return try await body(simulator)
            }
            try await group.waitForAll()
            throw SimulatorError(code: .notListening, message: "The server stopped before it listened", cause: nil)
        }
    }

    /// Serves until the task is cancelled, and then stops listening before it ends the connections.
    ///
    /// A connection that is accepted while everything is torn down at once would end the whole program.
    private static func serve(_ application: some ApplicationProtocol, logger: Logger) async throws {
        var configuration = ServiceGroupConfiguration(services: [.init(service: application)], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        let group = ServiceGroup(configuration: configuration)
        let serving = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}

extension Error {
    /// The reason why an address cannot be listened on, and a remedy.
    fileprivate var listenProblem: String {
        switch (self as? IOError)?.errnoCode {
        case EADDRINUSE?: "another program listens there: end it, or choose another port"
        case EACCES?: "a port below 1024 needs a privilege: choose another port"
        default: "see that the address is one of this machine and that no program listens there"
        }
    }
}
