import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// The record of runs that people watch in the store (sync.md section 7).
@Suite struct JobRecordTests {
    private func runRecorded(_ bench: Bench, _ body: () async throws(SyncError) -> RunReport) async throws -> Job {
        _ = try? await bench.store.recordingRun(
            of: Job.sync,
            environment: .instant(bench.time),
            describe: { "\($0.documents.ok) ok" },
            body
        )
        return try #require(try await bench.store.job(Job.sync))
    }

    @Test func tellsOfARunThatIsUnderWayAndOfItsEnd() async throws {
        try await withBench { bench in
            let began = bench.time.now
            try await bench.insert(.invoice())
            let job = try await runRecorded(bench) { () async throws(SyncError) in
                let job = try await bench.store.job(Job.sync)
                #expect(job?.runningSince == began)
                #expect(job?.lastRun == nil)
                bench.time.advance(by: .seconds(5))
                return try await bench.engine().run()
            }
            #expect(job.runningSince == nil)
            #expect(job.lastRun == began)
            #expect(job.lastStatus == .ok)
            #expect(job.lastOutput == "1 ok")
            #expect(job.lastDurationMilliseconds == 5000)
            #expect(job.consecutiveFailures == 0)
        }
    }

    @Test func countsFailuresInARow() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            bench.server.onRequest { _ in .answer(status: 503) }
            for count in 1...2 {
                let job = try await runRecorded(bench) { () async throws(SyncError) in try await bench.engine().run() }
                #expect(job.lastStatus == .failed)
                #expect(job.consecutiveFailures == count)
                #expect(job.lastOutput?.isEmpty == false)
            }
            bench.server.onRequest(nil)
            let job = try await runRecorded(bench) { () async throws(SyncError) in try await bench.engine().run() }
            #expect(job.consecutiveFailures == 0)
        }
    }

    @Test func tellsPartialAndAbortedRunsApart() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(lines: [.unreadableLine]))
            let partial = try await runRecorded(bench) { () async throws(SyncError) in try await bench.engine().run() }
            #expect(partial.lastStatus == .partial)
            let stop = StopSignal()
            stop.request()
            try await bench.insert(.invoice("2"), as: "two")
            let aborted = try await runRecorded(bench) { () async throws(SyncError) in
                try await bench.engine().run(stop: stop)
            }
            #expect(aborted.lastStatus == .aborted)
        }
    }
}
