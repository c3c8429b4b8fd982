import Foundation
import InvenTreeClient
import InvoiceSync
import Logging
import ServiceLifecycle
import SyncService

let settings = ProcessInfo.processInfo.environment
guard let folder = settings["INVOICES"], let token = settings["INVENTREE_TOKEN"],
    let server = settings["INVENTREE_URL"].flatMap({ ServerURL($0) })
else {
    print("set INVOICES, INVENTREE_URL and INVENTREE_TOKEN")
    exit(64)
}
let logger = Logger(label: "billing")
let store = FolderStore(folder: URL(filePath: folder))
let access = InvenTreeClient.Configuration(server: server, credentials: .token(Secret(token)))
let client = try InvenTreeClient(configuration: access, logger: logger)
let engine = SyncEngine(store: store, api: client, configuration: SyncConfiguration(currency: .code("RON")))
let scheduler = SyncScheduler(store: store, engine: engine, logger: logger)
try await scheduler.start(.manual)  // once now, and from here on every ten minutes
try await ServiceGroup(services: [scheduler], gracefulShutdownSignals: [.sigterm], logger: logger).run()
