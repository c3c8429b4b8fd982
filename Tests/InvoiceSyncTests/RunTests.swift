import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// How a run begins, ends early, and keeps what it holds (sync.md sections 5 and 6).
@Suite struct RunTests {
    // MARK: Asked to stop

    @Test func thatIsStoppedFinishesWhatIsBegunAndGivesTheRestBack() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let stop = StopSignal()
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so/" { stop.request() }
                return .pass
            }
            try await bench.insertEach([.invoice("1"), .invoice("2"), .invoice("3")])
            let report = try await bench.sync(stop: stop)
            #expect(report.documents.ok == 1)
            #expect(report.documents.givenBack == 2)
            #expect(report.stoppedBecause == "the run was asked to stop")
            #expect(!report.isOutage)
            #expect(try bench.lines("1").count == 1)
            #expect(bench.server.orders.count == 1)
            let rest = try await bench.document("doc2")
            #expect(rest == StoredDocument(document: rest.document))
            #expect(try await bench.sync().documents.ok == 2)
        }
    }

    @Test func thatIsStoppedWithinADocumentGivesItBack() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let stop = StopSignal()
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so/" { stop.request() }
                return .pass
            }
            try await bench.insert([.invoice("1"), .invoice("2")])
            #expect(try await bench.sync(stop: stop).documents.givenBack == 1)
            #expect(try await bench.document().attempts == 0)
            #expect(try await bench.sync().documents.ok == 1)
            #expect(bench.server.orders.count == 2)
            #expect(bench.server.lines.count == 2)
        }
    }

    @Test func thatIsStoppedBeforeItBeginsTakesNothing() async throws {
        try await withBench { bench in
            let stop = StopSignal()
            stop.request()
            try await bench.insert(.invoice())
            let report = try await bench.sync(stop: stop)
            #expect(report.documents.ok == 0)
            #expect(report.stoppedBecause != nil)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test func thatIsCancelledHoldsNothingAndMarksNothing() async throws {
        try await withBench(SyncConfiguration(parallel: 2)) { bench in
            let arrival = Gate()
            bench.server.onRequest { request in
                guard request.place == "POST /api/order/so-line/" else { return .pass }
                await arrival.open()
                return .carryOutThenDrop
            }
            try await bench.insertEach((1...6).map { .invoice(.text("\($0)")) })
            let run = Task { try await bench.sync() }
            await arrival.pass()
            run.cancel()
            _ = await run.result
            bench.server.onRequest(nil)
            #expect(try await bench.store.counts().held == 0)
            #expect(try await bench.store.counts().failed == 0)
            try await bench.retry()
            #expect(try await bench.store.counts().ok == 6)
            #expect(bench.server.orders.count == 6)
            #expect(bench.server.lines.count == 6)
        }
    }

    // MARK: Alone on its store

    @Test func isRefusedWhileAnotherWorksOnTheStore() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let second = Mutex<Result<RunReport, SyncError>?>(nil)
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so/" {
                    let other = bench.engine { $0.worker = "other" }
                    let outcome: Result<RunReport, SyncError>
                    do throws(SyncError) { outcome = .success(try await other.run()) } catch {
                        outcome = .failure(error)
                    }
                    second.withLock { $0 = outcome }
                }
                return .pass
            }
            #expect(try await bench.sync().documents.ok == 1)
            let outcome = try #require(second.withLock { $0 })
            let error = #expect(throws: SyncError.self) { try outcome.get() }
            #expect(error?.code == .alreadyRunning)
            #expect(error?.message.contains("test") == true)
        }
    }

    @Test func mayBeginAfterOneThatDied() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            _ = try await bench.store.lock("run", owner: "dead", for: .seconds(120))
            _ = try await bench.store.claim(
                ClaimRequest(selection: .pending, limit: 1, owner: "dead", leaseDuration: .seconds(120))
            )
            await #expect(throws: SyncError.self) { try await bench.sync() }
            bench.time.advance(by: .seconds(121))
            #expect(try await bench.sync().documents.ok == 1)
        }
    }

    // MARK: Slow

    /// A sync whose heart beats once, at the moment when the first order is created.
    private func syncSlowly(_ bench: Bench, meanwhile: @escaping @Sendable () async -> Void) async throws -> RunReport {
        let heart = Heart()
        let isFirst = Once()
        bench.server.onRequest { request in
            if request.place == "POST /api/order/so/", isFirst.take() {
                await meanwhile()
                await heart.beat()
            }
            return .pass
        }
        let pause = SyncConfiguration().leaseDuration / 3
        let engine = bench.engine { environment in
            environment.sleep = { duration in
                if duration < pause { try Task.checkCancellation() } else { try await heart.rest() }
            }
        }
        return try await engine.run()
    }

    @Test func prolongsWhatItHolds() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insert([.invoice("1"), .invoice("2")])
            let report = try await syncSlowly(bench) { bench.time.advance(by: .seconds(100)) }
            #expect(report.documents.ok == 1)
            bench.time.advance(by: .seconds(1))
            #expect(try await bench.document().status == .ok)
        }
    }

    @Test func thatLostADocumentWritesNothingMoreOfIt() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insertEach([[.invoice("1"), .invoice("2")], .invoice("3")])
            let report = try await syncSlowly(bench) {
                bench.time.advance(by: .seconds(121))
                _ = try? await bench.store.claim(
                    ClaimRequest(selection: .pending, limit: 1, owner: "other", leaseDuration: .seconds(120))
                )
            }
            #expect(report.documents.lost > 0)
            #expect(!bench.server.orders.map(\.description).contains(Bench.description("2")))
            let document = try await bench.document("doc1")
            #expect(document.owner == "other")
            #expect(document.status == nil)
        }
    }

    @Test func thatWakesAfterItsLeaseInTheMiddleOfAnInvoiceWritesNothingMore() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = [.line("A"), .line("B"), .line("C")]
            try await bench.insert(.invoice("1", lines: lines))
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so-line/" { bench.time.advance(by: .seconds(121)) }
                return .pass
            }
            let report = try await bench.sync()
            #expect(report.documents.lost == 1)
            #expect(report.isOutage)
            #expect(bench.server.lines.count == 1)
            bench.server.onRequest(nil)
            #expect(try await bench.sync().documents.ok == 1)
            #expect(bench.server.orders.count == 1)
            #expect(bench.server.lines.count == 3)
        }
    }

    @Test func whoseLockWentToAnotherRunEndsAndHoldsNothing() async throws {
        var configuration = SyncConfiguration(parallel: 1)
        configuration.batchSize = 2
        try await withBench(configuration) { bench in
            try await bench.insertEach((1...6).map { .invoice(.text("\($0)")) })
            let report = try await syncSlowly(bench) {
                try? await bench.store.unlock("run", owner: "test")
                _ = try? await bench.store.lock("run", owner: "other", for: .seconds(120))
            }
            #expect(report.stoppedBecause?.contains("another run") == true)
            #expect(report.isOutage)
            #expect(bench.server.orders.count == 1)
            #expect(try await bench.store.counts().held == 0)
            #expect(try await bench.store.lock("run", owner: "third", for: .seconds(1)) == "other")
        }
    }

    // MARK: Telling

    @Test func tellsOfEveryDocument() async throws {
        try await withBench { bench in
            try await bench.insertEach([
                .invoice("1"), .invoice("2", lines: [.unreadableLine]), .invoice("3", with: ["serie": nil]),
            ])
            let reports = Mutex<[RunReport]>([])
            let last = try await bench.engine().run { report in reports.withLock { $0.append(report) } }
            let told = reports.withLock { $0 }
            #expect(told.map(\.documents.done) == [0, 1, 2, 3])
            #expect(told.allSatisfy { $0.documents.expected == 3 })
            #expect(told.last == last)
            var expected = RunReport()
            (expected.documents.expected, expected.documents.ok) = (3, 1)
            (expected.documents.mixed, expected.documents.failed) = (1, 1)
            (expected.invoices.ok, expected.invoices.partial, expected.invoices.failed) = (1, 1, 1)
            (expected.written.customers, expected.written.orders, expected.written.linesAdded) = (1, 2, 1)
            #expect(last == expected)
        }
    }
}
