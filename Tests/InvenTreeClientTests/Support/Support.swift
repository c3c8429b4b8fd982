import Foundation
import HTTPTypes
import Logging
import Synchronization

@testable import InvenTreeClient

struct Missing: Error {}

/// A clock whose waits are over at once, and which remembers them.
final class InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let waits = Mutex<[Duration]>([])

    var now: Instant { Instant(offset: waits.withLock { $0.reduce(.zero, +) }) }
    var minimumResolution: Duration { .zero }
    var waited: [Duration] { waits.withLock { $0 } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let wait = now.duration(to: deadline)
        waits.withLock { $0.append(wait) }
    }
}

/// A clock whose waits end only by cancellation.
struct StoppedClock: Clock {
    typealias Instant = InstantClock.Instant

    let onSleep: @Sendable () -> Void
    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        onSleep()
        try await Task.sleep(for: .seconds(86_400))
    }
}

final class RecordingObserver: ExchangeObserver {
    private let recorded = Mutex<[Exchange]>([])

    var exchanges: [Exchange] { recorded.withLock { $0 } }

    func exchangeEnded(_ exchange: Exchange) {
        recorded.withLock { $0.append(exchange) }
    }
}

extension LoopbackServer {
    /// A client of this server, whose waits are over at once.
    func client(
        path: String = "",
        credentials: Credentials = .token(Secret("inv-test")),
        retryPolicy: RetryPolicy = RetryPolicy(),
        concurrency: InvenTreeClient.Concurrency = .adaptive(),
        transport: CurlTransport.Configuration = CurlTransport.Configuration(),
        observer: (any ExchangeObserver)? = nil,
        clock: any Clock<Duration> = InstantClock(),
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) throws -> InvenTreeClient {
        guard let server = ServerURL(url + path) else { throw Missing() }
        var transport = transport
        transport.maximumConnections = max(transport.maximumConnections, concurrency.most)
        return InvenTreeClient(
            configuration: .init(
                server: server,
                credentials: credentials,
                retryPolicy: retryPolicy,
                concurrency: concurrency
            ),
            transport: try CurlTransport(configuration: transport),
            observer: observer,
            clock: clock,
            jitter: { 1 },
            logger: logger
        )
    }

    /// A request to this server, for a transport without a client.
    func request(_ method: HTTPRequest.Method = .get, _ path: String = "/x") -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
    }
}

extension CurlTransport {
    /// Why a request comes to nothing; nil when it does not.
    func failure(_ request: HTTPRequest, _ body: Data? = nil) async -> TransportError? {
        do throws(TransportError) {
            _ = try await send(request, body: body)
            return nil
        } catch {
            return error
        }
    }
}

/// Why a call of a client comes to nothing; nil when it does not.
func failure(of call: () async throws -> Void) async throws -> InvenTreeError? {
    do {
        try await call()
        return nil
    } catch let error as InvenTreeError {
        return error
    }
}

extension String {
    /// A row with this as its fields.
    static func company(_ id: Int, _ name: String) -> String { #"{"pk":\#(id),"name":"\#(name)"}"# }
}
