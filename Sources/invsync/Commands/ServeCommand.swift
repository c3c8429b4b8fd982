import ArgumentParser
import Foundation
import InvenTreeClient
import InvoiceSync
import Logging
import ServiceLifecycle
import SyncService
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the sync by its schedule, and serve its control API.",
        discussion: """
            The job in the store (INVSYNC_JOB, sync_inventree_sales_orders) says when it runs (schedule, five fields of cron) and
            whether it does (enabled); an edit there, through “invsync job” or through the API takes effect within 10 seconds. Several servers may share one
            store: each due time is run by one of them. What is served is in /api/openapi.json.

            INVSYNC_ADMIN_TOKEN, or a file named by INVSYNC_ADMIN_TOKEN_FILE, holds the token that the API asks for;
            INVSYNC_READER_TOKEN may only look, INVSYNC_METRICS_TOKEN only read /metrics. Without an admin token it is served
            to this machine alone. SIGTERM ends it within 10 seconds: a run under way gives back what it
            has not finished.

            SIGHUP has it read its settings again, from the YAML file and from the files that hold secrets. The log's level
            and format and the admin token change at once, all else with the next run, but for store, collection, job, lease,
            time_zone, inventree.url, base_path and listen: these need a restart, and the log says so. Settings that cannot be read
            or used change nothing, and the log says why.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The address to listen on; port 0 takes a free one. Default: 127.0.0.1:8080. Also INVSYNC_LISTEN.",
            valueName: "host:port"
        )
    )
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "The path below which a proxy shows the dashboard, such as /invsync. Default: none.",
            valueName: "path"
        )
    )
    var basePath: String?

    @Option(
        help: ArgumentHelp(
            "The time zone of the schedule, such as Europe/Bucharest. Default: this machine's.",
            valueName: "zone"
        )
    )
    var timeZone: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard let listen, ListenAddress(listen) == nil else { return }
        throw ValidationError("--listen \(ListenAddress.rule)")
    }

    func run() async throws {
        try await reportingErrors {
            let settings = try store.settings(
                with: server,
                ["listen": listen, "time_zone": timeZone, "base_path": basePath]
            )
            do {
                try await serve(settings)
            } catch let error as ServiceError {
                throw SettingsError(description: error.message)
            }
            return .ok
        }
    }

    private func serve(_ settings: Settings) async throws {
        OpenFileLimit.raise()
        let hangUps = await UnixSignalsSequence(trapping: .sighup)
        let logger = ProgramLog.logger()
        // A service that is refused leaves no empty store behind.
        try await parts(settings, InMemoryInvoiceStore(), logger).control.checkAddress()
        let (control, scheduler, sync) = try parts(settings, await settings.openStore(for: .serving), logger)
        if try settings.secret("admin_token") == nil {
            logger.warning("no admin token is set: everybody on this machine may see and change things")
        }
        if let host = settings.listenAddress?.host, !Loopback.contains(host) {
            let remedy = "put a proxy with TLS before it, and let nobody else reach this address"
            logger.warning("the service has no TLS of its own, and \(host) may be reached from elsewhere: \(remedy)")
        }
        var group = ServiceGroupConfiguration(
            services: [control, scheduler, SettingsReload(at: hangUps, of: sync, control)],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = .milliseconds(9_500)
        try await ServiceGroup(configuration: group).run()
    }

    /// What the service is made of; nothing of it has begun.
    ///
    /// - Throws: ``SettingsError`` or `ServiceError` if the settings are not enough.
    private func parts(
        _ settings: Settings,
        _ documents: any InvoiceStore,
        _ logger: Logger
    ) throws -> (control: ControlServer, scheduler: SyncScheduler, sync: LiveSync) {
        let metrics = ServiceMetrics()
        let sync = try LiveSync(settings, store: documents, metrics: metrics)
        let scheduler = SyncScheduler(
            job: try settings.job(),
            store: documents,
            zone: try settings.timeZone(),
            leaseDuration: try settings.syncConfiguration().leaseDuration,
            logger: logger,
            observer: { metrics.runChanged($0) },
            run: { [allowCurrency = server.allowCurrency] request async throws(SyncError) in
                try await sync.engine.run(
                    request.selection,
                    includesChanged: request.selection == .pending ? nil : false,
                    allowsCurrency: allowCurrency,
                    waitsForOthers: true,
                    stop: request.stop,
                    onProgress: request.onProgress
                )
            }
        )
        let path = (settings.text("base_path") ?? "").split(separator: "/").map { "/\($0)" }.joined()
        let control = try ControlServer(
            configuration: try controlConfiguration(settings),
            scheduler: scheduler,
            metrics: metrics,
            logger: logger,
            onListening: { host, port in show(ListenAddress.url(host, port) + path) },
            askServer: { await sync.client.objection }
        )
        return (control, scheduler, sync)
    }

    private func controlConfiguration(_ settings: Settings) throws -> ControlServer.Configuration {
        var configuration = ControlServer.Configuration()
        if let address = settings.listenAddress {
            (configuration.host, configuration.port) = (address.host, address.port)
        }
        configuration.basePath = settings.text("base_path") ?? ""
        configuration.tokens = try settings.accessTokens()
        return configuration
    }

    private func show(_ address: String) {
        Console.print(store.json ? "{\"url\":\"\(address)\"}" : address)
    }
}

extension InvenTreeClient {
    /// Why the server cannot be worked with now; nil where it answers.
    fileprivate var objection: String? {
        get async {
            do throws(InvenTreeError) {
                _ = try await currentUser()
                return nil
            } catch {
                return error.message
            }
        }
    }
}

extension Settings {
    fileprivate var listenAddress: ListenAddress? { text("listen").flatMap(ListenAddress.init) }
}
