import FGOModels
import Foundation
import InMemoryLogging
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import Logging
import Testing

/// What lines of a log say of run, document and invoice.
@Suite struct LoggingTests {
    /// A line in the parts that a test looks at.
    private struct Line: Hashable {
        let message: String
        let document: String?
        let invoice: String?
        let result: String?

        init(_ message: String, _ document: String?, _ invoice: String? = nil, _ result: String? = nil) {
            (self.message, self.document, self.invoice, self.result) = (message, document, invoice, result)
        }

        init(_ entry: InMemoryLogHandler.Entry) {
            func value(_ key: String) -> String? { entry.metadata[key].map { "\($0)" } }
            self.init("\(entry.level): \(entry.message)", value("document"), value("invoice"), value("result"))
        }
    }

    private func logger(of handler: InMemoryLogHandler, provider: Logger.MetadataProvider? = nil) -> Logger {
        var handler = handler
        handler.metadataProvider = provider
        handler.logLevel = .debug
        return Logger(label: "test") { [handler] _ in handler }
    }

    @Test func everyLineOfADocumentSaysWhichOne() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            bench.server.onRequest { request in
                let isRefused =
                    request.place == "POST /api/order/so/" && request.json?["description"] == "SERIE=F;NUMAR=3"
                return isRefused ? .answer(status: 400, body: #"{"customer":["no"]}"#) : .pass
            }
            try await bench.insertEach([
                .array([.invoice("1"), .invoice("2", with: ["serie": nil])]), .invoice("3"), "nonsense",
            ])
            let handler = InMemoryLogHandler()
            let engine = SyncEngine(
                store: bench.store,
                api: bench.api,
                configuration: bench.configuration,
                environment: .instant(bench.time),
                logger: logger(of: handler)
            )
            _ = try await engine.run()
            let expected: Set<Line> = [
                Line("debug: an invoice is done", "doc1", "F 1", "ok"),
                Line("warning: an invoice failed", "doc1", "? 2", "failed"),
                Line("warning: a document is done", "doc1", nil, "mixed"),
                Line("debug: the work on an invoice ended early", "doc2", "F 3"),
                Line("warning: an invoice failed", "doc2", "F 3", "failed"),
                Line("warning: a document is done", "doc2", nil, "failed"),
                Line("warning: a document is done", "doc3", nil, "failed"),
            ]
            #expect(Set(handler.entries.map(Line.init)) == expected)
            let runs = handler.entries.map { $0.metadata["run"] }
            #expect(runs.allSatisfy { $0 != nil })
            #expect(Set(runs.map { "\($0 ?? "")" }).count == 1, "a run that is not on record has a name, too")
        }
    }

    /// What `journalctl -p warning` shows answers a call at night.
    @Test func `a warning names document, invoice and reason of what failed or is partial`() async throws {
        try await withBench { bench in
            try await bench.insertEach([
                .invoice("1", lines: [.unreadableLine, ["nume_produs": "Bec", "cantitate": 1, "pret_unitar": 2]]),
                .invoice("2", with: ["denumire_client": nil]),
            ])
            let handler = InMemoryLogHandler()
            let engine = SyncEngine(
                store: bench.store,
                api: bench.api,
                environment: .instant(bench.time),
                logger: logger(of: handler)
            )
            _ = try await engine.run()
            let warnings = handler.entries.filter { $0.level == .warning && $0.metadata["invoice"] != nil }
            let partial = try #require(warnings.first { $0.message == "an invoice is partial" })
            #expect(partial.metadata["document"] == "doc1")
            #expect(partial.metadata["invoice"] == "F 1")
            #expect("\(partial.metadata["error"] ?? "")".contains("cantitate"))
            let failed = try #require(warnings.first { $0.message == "an invoice failed" })
            #expect(failed.metadata["document"] == "doc2")
            #expect("\(failed.metadata["error"] ?? "")".contains("denumire_client"))
        }
    }

    @Test func theRunIsTheOneOnRecord() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let handler = InMemoryLogHandler()
            let engine = SyncEngine(store: bench.store, api: bench.api, logger: logger(of: handler))
            _ = try await JobRuns(of: Job.sync, in: bench.store, environment: .instant(bench.time))
                .record(.manual) { onProgress async throws(SyncError) in try await engine.run(onProgress: onProgress) }
            let run = try #require(try await bench.store.runs(of: Job.sync, before: nil, limit: 1).first)
            #expect(handler.entries.map { $0.metadata["run"] } == handler.entries.map { _ in "\(run.id)" })
            #expect(handler.entries.contains { $0.message == "a document is done" && $0.level == .info })
        }
    }

    @Test func theClientsLinesSayItToo() async throws {
        try await withBench { bench in
            let isFirst = Once()
            bench.server.onRequest { request in
                request.place == "POST /api/order/so/" && isFirst.take() ? Fault.throttled.action : .pass
            }
            try await bench.insert(.invoice())
            let handler = InMemoryLogHandler()
            let client = InvenTreeClient(
                configuration: .init(
                    server: try #require(ServerURL(bench.server.baseURL.absoluteString)),
                    credentials: .token(Secret(Tokens.admin))
                ),
                transport: try CurlTransport(),
                clock: InstantClock(),
                logger: logger(of: handler, provider: .invoiceSync)
            )
            _ = try await bench.engine(api: client).run()
            let line = try #require(handler.entries.first { $0.message == "repeating a request" })
            #expect(line.metadata["document"] == "doc")
            #expect(line.metadata["invoice"] == "F 1")
            #expect(line.metadata["run"] != nil)
            #expect(!"\(handler.entries)".contains(Tokens.admin))
        }
    }

    @Test func whatIsGivenBackIsTold() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            bench.server.onRequest { request in
                request.place == "POST /api/order/so/" ? .answer(status: 503) : .pass
            }
            try await bench.insertEach((1...6).map { .invoice(.text("\($0)")) })
            let handler = InMemoryLogHandler()
            let engine = SyncEngine(
                store: bench.store,
                api: bench.api,
                configuration: bench.configuration,
                environment: .instant(bench.time),
                logger: logger(of: handler)
            )
            let report = try await engine.run()
            let givenBack = handler.entries.filter { $0.message == "a document is given back" }
            #expect(givenBack.count == report.documents.givenBack)
            #expect(givenBack.contains { $0.level == .warning && "\($0.metadata["error"] ?? "")".contains("503") })
            #expect(Set(givenBack.map { "\($0.metadata["document"] ?? "")" }).count == givenBack.count)
            let end = try #require(handler.entries.first { $0.message == "the run ends early" })
            #expect(end.level == .warning)
            #expect(end.metadata["cause"] == "outage")
        }
    }
}
