import Foundation
import Hummingbird
import InvoiceSync
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// Serves a scheduler over HTTP: a dashboard for people at `/`, and a control API that `/api/openapi.json` describes.
///
/// In a service group it stands before its scheduler, so that requests that wait for a run end with it.
public struct ControlServer: Service {
    /// Where and for whom the API is served.
    public struct Configuration: Sendable {
        /// The address to listen on.
        public var host = "127.0.0.1"
        /// The port; 0 takes a free one.
        public var port = 8080
        /// The path below which browsers find the service, such as `/invsync`, where a proxy serves it beside others.
        ///
        /// Links, redirects and cookies begin with it. Requests may come with it or without it.
        public var basePath = ""
        /// The tokens of those who may see and change things; see ``AccessTokens/admin``.
        public var tokens = AccessTokens()

        /// Bounds of what clients can hold; see ``ConnectionLimits``.
        var limits = ConnectionLimits()

        /// Loopback, port 8080, no token.
        public init() {}
    }

    private let configuration: Configuration
    private let gatekeeper: Gatekeeper
    private let audit: Audit
    private let routes: [Route]
    private let base: BasePath
    private let logger: Logger
    private let onListening: @Sendable (_ host: String, _ port: Int) async -> Void

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: Where and for whom.
    ///   - scheduler: What is controlled.
    ///   - metrics: The figures to show.
    ///   - logger: Where to say what happens.
    ///   - onListening: Is called once, when the address is had.
    ///   - askServer: Asks the InvenTree server, for `/readyz`; says why it cannot be worked with, nil where it can.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/unprotected`` where the address is not this machine's own
    ///   and there is no token, and with code ``ServiceError/Code/invalidBasePath``.
    public init(
        configuration: Configuration,
        scheduler: SyncScheduler,
        metrics: ServiceMetrics,
        logger: Logger,
        onListening: @escaping @Sendable (_ host: String, _ port: Int) async -> Void = { _, _ in },
        askServer: @escaping @Sendable () async -> String?
    ) throws(ServiceError) {
        try configuration.tokens.check(listeningOn: configuration.host)
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
        let sessions = Sessions(elapsed: scheduler.environment.elapsed)
        let audit = Audit(store: scheduler.store, environment: scheduler.environment, logger: logger)
        self.audit = audit
        let operations = Operations(scheduler: scheduler, audit: audit)
        let attempts = SignInAttempts(elapsed: scheduler.environment.elapsed) { client, way in
            await audit.note(.signInFailed, by: "anybody", from: client.text, "wrong token in \(way)")
        }
        let gatekeeper = Gatekeeper(tokens: configuration.tokens, sessions: sessions, attempts: attempts)
        self.gatekeeper = gatekeeper
        let health = Health(scheduler: scheduler, askServer: askServer)
        let api =
            EventRoutes(scheduler: scheduler, gatekeeper: gatekeeper, streams: EventStreams(configuration.limits))
            .routes
            + JobRoutes(scheduler: scheduler, operations: operations).routes
            + AuditRoutes(store: scheduler.store).routes
            + RunRoutes(scheduler: scheduler).routes
            + InvoiceRoutes(scheduler: scheduler, operations: operations).routes
            + LedgerRoutes(scheduler: scheduler).routes
            + HealthRoutes(health: health, metrics: metrics, scheduler: scheduler, gatekeeper: gatekeeper).routes
        func dashboard(_ base: BasePath) -> [Route] {
            Dashboard(
                scheduler: scheduler,
                health: health,
                gatekeeper: gatekeeper,
                operations: operations,
                base: base
            ).routes
        }
        base = try BasePath(configuration.basePath, above: api + dashboard(.top))
        routes = dashboard(base) + api
    }

    /// Asks for other tokens from now on; sessions that began with one that changed end.
    ///
    /// - Parameter tokens: The tokens.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/unprotected`` where they protect nothing, or there is no admin
    ///   token any more: a setting that was lost would open the service. Then the old ones stay.
    public func changeTokens(to tokens: AccessTokens) throws(ServiceError) {
        try tokens.check(listeningOn: configuration.host)
        if tokens.admin == nil, gatekeeper.isProtected {
            throw ServiceError(.unprotected, "the admin token is gone: set it again, or restart to serve without one")
        }
        gatekeeper.change(to: tokens)
    }

    /// Puts on record that the settings were read again at SIGHUP.
    ///
    /// - Parameter problem: The reason why they cannot be used; nil where they are used.
    public func noteReload(_ problem: String?) async {
        await audit.note(.reload, by: "SIGHUP", from: nil, problem ?? "used")
    }

    /// Checks that the address can be had now, and lets go of it again.
    ///
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/notListening`` where it cannot.
    public func checkAddress() async throws(ServiceError) {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        do {
            try await bootstrap.bind(host: configuration.host, port: configuration.port).get().close()
        } catch {
            throw notListening(error)
        }
    }

    private func notListening(_ error: any Error) -> ServiceError {
        let address = "\(configuration.host):\(configuration.port)"
        return ServiceError(.notListening, "cannot listen on \(address): \(error.listenProblem)", cause: error)
    }

    /// Serves until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/notListening`` where the address cannot be had.
    public func run() async throws {
        let (host, port, limits) = (configuration.host, configuration.port, configuration.limits)
        let table = ConnectionTable(limit: limits.connections)
        let application = Application(
            responder: Entrance(base: base, inner: Router(routes, gatekeeper: gatekeeper).buildResponder()),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionGuardInstaller(limits, table)],
                    idleTimeout: .seconds(60)
                )
            ),
            configuration: .init(
                address: .hostname(host, port: port),
                serverName: nil,
                // Connections that the table closes are gone a moment later.
                availableConnectionsDelegate: .maximum(limits.connections + 16, logger: logger)
            ),
            onServerRunning: { [onListening] channel in
                await onListening(host, channel.localAddress?.port ?? port)
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch is CancellationError {
            return
        } catch {
            throw notListening(error)
        }
    }
}

extension Error {
    /// The reason why an address cannot be listened on, and a remedy.
    fileprivate var listenProblem: String {
        if self is SocketAddressError || self is SocketAddressError.UnknownHost {
            return "the host name is unknown: use 127.0.0.1 or another address of this machine"
        }
        return switch (self as? IOError)?.errnoCode {
        case EADDRINUSE?: "another program listens there: end it, or choose another port"
        case EADDRNOTAVAIL?: "this machine does not have the address: use 127.0.0.1 or one that it has"
        case EACCES?: "a port below 1024 needs a privilege: choose another port"
        case let number?: String(cString: strerror(number)).lowercased()
        case nil: "see that the address is one of this machine and that no program listens there"
        }
    }
}
