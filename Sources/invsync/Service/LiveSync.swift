import InvenTreeClient
import InvoiceSync
import SyncService
import Synchronization

/// What the service's runs are done with; the next run takes it as it is then.
final class LiveSync: Sendable {
    /// The settings, and what follows from them.
    struct Parts {
        fileprivate let settings: Settings
        fileprivate let client: InvenTreeClient
        fileprivate let engine: SyncEngine

        fileprivate init(_ settings: Settings, _ store: any InvoiceStore, _ metrics: ServiceMetrics) throws {
            self.settings = settings
            client = try settings.makeClient(observer: metrics)
            engine = try settings.makeEngine(on: store, client)
        }
    }

    private let store: any InvoiceStore
    private let metrics: ServiceMetrics
    private let parts: Mutex<Parts>

    /// - Parameters:
    ///   - settings: What the first runs follow.
    ///   - store: Where invoices come from, whatever the settings say later.
    ///   - metrics: Is told of each exchange with the server.
    /// - Throws: ``SettingsError`` where the settings are not enough.
    init(_ settings: Settings, store: any InvoiceStore, metrics: ServiceMetrics) throws {
        (self.store, self.metrics) = (store, metrics)
        parts = Mutex(try Parts(settings, store, metrics))
    }

    /// The settings of the next run.
    var settings: Settings { parts.withLock { $0.settings } }

    /// The engine of the next run.
    var engine: SyncEngine { parts.withLock { $0.engine } }

    /// The client of the next run.
    var client: InvenTreeClient { parts.withLock { $0.client } }

    /// What follows from other settings.
    ///
    /// - Throws: ``SettingsError`` where they are not enough.
    func parts(by settings: Settings) throws -> Parts { try Parts(settings, store, metrics) }

    /// Goes on with other parts from the next run on.
    func goOn(with parts: Parts) {
        self.parts.withLock { $0 = parts }
    }
}
