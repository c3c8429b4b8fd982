import FGOModels
import Foundation
import HTTPTypes
import InvenTreeClient
import InvoiceSync
import Logging
import SQLiteInvoiceStore
import ServiceLifecycle
import SyncService
import Synchronization

/// The whole service in this process, in a fast time, with new invoices for each run.
struct SoakService: Sendable {
    private let store: SQLiteInvoiceStore
    private let transport: FailingTransport
    private let scheduler: SyncScheduler
    private let control: ControlServer
    private let logger = Logger(label: "soak", factory: { _ in SwiftLogNoOpLogHandler() })
    private let ended: AsyncStream<RunRecord>
    private let ports: AsyncStream<Int>

    /// - Parameters:
    ///   - site: The server.
    ///   - folder: Where the store's file is to be.
    ///   - speed: How many times as fast time passes.
    ///   - feed: Makes the documents of each run.
    /// - Throws: Where the store or the client cannot be made.
    init(on site: Site, in folder: URL, speed: Double, feed: @escaping @Sendable () throws -> [RawDocument]) throws {
        guard let server = ServerURL(site.url) else { throw BenchmarkError("\(site.url) is no address") }
        let time = FastTime(speed: speed)
        let metrics = ServiceMetrics()
        // A lease must outlive the pauses of a busy machine also in a fast time.
        let lease = Duration.seconds(speed * 10)
        var configuration = SyncConfiguration()
        configuration.leaseDuration = lease
        transport = FailingTransport(try CurlTransport())
        store = try SQLiteInvoiceStore(path: folder.appending(path: "soak.sqlite").filePath, now: { time.date })
        let engine = SyncEngine(
            store: store,
            api: InvenTreeClient(
                configuration: .init(server: server, credentials: .token(Secret(site.token))),
                transport: transport,
                observer: metrics,
                clock: time,
                logger: logger
            ),
            configuration: configuration,
            environment: time.environment,
            logger: logger
        )
        let (ended, end) = AsyncStream.makeStream(of: RunRecord.self)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        (self.ended, self.ports) = (ended, ports)
        scheduler = SyncScheduler(
            store: store,
            environment: time.environment,
            leaseDuration: lease,
            logger: logger,
            observer: { run in
                metrics.runChanged(run)
                if run.ended != nil { end.yield(run) }
            },
            run: { [store, transport] request async throws(SyncError) in
                transport.beginRun()
                do {
                    _ = try await store.insert(try feed())
                } catch {
                    throw SyncError(.storeUnavailable, "\(error)", cause: error)
                }
                return try await engine.run(request.selection, stop: request.stop, onProgress: request.onProgress)
            }
        )
        var address = ControlServer.Configuration()
        address.port = 0
        control = try ControlServer(
            configuration: address,
            scheduler: scheduler,
            metrics: metrics,
            logger: logger,
            onListening: { _, port in listening.yield(port) },
            askServer: { nil }
        )
    }

    /// Lives until so many runs have ended, every tenth of which finds the server failing.
    ///
    /// - Parameters:
    ///   - runs: How many.
    ///   - onEnd: Is told of each run and its number.
    /// - Throws: Where the service fails, or what `onEnd` throws.
    func run(_ runs: Int, onEnd: @escaping @Sendable (Int, RunRecord) throws -> Void) async throws {
        var changes = Job.Changes()
        changes.schedule = "* * * * *"
        try await store.updateJob(Job.sync, changes)
        let group = ServiceGroup(services: [control, scheduler], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await port in ports {
                    try await watch(runs, at: port, onEnd)
                    await group.triggerGracefulShutdown()
                    return
                }
            }
            try await tasks.waitForAll()
        }
    }

    /// Follows the runs, as a dashboard and a Prometheus would.
    private func watch(
        _ runs: Int,
        at port: Int,
        _ onEnd: (Int, RunRecord) throws -> Void
    ) async throws {
        let watcher = try CurlTransport()
        var number = 0
        for await run in ended {
            number += 1
            try onEnd(number, run)
            if number == runs { return }
            for path in ["/", "/metrics", "/readyz", "/api/system/runs", "/api/invoices?state=failed"] {
                let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
                let status = try await watcher.send(request, body: nil).response.status
                guard status == .ok || path == "/readyz" else { throw BenchmarkError("\(path) answered \(status)") }
            }
        }
    }
}
