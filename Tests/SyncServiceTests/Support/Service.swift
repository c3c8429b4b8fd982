import FGOModels
import Foundation
import HTTPTypes
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import Logging
import ServiceLifecycle
import Testing

@testable import SyncService

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The service as it is reached over HTTP: scheduler, API, engine, a store in memory and a simulated server.
struct Service: Sendable {
    let url: URL
    let store: InMemoryInvoiceStore
    let scheduler: SyncScheduler
    let simulator: RunningSimulator

    static let token = "0123456789abcdef-secret"
    /// A schedule that comes due in no test.
    static let schedule = "0 0 1 1 *"

    /// An answer, and what is needed to judge it.
    struct Answer {
        let status: Int
        let headers: [String: String]
        let body: Data

        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            decoder.dateDecodingStrategy = .custom { decoder in
                let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
                return try Date(decoder.singleValueContainer().decode(String.self), strategy: style)
            }
            return try decoder.decode(type, from: body)
        }

        /// The code of an error.
        var code: String? {
            struct Body: Decodable {
                struct Detail: Decodable { let code: String }
                let error: Detail
            }
            return try? json(Body.self).error.code
        }
    }

    /// Sends a request, and finds its answer documented.
    func ask(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        headers: [String: String] = [:],
        isAdmin: Bool = true
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: url.absoluteString + path)))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        if isAdmin { request.setValue("Bearer \(Self.token)", forHTTPHeaderField: "Authorization") }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in answer.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        try OpenAPI.document.check(method, path, answer.statusCode)
        return Answer(status: answer.statusCode, headers: fields, body: data)
    }

    /// Puts a document of one invoice into the store; a quantity that cannot be read makes it partial, as a second line is sound.
    func insert(_ name: String, quantity: JSONValue = 2, as document: String? = nil) async throws {
        let line: JSONValue = ["nume_produs": "Filtru", "cantitate": quantity, "pret_unitar": 10]
        let sound: JSONValue = ["nume_produs": "Bec", "cantitate": 1, "pret_unitar": 5]
        let isReadable = if case .number = quantity { true } else { false }
        let invoice: JSONValue = [
            "serie": "T", "numar": .text(name), "denumire_client": "Dacia",
            "articole": isReadable ? [line] : [line, sound],
        ]
        _ = try await store.insert([RawDocument(id: DocumentID(.text(document ?? name)), data: invoice)])
    }
}

/// Runs a test with a service of its own.
func withService(
    token: AccessToken? = try? AccessToken(Service.token),
    reader: AccessToken? = nil,
    metrics metricsToken: AccessToken? = nil,
    run: (@Sendable (RunRequest) async throws(SyncError) -> RunReport)? = nil,
    environment: SyncEnvironment = SyncEnvironment(),
    basePath: String = "",
    logger: Logger = .silent,
    onMade: (ControlServer) -> Void = { _ in },
    limits: ConnectionLimits = ConnectionLimits(),
    body: (Service) async throws -> Void
) async throws {
    var currencies = SimulatorConfiguration()
    currencies.currencies = ["RON"]
    try await InvenTreeSimulator.withRunning(currencies) { simulator in
        let metrics = ServiceMetrics()
        let store = InMemoryInvoiceStore(now: environment.now)
        var changes = Job.Changes()
        changes.schedule = Service.schedule
        _ = try await store.updateJob(Job.sync, changes)
        let client = try client(of: simulator, observer: metrics)
        let engine = SyncEngine(store: store, api: client)
        let scheduler = SyncScheduler(
            store: store,
            zone: try #require(TimeZone(identifier: "Europe/Bucharest")),
            environment: environment,
            logger: .silent,
            observer: { metrics.runChanged($0) },
            run: { request async throws(SyncError) in
                if let run { return try await run(request) }
                return try await engine.run(request.selection, stop: request.stop, onProgress: request.onProgress)
            }
        )
        var configuration = ControlServer.Configuration()
        configuration.port = 0
        configuration.tokens = AccessTokens(admin: token, reader: reader, metrics: metricsToken)
        configuration.basePath = basePath
        configuration.limits = limits
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let server = try ControlServer(
            configuration: configuration,
            scheduler: scheduler,
            metrics: metrics,
            logger: logger,
            onListening: { _, port in listening.yield(port) },
            askServer: { await objection(of: client) }
        )
        onMade(server)
        try await serving([server, scheduler], onEnd: { listening.finish() }) {
            for await port in ports {
                let url = try #require(URL(string: "http://127.0.0.1:\(port)"))
                return try await body(Service(url: url, store: store, scheduler: scheduler, simulator: simulator))
            }
        }
    }
}

/// Runs a body beside services, and then shuts these down.
func serving(
    _ services: [any ServiceLifecycle.Service],
    onEnd: @escaping @Sendable () -> Void = {},
    body: () async throws -> Void
) async throws {
    let group = ServiceGroup(services: services, logger: .silent)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { onEnd() }
            try await group.run()
        }
        do {
            try await body()
        } catch {
            tasks.cancelAll()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

private func client(of simulator: RunningSimulator, observer: ServiceMetrics) throws -> InvenTreeClient {
    try InvenTreeClient(
        configuration: .init(
            server: try #require(ServerURL(simulator.baseURL.absoluteString)),
            credentials: .token(Secret(try #require(Identities.standard.tokens["admin"]).token.value)),
            retryPolicy: .init(maximumAttempts: 1)
        ),
        observer: observer,
        logger: .silent
    )
}

private func objection(of client: InvenTreeClient) async -> String? {
    do {
        _ = try await client.currentUser()
        return nil
    } catch {
        return "\(error)"
    }
}
