import FGOModels
import Foundation
import InMemoryLogging
import InvoiceSync
import InvoiceSyncTesting
import Logging
import Synchronization
import Testing

/// Documents that another worker holds when a run has done all else.
@Suite struct HeldDocumentTests {
    private func hold(_ count: Int, of bench: Bench) async throws -> [Lease] {
        let request = ClaimRequest(selection: .pending, limit: count, owner: "other", leaseDuration: .seconds(60))
        return try await bench.store.claim(request).map(\.lease)
    }

    /// An engine whose waits pass as time does, and its log.
    private func engine(
        _ bench: Bench,
        _ onWait: @escaping @Sendable () async -> Void = {}
    ) -> (engine: SyncEngine, log: InMemoryLogHandler) {
        var environment = SyncEnvironment.instant(bench.time)
        let sleep = environment.sleep
        environment.sleep = { [time = bench.time] duration in
            if duration <= .seconds(1) {
                time.advance(by: duration)
                await onWait()
            }
            try await sleep(duration)
        }
        var handler = InMemoryLogHandler()
        handler.logLevel = .warning
        let engine = SyncEngine(
            store: bench.store,
            api: bench.api,
            configuration: bench.configuration,
            environment: environment,
            logger: Logger(label: "test") { [handler] _ in handler }
        )
        return (engine, handler)
    }

    @Test func `a run takes up what a dead worker held, and says that it waits`() async throws {
        try await withBench { bench in
            try await bench.insertEach((1...3).map { .invoice(.text("\($0)")) })
            _ = try await hold(2, of: bench)
            let (engine, log) = engine(bench)
            let began = bench.time.now
            let report = try await engine.run(waitsForOthers: true)
            #expect(report.documents.ok == 3)
            #expect(report.left == RunReport.Left())
            #expect((59...62).contains(bench.time.now.timeIntervalSince(began)))
            let line = try #require(log.entries.first { $0.level == .warning })
            #expect(line.metadata["documents"] == "2")
        }
    }

    @Test func `a run leaves what a live worker holds, and says so`() async throws {
        try await withBench { bench in
            try await bench.insertEach((1...3).map { .invoice(.text("\($0)")) })
            let leases = try await hold(2, of: bench)
            let (engine, _) = engine(bench) { _ = try? await bench.store.renew(leases, for: .seconds(60)) }
            let report = try await engine.run(waitsForOthers: true)
            #expect(report.documents.ok == 1)
            #expect(report.left?.held == 2)
            #expect(report.lines.contains("left:      2 are held by another worker"))
        }
    }

    @Test func `a run that is asked to stop waits for nobody`() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            _ = try await hold(1, of: bench)
            let stop = StopSignal()
            let (engine, _) = engine(bench) { stop.request() }
            let began = bench.time.now
            let report = try await engine.run(waitsForOthers: true, stop: stop)
            #expect(report.left?.held == 1)
            #expect(bench.time.now.timeIntervalSince(began) <= 1)
        }
    }

    @Test func `a lock of another worker is waited for in words, and is no failure of the invoice`() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice("1"))
            let lock = LockName(.order, "SERIE=F;NUMAR=1")
            let (engine, log) = engine(bench) {
                _ = try? await bench.store.lock(lock, owner: "other", for: .seconds(60))
                let lease = Lease(document: DocumentID("doc"), owner: "test")
                _ = try? await bench.store.renew([lease], for: .seconds(60))
            }
            _ = try await bench.store.lock(lock, owner: "other", for: .seconds(60))
            let report = try await engine.run()
            #expect(report.stopped == nil)
            #expect(report.documents.givenBack == 1)
            let document = try await bench.document()
            #expect(document.attempts == 0, "it counts against nobody")
            #expect(document.reason?.contains("the worker other has held") == true)
            #expect(log.entries.filter { $0.metadata["holder"] == "other" }.count == 1)
            #expect(!log.entries.contains { $0.message == "an invoice failed" })
        }
    }
}
