public import Foundation
public import HTTPTypes

/// A transport on libcurl.
///
/// One thread of its own does all the work, however many requests are under way; connections are used
/// again while they are young. Requests beyond the largest number of connections wait for their turn. The environment variables
/// `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` name a proxy, except for a server on this computer.
///
/// Over plain HTTP a body waits until the server says that it reads the request, if it is one that says so: gunicorn
/// closes connections when it replaces a worker (<doc:ServerBehaviour#Requests-over-HTTP>), and only so it is known
/// that a request that met with that was not carried out.
///
/// The thread ends with `close()`, or when the transport is let go of.
public final class CurlTransport: HTTPTransport {
    private let loop: CurlLoop
    /// The passwords of proxies, which libcurl may quote.
    private let secrets: [Secret]

    /// Makes a transport and starts its thread.
    ///
    /// - Throws: `TransportError` with the reason `closed` when libcurl cannot be started.
    public convenience init(configuration: Configuration = Configuration()) throws(TransportError) {
        guard let multi = CurlMulti() else {
            throw TransportError(.closed, message: "libcurl cannot be started", requestMayHaveArrived: false)
        }
        self.init(
            loop: CurlLoop(multi: multi, configuration: configuration),
            secrets: EnvironmentProxy.passwords(in: configuration.environment)
        )
    }

    init(loop: CurlLoop, secrets: [Secret] = [], whenEnded: @escaping @Sendable () -> Void = {}) {
        self.loop = loop
        self.secrets = secrets
        let thread = Thread {
            loop.run()
            whenEnded()
        }
        thread.name = "invsync-curl"
        thread.start()
    }

    deinit {
        loop.close()
    }

    /// Ends the transport: requests under way and later ones fail with the reason `closed`.
    public func close() {
        loop.close()
    }

    /// Sends one request and waits for the whole answer.
    ///
    /// The time limit counts from when the request has got its turn.
    ///
    /// - Parameters:
    ///   - request: Everything about the request but its body.
    ///   - body: The body; nil for none.
    ///   - maximumAnswerSize: The longest body of a successful answer that is taken, in bytes.
    /// - Returns: The answer; of the body of any but a successful one the first 64 KiB.
    /// - Throws: `TransportError`.
    public func send(
        _ request: HTTPRequest,
        body: Data?,
        maximumAnswerSize: Int
    ) async throws(TransportError) -> HTTPAnswer {
        let id = loop.makeID()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.start(
                    CurlLoop.Job(
                        id: id,
                        request: request,
                        body: body,
                        maximumAnswerSize: maximumAnswerSize,
                        sendBefore: WritePermission.deadline,
                        continuation: continuation
                    )
                )
                // A task that is cancelled before this point may have told the loop of it before there was a job.
                if Task.isCancelled {
                    loop.cancel(id)
                }
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try outcome.get()
    }
}

extension CurlTransport {
    /// How a transport works.
    public struct Configuration: Hashable, Sendable {
        /// The longest wait for a connection, TLS included.
        public var connectTimeout: Duration

        /// The longest wait for a whole answer, from the moment the request gets its turn.
        public var requestTimeout: Duration

        /// The largest number of requests under way at once, and of connections kept.
        public var maximumConnections: Int

        /// How long a connection may have been idle to be used again, to the second, at least 1 second.
        ///
        /// The server closes idle connections after 3 seconds, from API 530 on after 2
        /// (<doc:ServerBehaviour#Versions>), and a request that crosses the closing is lost.
        public var maximumIdleTime: Duration

        /// How old a connection over plain HTTP may be to be used again, to the second, at least 2 seconds.
        ///
        /// A connection stays with the gunicorn worker that accepted it. When a worker is replaced, every 1,000
        /// requests, all connections go to those that are left, and while they are in use nothing brings them back.
        /// Measured with two workers on two cores: after a change connections stayed split 3 to 56 and 45 to 0 between the
        /// workers, and half as many requests were answered. So young connections are worth their making.
        ///
        /// Over TLS a new connection costs round trips and it is mostly a proxy that has it, so there it may be ten times
        /// as old.
        public var maximumAge: Duration

        /// The path of a PEM file with the certificates to trust in place of the system's.
        public var certificateAuthorities: String?

        /// The environment variables, of which some name a proxy.
        public var environment: [String: String]

        /// Makes a configuration.
        public init(
            connectTimeout: Duration = .seconds(10),
            requestTimeout: Duration = .seconds(60),
            maximumConnections: Int = 8,
            maximumIdleTime: Duration = .seconds(1),
            maximumAge: Duration = .seconds(2),
            certificateAuthorities: String? = nil,
            environment: [String: String] = ProcessInfo.processInfo.environment
        ) {
            self.connectTimeout = connectTimeout
            self.requestTimeout = requestTimeout
            self.maximumConnections = maximumConnections
            self.maximumIdleTime = maximumIdleTime
            self.maximumAge = maximumAge
            self.certificateAuthorities = certificateAuthorities
            self.environment = environment
        }

        /// How old a connection may be to be used for a request of this scheme.
        func maximumAge(scheme: String?) -> Duration {
            scheme == "http" ? maximumAge : maximumAge * 10
        }
    }
}
