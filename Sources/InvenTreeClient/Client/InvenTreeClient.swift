public import Logging

/// A client of the REST interface of one InvenTree server.
///
/// All methods can be called from any task at any time. Each throws ``InvenTreeError`` and nothing else, ends at once
/// when its task is cancelled, and repeats a request by the configuration's ``RetryPolicy``.
public final class InvenTreeClient: Sendable {
    let exchanger: Exchanger

    /// The server that the client asks.
    public var server: ServerURL { exchanger.server }
    /// How many requests may be under way now, by ``Configuration/concurrency``.
    public var requestLimit: Int { exchanger.limit }

    /// Makes a client on a transport.
    ///
    /// - Parameters:
    ///   - configuration: Which server, as whom, and how.
    ///   - transport: What carries the requests.
    ///   - observer: Who wants to know of each exchange.
    ///   - clock: What measures the waits between attempts.
    ///   - jitter: A random number from 0 to 1 for each wait.
    ///   - logger: Where exchanges (at debug) and repetitions (at info) are logged, without secrets.
    public init(
        configuration: Configuration,
        transport: any HTTPTransport,
        observer: (any ExchangeObserver)? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        logger: Logger
    ) {
        exchanger = Exchanger(
            configuration: configuration,
            transport: transport,
            observer: observer,
            clock: clock,
            jitter: jitter,
            logger: logger
        )
    }

    /// Makes a client with a transport of its own on libcurl, which ends with the client.
    ///
    /// - Parameters:
    ///   - configuration: Which server, as whom, and how.
    ///   - transport: How the transport works; it gets connections for all requests that may be under way.
    ///   - observer: Who wants to know of each exchange.
    ///   - logger: Where exchanges (at debug) and repetitions (at info) are logged, without secrets.
    /// - Throws: ``InvenTreeError`` when libcurl cannot be started.
    public convenience init(
        configuration: Configuration,
        transport: CurlTransport.Configuration = CurlTransport.Configuration(),
        observer: (any ExchangeObserver)? = nil,
        logger: Logger
    ) throws(InvenTreeError) {
        let curl: CurlTransport
        var transport = transport
        transport.maximumConnections = max(transport.maximumConnections, configuration.concurrency.most)
        do {
            curl = try CurlTransport(configuration: transport)
        } catch {
            throw InvenTreeError(.unreachable, message: error.message)
        }
        self.init(configuration: configuration, transport: curl, observer: observer, logger: logger)
    }

    /// Which server a client asks, as whom, and how.
    public struct Configuration: Sendable {
        /// Where the server is.
        public var server: ServerURL

        /// How the client proves who it is.
        public var credentials: Credentials

        /// When a request is sent again.
        public var retryPolicy: RetryPolicy

        /// How many requests are under way at once.
        public var concurrency: Concurrency

        /// What the client calls itself.
        public var userAgent: String

        /// Makes a configuration.
        public init(
            server: ServerURL,
            credentials: Credentials,
            retryPolicy: RetryPolicy = RetryPolicy(),
            concurrency: Concurrency = .adaptive(),
            userAgent: String = "invsync"
        ) {
            self.server = server
            self.credentials = credentials
            self.retryPolicy = retryPolicy
            self.concurrency = concurrency
            self.userAgent = userAgent
        }
    }
}
