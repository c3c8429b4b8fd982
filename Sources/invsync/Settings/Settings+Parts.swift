import Configuration
import Foundation
import InvenTreeClient
import InvoiceSync
import Logging
import MongoInvoiceStore
import SQLiteInvoiceStore
import Synchronization

extension Settings {
    /// The store that the settings name.
    func openStore() throws -> any InvoiceStore {
        let name = try secret("store") ?? "sqlite:\(Self.defaultStorePath)"
        if name == "memory:" { return InMemoryInvoiceStore() }
        if name.hasPrefix("mongodb://") || name.hasPrefix("mongodb+srv://") {
            let store = try MongoInvoiceStore(uri: name, collection: text("collection") ?? "raw_data")
            Self.openUntilTheEnd.withLock { $0.append(store) }
            return store
        }
        let prefix = "sqlite:"
        guard name.hasPrefix(prefix), name.count > prefix.count else {
            let kinds = "sqlite:PATH, mongodb://HOST/DATABASE, memory:"
            throw SettingsError(description: "the store is none of \(kinds)")
        }
        return try SQLiteInvoiceStore(path: String(name.dropFirst(prefix.count)))
    }

    /// Stores whose connections end with the program: to end them while the program does would meet libmongoc, which frees
    /// what it counts in just then.
    private static let openUntilTheEnd = Mutex<[MongoInvoiceStore]>([])

    /// A client for the server that the settings name.
    ///
    /// - Parameter observer: Who wants to know of each exchange.
    /// - Throws: ``SettingsError`` where they name none.
    /// - Returns: The client.
    func makeClient(observer: (any ExchangeObserver)? = nil) throws -> InvenTreeClient {
        guard let address = text("inventree.url") else {
            let remedy = "set INVENTREE_URL, inventree.url in the YAML file, or --inventree-url"
            throw SettingsError(description: "which InvenTree server? \(remedy)")
        }
        guard let server = ServerURL(address) else {
            throw SettingsError(
                description: "inventree.url must look like https://inventree.example.com, without user name"
            )
        }
        let configuration = InvenTreeClient.Configuration(
            server: server,
            credentials: try credentials(),
            concurrency: try concurrency()
        )
        let transport = CurlTransport.Configuration(
            // A write that was permitted is on its way before the lease can end.
            connectTimeout: min(.seconds(10), try lease() / 3),
            certificateAuthorities: text("ca_file")
        )
        do {
            return try InvenTreeClient(
                configuration: configuration,
                transport: transport,
                observer: observer,
                logger: ProgramLog.logger()
            )
        } catch {
            throw SettingsError(description: error.message)
        }
    }

    /// An engine between the store and the server that the settings name.
    func makeEngine() throws -> SyncEngine { try makeEngine(on: openStore()) }

    /// An engine between a store and the server that the settings name.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - client: A client of that server; nil for a new one.
    /// - Throws: ``SettingsError`` where they name none.
    /// - Returns: The engine.
    func makeEngine(on store: any InvoiceStore, _ client: InvenTreeClient? = nil) throws -> SyncEngine {
        SyncEngine(
            store: store,
            api: try client ?? makeClient(),
            configuration: try syncConfiguration(),
            logger: ProgramLog.logger()
        )
    }

    /// How invoices become orders.
    func syncConfiguration() throws -> SyncConfiguration {
        let negative = text("negative_lines") ?? SyncConfiguration.NegativeLines.extra.rawValue
        guard let negativeLines = SyncConfiguration.NegativeLines(rawValue: negative) else {
            throw SettingsError(description: "negative_lines must be extra or skip, not “\(negative)”")
        }
        var configuration = SyncConfiguration(
            currency: try currency(),
            negativeLines: negativeLines,
            skipTypes: Set(list("skip_types")),
            makesPartsSalable: try flag("parts.make_salable") ?? false,
            partCategory: try number("parts.category", in: 1...Int(Int32.max)),
            parallel: try invoicesAtOnce()
        )
        configuration.lineOrder = try lineOrder()
        configuration.leaseDuration = try lease()
        return configuration
    }

    /// What is logged, and how it looks.
    func logStyle() throws -> ProgramLog.Style {
        var style = ProgramLog.Style()
        if let name = text("log_level") {
            guard let level = Logger.Level(rawValue: name) else {
                let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                throw SettingsError(description: "log_level must be one of \(names), not “\(name)”")
            }
            style.level = level
        }
        if let name = text("log_format") {
            guard let format = LogFormat(rawValue: name) else {
                throw SettingsError(description: "log_format must be text or json, not “\(name)”")
            }
            style.format = format
        }
        return style
    }

    private func lease() throws -> Duration {
        try number("lease", in: 1...3600).map { .seconds($0) } ?? SyncConfiguration().leaseDuration
    }

    /// How many requests are under way at once: as many as was said, or as slow the server down no more than was said.
    private func concurrency() throws -> InvenTreeClient.Concurrency {
        if let parallel = try parallel() { return .fixed(parallel) }
        guard let text = text("slowdown") else { return .adaptive() }
        guard let slowdown = Double(text), (1.5...20).contains(slowdown) else {
            throw SettingsError(description: "slowdown must be a number from 1.5 to 20, not “\(text)”")
        }
        return .adaptive(slowdown: slowdown)
    }

    private func parallel() throws -> Int? {
        try number("parallel", in: 1...64)
    }

    /// Some four invoices keep one request under way; one request at a time is asked for by who wants one thing at a time.
    private func invoicesAtOnce() throws -> Int {
        guard let parallel = try parallel() else { return SyncConfiguration().parallel }
        return parallel == 1 ? 1 : parallel * 4
    }

    private func lineOrder() throws -> SyncConfiguration.LineOrder {
        let name = text("line_order") ?? SyncConfiguration.LineOrder.invoice.rawValue
        guard let order = SyncConfiguration.LineOrder(rawValue: name) else {
            throw SettingsError(description: "line_order must be invoice or any, not “\(name)”")
        }
        return order
    }

    private func currency() throws -> SyncConfiguration.Currency {
        let code = text("currency") ?? "RON"
        if code == "server" { return .serverDefault }
        guard code.count == 3, code.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
            throw SettingsError(description: "currency must be a code such as RON, or “server”, not “\(code)”")
        }
        return .code(code)
    }

    private func credentials() throws -> Credentials {
        if let token = try secret("inventree.token") { return .token(Secret(token)) }
        guard let username = text("inventree.username"), let password = try secret("inventree.password") else {
            let remedy =
                "set INVENTREE_TOKEN, or INVENTREE_USERNAME and INVENTREE_PASSWORD, or the same in the YAML file"
            throw SettingsError(description: "who are you on the InvenTree server? \(remedy)")
        }
        return .password(username: username, Secret(password), tokenName: "invsync")
    }

    private static var defaultStorePath: String {
        let environment = ProcessInfo.processInfo.environment
        let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
        let folder = data ?? URL.homeDirectory.appending(path: ".local/share")
        return folder.appending(path: "invsync/invsync.sqlite").path()
    }
}
