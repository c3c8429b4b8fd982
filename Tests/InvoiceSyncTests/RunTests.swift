import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// How a run begins, ends early, and keeps what it holds (SyncRules, “Leases and locks” and “Outages”).
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
            #expect(report.stopped?.reason == "the run was asked to stop")
            #expect(report.stopped?.cause != .outage)
            #expect(try bench.lines("1").count == 1)
            #expect(bench.server.orders.count == 1)
            let rest = try await bench.document("doc2")
            #expect(rest == StoredDocument(document: rest.document, received: rest.received))
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
            #expect(report.stopped?.reason != nil)
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

    @Test func thatDoesNotEndInTimeIsCutOffAndHoldsNothing() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let stop = StopSignal()
            let isFirst = Once()
            bench.server.onRequest { request in
                guard request.place == "POST /api/order/so-line/", isFirst.take() else { return .pass }
                stop.request()
                try? await Task.sleep(for: .seconds(86_400))
                return .drop
            }
            try await bench.insertEach([.invoice("1", lines: [.line("A"), .line("B")]), .invoice("2")])
            let engine = bench.engine { environment in
                environment.sleep = { duration in
                    if duration == SyncEnvironment.heartbeat { try await Task.sleep(for: .seconds(86_400)) }
                }
            }
            let report = try await engine.run(stop: stop)
            #expect(report.stopped?.cause == .request)
            #expect(report.documents.givenBack == 2)
            #expect(try await bench.store.counts().pending == 2)
            #expect(try await bench.document("doc1").attempts == 0)
            #expect(try await bench.sync().documents.ok == 2)
            #expect(try bench.lines("1").count == 2)
        }
    }

    @Test func thatIsStoppedWhileTheServerIsSilentIsAbortedAndNoFailure() async throws {
        try await withBench { bench in
            let stop = StopSignal()
            bench.server.onRequest { _ in
                stop.request()
                try? await Task.sleep(for: .seconds(86_400))
                return .drop
            }
            try await bench.insert(.invoice())
            let engine = bench.engine { environment in
                environment.sleep = { duration in
                    if duration == SyncEnvironment.heartbeat { try await Task.sleep(for: .seconds(86_400)) }
                }
            }
            let runs = JobRuns(of: Job.sync, in: bench.store, environment: .instant(bench.time))
            let error = await #expect(throws: SyncError.self) {
                try await runs.record(.manual) { _ async throws(SyncError) in try await engine.run(stop: stop) }
            }
            #expect(error?.code == .cancelled)
            let job = try #require(try await bench.store.job(Job.sync))
            #expect(job.lastStatus == .aborted)
            #expect(job.consecutiveFailures == 0)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test func `that takes longer than a run may finishes what is begun and leaves the rest to the next one`()
        async throws
    {
        var configuration = SyncConfiguration(parallel: 1)
        configuration.runLimit = .seconds(30)
        try await withBench(configuration) { bench in
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so/" { bench.time.advance(by: .seconds(40)) }
                return .pass
            }
            try await bench.insertEach([.invoice("1"), .invoice("2")])
            let first = try await bench.sync()
            #expect(first.stopped?.cause == .limit)
            #expect(first.documents.ok == 1 && first.documents.givenBack == 1)
            #expect(try await bench.store.counts().pending == 1)
            #expect(try await bench.sync().documents.ok == 1)
            #expect(bench.server.orders.count == 2)
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
            var expected = RunReport()
            (expected.documents.expected, expected.documents.ok) = (3, 1)
            expected.documents.failed = 2
            (expected.invoices.ok, expected.invoices.failed) = (1, 2)
            (expected.written.customers, expected.written.orders, expected.written.linesAdded) = (1, 1, 1)
            #expect(told.last == expected)
            expected.left = RunReport.Left()
            #expect(last == expected)
        }
    }
}
