import ArgumentParser
import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import Logging
import SQLiteInvoiceStore

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The whole job on a simulated server with sample invoices: nothing to set up, nothing left behind."
    )

    @Flag(help: "Print JSON on stdout.")
    var json = false

    private struct Report: Encodable {
        let first: RunReport
        let second: RunReport
        let secondRunWriteRequests: Int
        let orders: [Row]
    }

    struct Row: Encodable {
        let reference: String
        let customer: String
        let description: String
        let issueDate: String
        let lines: Int
        let total: String
    }

    func run() async throws {
        try await reportingErrors {
            var configuration = SimulatorConfiguration()
            configuration.currencies = ["RON", "EUR", "USD"]
            return try await InvenTreeSimulator.withRunning(configuration) { simulator in
                try await Self.withTemporaryFolder { folder in try await demonstrate(on: simulator, in: folder) }
            }
        }
    }

    private func demonstrate(on simulator: RunningSimulator, in folder: URL) async throws -> ExitStatus {
        Console.say("A simulated InvenTree server listens at \(simulator.baseURL).")
        let store = try SQLiteInvoiceStore(path: folder.appending(path: "demo.sqlite").path(percentEncoded: false))
        let documents = DocumentFile(contents: Data(PackageResources.demo_ndjson))
        let inserted = try await store.insert(try documents.map { try $0.get() })
        Console.say("\(inserted.new) documents are in an embedded store. Syncing:")
        let engine = SyncEngine(store: store, api: try Self.client(for: simulator))
        let bar = ProgressBar(isWanted: !json)
        let first = try await engine.run { bar.show($0) }
        bar.end()
        simulator.resetRequestCounts()
        let second = try await engine.run()
        let writes = simulator.requestCounts.writes
        let rows = try Self.rows(of: simulator)
        if json {
            let report = Report(first: first, second: second, secondRunWriteRequests: writes, orders: rows)
            try Console.print(json: report)
        } else {
            show(first, rows)
            Console.print("")
            Console.print("A second run: \(second.lines.joined(separator: "; ")), \(writes) write requests sent.")
        }
        return ExitStatus(first)
    }

    private func show(_ report: RunReport, _ rows: [Row]) {
        report.lines.forEach(Console.print)
        Console.print("")
        var table = Table("order", "customer", "description", "issued", "lines", "total RON")
        for row in rows {
            table.add(row.reference, row.customer, row.description, row.issueDate, "\(row.lines)", row.total)
        }
        table.lines.forEach(Console.print)
    }

    private static func client(for simulator: RunningSimulator) throws -> InvenTreeClient {
        guard let server = ServerURL(simulator.baseURL.absoluteString),
            let token = Identities.standard.tokens["admin"]
        else { throw SettingsError(description: "the simulated server has no address") }
        let credentials = Credentials.token(Secret(token.token.value))
        return try InvenTreeClient(
            configuration: .init(server: server, credentials: credentials),
            logger: Logger(label: "invsync.demo") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private static func rows(of simulator: RunningSimulator) throws -> [Row] {
        let names = Dictionary(simulator.companies.map { ($0.pk, $0.name) }) { first, _ in first }
        return simulator.orders.sorted { $0.pk < $1.pk }.map { order in
            Row(
                reference: order.reference,
                customer: order.customer.flatMap { names[$0] } ?? "",
                description: order.description,
                issueDate: order.issueDate ?? "",
                lines: simulator.lines(ofOrder: order.pk).count + simulator.extraLines(ofOrder: order.pk).count,
                total: simulator.total(ofOrder: order.pk)?.description ?? ""
            )
        }
    }

    private static func withTemporaryFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = URL.temporaryDirectory.appending(path: "invsync-demo-\(Chance.eightDigits())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
