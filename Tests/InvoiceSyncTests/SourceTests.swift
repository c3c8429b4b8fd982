import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Documents of several sources in one store (SyncRules, “Sources”).
@Suite struct SourceTests {
    @Test func `documents of one source and those without are accepted`() async throws {
        try await withBench { bench in
            try await add(bench, ["a": "client", "b": nil])
            #expect(try await bench.sync().documents.ok == 2)
        }
    }

    @Test func `several sources are refused until one is chosen`() async throws {
        try await withBench { bench in
            var bench = bench
            try await add(bench, ["a": "client", "b": "supplier", "c": "client"])
            let error = try await #require(throws: SyncError.self) { try await bench.sync() }
            #expect(error.code == .preflight)
            #expect(error.message.contains("“client” (2 pending), “supplier” (1 pending)"))
            #expect(bench.server.orders.isEmpty)
            bench.configuration.sources = ["client"]
            let report = try await bench.sync()
            #expect(report.documents.ok == 2)
            #expect(report.documents.expected == 2)
            #expect(try await bench.document("b").state(at: bench.time.now) == .pending)
            #expect(try await bench.sync() == .nothingDone)
        }
    }

    @Test func `a source that comes later is refused although it is alone among the pending`() async throws {
        try await withBench { bench in
            try await add(bench, ["a": "client"])
            try await bench.sync()
            try await add(bench, ["b": "supplier"])
            let error = try await #require(throws: SyncError.self) { try await bench.sync() }
            #expect(error.code == .preflight)
            #expect(bench.server.orders.count == 1)
        }
    }

    @Test func `documents without a source are accepted by an empty text`() async throws {
        try await withBench { bench in
            var bench = bench
            try await add(bench, ["a": "client", "b": nil])
            bench.configuration.sources = ["client"]
            #expect(try await bench.sync().documents.ok == 1)
            bench.configuration.sources = ["client", ""]
            #expect(try await bench.sync().documents.ok == 1)
        }
    }

    @Test func `a plan leaves documents of other sources out`() async throws {
        try await withBench { bench in
            var bench = bench
            try await add(bench, ["a": "client", "b": "supplier"])
            bench.configuration.sources = ["client"]
            var planned: [DocumentID] = []
            try await bench.engine().plan { planned.append($0.document) }
            #expect(planned == [DocumentID("a")])
        }
    }

    private func add(_ bench: Bench, _ sources: KeyValuePairs<String, String?>) async throws {
        _ = try await bench.store.insert(
            sources.map { name, source in
                RawDocument(
                    id: DocumentID(.text(name)),
                    data: .invoice(.text(name)),
                    otherFields: source.map { ["source": .text($0)] } ?? [:]
                )
            }
        )
    }
}
