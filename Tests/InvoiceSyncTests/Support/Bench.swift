import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Logging
import Testing

/// A server, a store and an engine between them, in a world where no pause takes time.
struct Bench: Sendable {
    let server: RunningSimulator
    let store: InMemoryInvoiceStore
    let time: ManualTime
    let api: InvenTreeClient
    var configuration: SyncConfiguration

    /// Makes a client of the server that does what the token may.
    static func client(
        of server: RunningSimulator,
        token: String = Tokens.admin,
        retryPolicy: RetryPolicy = RetryPolicy(),
        concurrency: InvenTreeClient.Concurrency = .adaptive()
    ) throws -> InvenTreeClient {
        let url = try #require(ServerURL(server.baseURL.absoluteString))
        return InvenTreeClient(
            configuration: .init(
                server: url,
                credentials: .token(Secret(token)),
                retryPolicy: retryPolicy,
                concurrency: concurrency
            ),
            transport: try CurlTransport(),
            clock: InstantClock(),
            jitter: { 1 },
            logger: .silent
        )
    }

    func engine(api other: InvenTreeClient? = nil, _ change: (inout SyncEnvironment) -> Void = { _ in }) -> SyncEngine {
        var environment = SyncEnvironment.instant(time)
        change(&environment)
        return SyncEngine(store: store, api: other ?? api, configuration: configuration, environment: environment)
    }

    /// An engine whose short waits take ten seconds of everybody's time, so that what a dead worker holds comes free.
    func outwaitingEngine() -> SyncEngine {
        engine { environment in
            let sleep = environment.sleep
            environment.sleep = { [time] duration in
                if duration < .seconds(1) { time.advance(by: .seconds(10)) }
                try await sleep(duration)
            }
        }
    }

    /// Runs one sync.
    @discardableResult
    func sync(_ selection: Selection = .pending, stop: StopSignal = StopSignal()) async throws -> RunReport {
        try await engine().run(selection, stop: stop)
    }

    /// Runs one sync of all documents that were not successful, whatever they wait for.
    @discardableResult
    func retry() async throws -> RunReport {
        time.advance(by: .seconds(1))
        return try await sync(.retry(.init(finishedBefore: time.now)))
    }

    /// Puts a document of one invoice, or of a list, into the store.
    func insert(_ data: JSONValue?, as name: String = "doc") async throws {
        _ = try await store.insert([RawDocument(id: DocumentID(.text(name)), data: data)])
    }

    /// Changes a document as another program does in a database.
    func edit(_ data: JSONValue?, as name: String = "doc") async {
        await store.edit(DocumentID(.text(name)), data: data)
    }

    /// Imports documents of one invoice each, as `invsync import` does.
    @discardableResult
    func importing(_ documents: KeyValuePairs<String, JSONValue>) async throws -> InsertCounts {
        let importer = DocumentImporter(into: store, environment: .instant(time))
        return try await importer.add(documents.map { RawDocument(id: DocumentID(.text($0)), data: $1) })
    }

    /// The ledger's record of an invoice.
    func record(_ numar: String = "1") async throws -> LedgerRecord {
        try #require(try await store.ledgerRecords(of: [Self.description(numar)]).first)
    }

    /// Puts documents of one invoice each into the store, named `doc1`, `doc2` and so on.
    func insertEach(_ invoices: [JSONValue]) async throws {
        _ = try await store.insert(
            invoices.enumerated().map { RawDocument(id: DocumentID(.text("doc\($0 + 1)")), data: $1) }
        )
    }

    func document(_ name: String = "doc") async throws -> StoredDocument {
        let all = try await store.documents(DocumentQuery(limit: 10_000))
        return try #require(all.first { $0.document.id == DocumentID(.text(name)) })
    }

    func log(_ name: String = "doc") async throws -> SyncLog {
        try #require(try await document(name).log)
    }

    /// The log of a document's only invoice.
    func invoiceLog(_ name: String = "doc") async throws -> InvoiceLog {
        let invoices = try await log(name).invoices
        try #require(invoices.count == 1)
        return try #require(invoices.first)
    }

    // MARK: What the server holds

    /// The only order of an invoice.
    func order(_ numar: String = "1") throws -> SimulatedOrder {
        let orders = server.orders.filter { $0.description == Self.description(numar) }
        try #require(orders.count == 1)
        return try #require(orders.first)
    }

    /// The lines of an invoice's order in words, such as `2 × Bolt at 1.5 RON (details)`.
    func lines(_ numar: String = "1") throws -> [String] {
        let names = Dictionary(uniqueKeysWithValues: server.parts.map { ($0.pk, $0.name) })
        return server.lines(ofOrder: try order(numar).pk).map { line in
            let name = line.part.flatMap { names[$0] } ?? "?"
            return Self.words(line.quantity, name, line.salePrice, line.currency, line.reference)
        }
    }

    /// The extra lines of an invoice's order in words.
    func extraLines(_ numar: String = "1") throws -> [String] {
        server.extraLines(ofOrder: try order(numar).pk).map { line in
            Self.words(line.quantity, line.description, line.price, line.currency, line.reference)
        }
    }

    var companyNames: [String] { server.companies.map(\.name) }
    var partNames: [String] { server.parts.map(\.name) }

    /// Seeds an order of an invoice, with or without lines, as somebody or a former sync may have left it.
    func addOrder(
        _ numar: String = "1",
        customer: Int? = nil,
        currency: String? = "RON",
        status: OrderStatus = .pending
    ) throws -> Int {
        let owner = try customer ?? server.companies.first?.pk ?? server.add(SimulatedCompany(name: "ACME"))
        let order = SimulatedOrder(
            customer: owner,
            description: Self.description(numar),
            currency: currency,
            status: status
        )
        return try server.add(order)
    }

    static func description(_ numar: String) -> String { "SERIE=F;NUMAR=\(numar)" }

    static func words(
        _ quantity: Decimal,
        _ name: String,
        _ price: Decimal?,
        _ currency: String,
        _ reference: String
    ) -> String {
        let price = price.map { " at \($0) \(currency)" } ?? ""
        return "\(quantity) × \(name)\(price)" + (reference.isEmpty ? "" : " (\(reference))")
    }
}

/// Runs a test on a bench of its own.
func withBench(
    _ configuration: SyncConfiguration = SyncConfiguration(),
    simulator: SimulatorConfiguration = .withRON,
    _ body: (Bench) async throws -> Void
) async throws {
    try await InvenTreeSimulator.withRunning(simulator) { server in
        let time = ManualTime()
        let bench = Bench(
            server: server,
            store: InMemoryInvoiceStore(now: { time.now }),
            time: time,
            api: try Bench.client(of: server),
            configuration: configuration
        )
        try await body(bench)
    }
}

extension SimulatorConfiguration {
    /// A server that allows RON.
    static var withRON: Self {
        var configuration = Self()
        configuration.currencies = ["RON", "EUR", "USD"]
        return configuration
    }
}

/// The tokens of ``Identities/standard``.
enum Tokens {
    static let admin = "inv-0123456789abcdef0123456789abcdef01234567-20260101"
    static let syncer = "inv-syncer00123456789abcdef0123456789abcdef0-20260101"
    static let reader = "inv-reader00123456789abcdef0123456789abcdef0-20260101"
    static let noRoles = "inv-noroles0123456789abcdef0123456789abcdef0-20260101"
    static let revoked = "inv-revoked0123456789abcdef0123456789abcdef-20240101"
}

extension Logger {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}
