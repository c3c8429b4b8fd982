import Foundation
import InvenTreeClient
import InvoiceSync
import Logging
import MongoInvoiceStore
import SQLiteInvoiceStore
import Synchronization

extension Settings {
    /// The use that a command makes of the store.
    enum StoreUse {
        /// It only reads: a store that does not exist is an error.
        case reading
        /// It makes the store where there is none.
        case creating
        /// It makes the store where there is none, and lives on while the store's server is away.
        case serving
    }

    /// The place of the documents.
    func storeAddress() throws(SettingsError) -> StoreAddress {
        try StoreAddress(secret("store") ?? "", home: Home.folder)
    }

    /// Opens the store.
    ///
    /// - Parameter use: The use that is made of it.
    /// - Throws: ``SettingsError`` if the setting is wrong, or there is no such store and the command only reads;
    ///   `SyncError` if the store cannot be opened.
    /// - Returns: The store.
    func openStore(for use: StoreUse) async throws -> any InvoiceStore {
        AcceptingStore(try await openDocuments(for: use), accepting: sources)
    }

    /// Opens the store as it is, whatever sources are accepted; see ``openStore(for:)``.
    func openDocuments(for use: StoreUse) async throws -> any InvoiceStore {
        switch try storeAddress() {
        case .memory: return InMemoryInvoiceStore()
        case .mongoDB(let uri):
            if let exposure = try storeExposure() { Console.warnOnce(exposure.warning) }
            let store = try MongoInvoiceStore(uri: uri, collection: text("collection") ?? "")
            Self.openUntilTheEnd.withLock { $0.append(store) }
            // A server that is away is told at once, and not after all attempts of a run.
            if use != .serving, let absence = try await store.absence(), use == .reading {
                throw SettingsError(description: "no such store: \(absence)")
            }
            return store
        case .sqlite(let path):
            let files = StoreFiles(path: path)
            if use == .reading, !files.exist {
                if let objection = StoreFileAccess().objection(to: path) {
                    throw SettingsError(description: "the store “\(path)” cannot be used: \(objection)")
                }
                let remedy = "“invsync import FILE” makes it; or correct the setting store"
                throw SettingsError(description: "no such store: there is no file “\(path)”: \(remedy)")
            }
            if let remedy = files.remedyAgainstReaders {
                // SQLite's files beside it come and go.
                let message = "the store \(path) holds invoices, and other users may read it: \(remedy)"
                Console.warnOnce(message, about: path)
            }
            return try SQLiteInvoiceStore(path: path)
        }
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
            throw SettingsError(description: "no InvenTree server configured: set INVENTREE_URL or inventree.url")
        }
        guard let server = ServerURL(address) else {
            throw SettingsError(
                description: "inventree.url must look like https://inventree.example.com, without user name and query"
            )
        }
        let configuration = InvenTreeClient.Configuration(
            server: server,
            credentials: try credentials(),
            concurrency: concurrency
        )
        if let exposure = serverExposure { Console.warnOnce(exposure.warning) }
        try checkCertificates()
        let transport = CurlTransport.Configuration(
            // A write that was permitted is on its way before the lease can end.
            connectTimeout: min(.seconds(10), lease / 3),
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

    /// Checks that a file of trusted certificates holds some, whether the server's address needs them or not.
    private func checkCertificates() throws(SettingsError) {
        guard let path = text("ca_file") else { return }
        let data = try NamedFile(path, namedBy: "ca_file").data()
        guard data.contains("-----BEGIN".utf8) else {
            throw SettingsError(description: "\(path), which ca_file names, holds no certificate in the format PEM")
        }
    }

    /// An engine between an existing store and the server that the settings name, for a command that creates no store.
    func makeEngine() async throws -> SyncEngine { try await makeEngine(on: openStore(for: .reading)) }

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
        var configuration = SyncConfiguration(
            currency: try currency(),
            negativeLines: choice("negative_lines") ?? .extra,
            skipTypes: Set(list("skip_types")),
            makesPartsSalable: flag("parts.make_salable"),
            partCategory: number("parts.category"),
            parallel: invoicesAtOnce
        )
        configuration.skipStates = givenList("skip_states").map(Set.init) ?? configuration.skipStates
        configuration.sources = sources
        configuration.changeScan = choice("changed") ?? configuration.changeScan
        configuration.writesCustomerReference = text("orders.customer_reference") == "invoice"
        configuration.partCodes = choice("parts.codes") ?? .match
        configuration.createsParts = flag("parts.create")
        configuration.partAliases = try aliases("parts.aliases", .parts)
        configuration.createsCustomers = flag("customers.create")
        configuration.personalCodes = choice("customers.personal_codes") ?? .keep
        configuration.customerAliases = try aliases("customers.aliases", .customers)
        configuration.lineOrder = choice("line_order") ?? .invoice
        configuration.leaseDuration = lease
        if let minutes = number("run_limit") { configuration.runLimit = .seconds(60 * minutes) }
        configuration.retention.runs = days("retention.runs")
        configuration.retention.logs = days("retention.logs")
        configuration.retention.names = days("retention.names")
        return configuration
    }

    /// The table of aliases that a setting names.
    private func aliases(_ setting: Setting, _ kind: AliasTable.Kind) throws -> AliasTable? {
        guard let path = text(setting) else { return nil }
        do {
            return try AliasTable(contentsOf: path, kind: kind)
        } catch {
            throw SettingsError(description: "\(setting.key): \(error)")
        }
    }

    /// The level and the format of the log.
    var logStyle: ProgramLog.Style {
        var style = ProgramLog.Style()
        if let level: Logger.Level = choice("log_level") { style.level = level }
        if let format: LogFormat = choice("log_format") { style.format = format }
        return style
    }

    private func days(_ setting: Setting) -> Duration? { number(setting).map { .seconds(86_400 * $0) } }

    private var lease: Duration { number("lease").map { .seconds($0) } ?? SyncConfiguration().leaseDuration }

    /// The number of requests at the same time: as configured, or as many as slow the server down no more than configured.
    private var concurrency: InvenTreeClient.Concurrency {
        if let parallel = number("parallel") { return .fixed(parallel) }
        return decimal("slowdown").map { .adaptive(slowdown: $0) } ?? .adaptive()
    }

    /// Some four invoices keep one request under way; with one request at a time, one invoice goes after the other.
    private var invoicesAtOnce: Int {
        guard let parallel = number("parallel") else { return SyncConfiguration().parallel }
        return parallel == 1 ? 1 : parallel * 4
    }

    private func currency() throws -> SyncConfiguration.Currency {
        let code = text("currency") ?? "RON"
        if code == "server" { return .serverDefault }
        guard code.count == 3, code.allSatisfy({ $0.isASCII && $0.isUppercase }) else {
            throw SettingsError(description: "currency must be a code such as RON, or “server”, not “\(code)”")
        }
        // As in invoices.
        return .code(code == "LEI" ? "RON" : code)
    }

    private func credentials() throws -> Credentials {
        if let token = try secret("inventree.token") { return .token(Secret(token)) }
        guard let username = text("inventree.username"), let password = try secret("inventree.password") else {
            let remedy =
                "set INVENTREE_TOKEN, or INVENTREE_USERNAME and INVENTREE_PASSWORD, or the same in the YAML file"
            throw SettingsError(description: "no credentials for the InvenTree server configured: \(remedy)")
        }
        return .password(username: username, Secret(password), tokenName: "invsync")
    }
}
