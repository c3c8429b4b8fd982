import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Logging
import Synchronization
import Testing

/// The personal codes of private persons (CNP): in `tax_id` or nowhere (SyncRules, “Private persons”).
@Suite struct PersonTests {
    private static let codes = ["1900101221140", "2850615400013"]

    private var invoices: [JSONValue] {
        Self.codes.enumerated().map { .invoice(.text("\($0 + 1)"), of: "Ion Popescu", cui: .text($1)) }
    }

    @Test func twoPersonsOfOneNameAreToldApartByAHash() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insertEach(invoices)
            #expect(try await bench.sync().invoices.ok == 2)
            #expect(bench.server.companies.map(\.taxID) == Self.codes)
            #expect(bench.companyNames.first == "Ion Popescu")
            #expect(bench.companyNames.last?.contains(/^Ion Popescu \(#[0-9a-f]{6}\)$/) == true)
            try await bench.insertEach(invoices + [.invoice("3", of: "Ion Popescu", cui: .text(Self.codes[1]))])
            bench.server.resetRequestCounts()
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.companyNames.count == 2)
            #expect(try bench.order("3").customer == 2)
        }
    }

    @Test func theHashIsTheSameOnEveryServer() async throws {
        var names: Set<[String]> = []
        for _ in 1...2 {
            try await withBench(SyncConfiguration(parallel: 1)) { bench in
                try await bench.insertEach(invoices)
                try await bench.sync()
                names.insert(bench.companyNames)
            }
        }
        #expect(names.count == 1)
    }

    @Test func omittedCodesReachNoServerAndNamesIdentify() async throws {
        var configuration = SyncConfiguration()
        configuration.personalCodes = .omit
        try await withBench(configuration) { bench in
            let sent = Mutex("")
            bench.server.onRequest { request in
                sent.withLock { $0 += request.query + String(decoding: request.body, as: UTF8.self) }
                return .pass
            }
            for number in 1...300 { try bench.server.add(SimulatedCompany(name: "Firma \(number)")) }
            try await bench.insertEach(invoices + [.invoice("3", of: "Firma SRL", cui: "RO123")])
            #expect(try await bench.sync().invoices.ok == 3)
            #expect(bench.companyNames.dropFirst(300).sorted() == ["Firma SRL", "Ion Popescu"])
            #expect(Set(bench.server.companies.map(\.taxID)) == ["", "RO123"])
            #expect(Self.codes.allSatisfy { code in !sent.withLock { $0.contains(code) } })
        }
    }

    /// What was told and written down of a person, while the server echoes what it refuses.
    @Test func noCodeIsToldOrWrittenDown() async throws {
        let store = ListeningStore()
        let said = Mutex("")
        try await withBench(SyncConfiguration(parallel: 4)) { bench in
            let engine = SyncEngine(
                store: store,
                api: bench.api,
                configuration: bench.configuration,
                environment: .instant(bench.time),
                logger: Logger(label: "test") { _ in SayingHandler { text in said.withLock { $0 += text + "\n" } } }
            )
            try bench.server.add(SimulatedCompany(name: "Ion Popescu", isCustomer: true))
            let refused = JSONValue.invoice("3", of: "Maria Ionescu", cui: "6010101010011")
            let documents = (invoices + [refused]).enumerated().map {
                RawDocument(id: DocumentID(.text("doc\($0)")), data: $1)
            }
            _ = try await store.insert(documents)
            bench.server.onRequest { request in
                guard request.place == "POST /api/company/",
                    String(decoding: request.body, as: UTF8.self).contains("6010101010011")
                else { return .pass }
                return .answer(status: 400, body: #"{"tax_id":["6010101010011 is not valid"]}"#)
            }
            var steps: [String] = []
            try await engine.plan { if case .plan(let plan) = $0.outcome { steps += plan.steps } }
            #expect(steps.contains { $0.contains("CUI 1900*********") })
            let report = try await engine.run()
            #expect(report.invoices.ok == 2)
            #expect(report.invoices.failed == 1)
            bench.server.onRequest(nil)
            try await bench.edit("company/1", ["tax_id": ""])
            let found = try await engine.reconcile().discrepancies.map(\.detail)
            #expect(found.contains { $0.contains("lacks the tax code 1900*********") })
            let logs = try await store.documents(DocumentQuery(limit: 10)).map { try $0.log?.json() ?? Data() }
            let told =
                [said.withLock { $0 }, steps.joined(), found.joined(), store.heard]
                + logs.map { String(decoding: $0, as: UTF8.self) }
            #expect(told.joined().contains("6010*********"))
            for code in Self.codes + ["6010101010011"] { #expect(told.allSatisfy { !$0.contains(code) }) }
            #expect(store.heard.contains("Ion Popescu".lowercased()))
        }
    }
}

/// A store that listens to the names of locks and to what is remembered.
private final class ListeningStore: ForwardingInvoiceStore {
    let base: any InvoiceStore = InMemoryInvoiceStore()
    private let words = Mutex("")

    var heard: String { words.withLock { $0 } }

    func lock(
        _ name: LockName,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> LockOutcome {
        words.withLock { $0 += "\(name)\n" }
        return try await base.lock(name, owner: owner, for: duration)
    }

    func remember(_ entries: [DirectoryEntry]) async throws(SyncError) {
        for entry in entries { words.withLock { $0 += "\(entry.key.name) \(entry.value)\n" } }
        try await base.remember(entries)
    }
}

private struct SayingHandler: LogHandler {
    let say: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(_ say: @escaping @Sendable (String) -> Void) {
        self.say = say
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        say("\(event.message) \(metadata) \(event.metadata ?? [:])")
    }
}
