import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// The record of runs that people watch in the store (SyncRules, “Fields of the job”).
@Suite struct JobRecordTests {
    private func runs(_ bench: Bench) -> JobRuns {
        JobRuns(of: Job.sync, in: bench.store, environment: .instant(bench.time))
    }

    private func runRecorded(_ bench: Bench, _ body: () async throws(SyncError) -> RunReport) async throws -> Job {
        _ = try? await runs(bench).record(.manual) { _ async throws(SyncError) in try await body() }
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
            #expect(job.lastOutput?.hasPrefix("documents: 1 ok, 0 partial, 0 failed\n") == true)
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

    @Test func theRecordOfARunKeepsHowTheStoreStoodAtItsEnd() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            bench.server.onRequest { _ in .answer(status: 503) }
            for isFailing in [true, false] {
                if !isFailing { bench.server.onRequest(nil) }
                _ = try await runRecorded(bench) { () async throws(SyncError) in try await bench.engine().run() }
                bench.time.advance(by: .seconds(1))
                let runs = try await bench.store.runs(of: Job.sync, before: nil, limit: 1)
                let documents = try #require(runs.first?.documents)
                #expect(documents.total == 1)
                #expect(documents.ok == (isFailing ? 0 : 1))
                #expect(try await bench.store.counts() == documents)
            }
        }
    }

    @Test func theRecordOfARunTellsItsFigures() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let began = bench.time.now
            _ = try await runs(bench).record(.retry) { onProgress async throws(SyncError) in
                bench.time.advance(by: .seconds(5))
                return try await bench.engine().run(onProgress: onProgress)
            }
            let run = try #require(try await bench.store.runs(of: Job.sync, before: nil, limit: 10).first)
            #expect(run.trigger == .retry)
            #expect(run.worker == "test")
            #expect(run.began == began)
            #expect(run.ended == began + 5)
            #expect(run.status == .ok)
            #expect(run.report.written.orders == 1)
        }
    }

    @Test func oneWorkerAtATimeHasTheJob() async throws {
        try await withBench { bench in
            let hold = try #require(try await runs(bench).take())
            #expect(try await runs(bench).take() == nil, "not even the same worker twice")
            await hold.release()
            let next = try #require(try await runs(bench).take())
            await next.release()
        }
    }

    @Test func aRunThatWaitedForLongerThanItsLeaseDoesNotBegin() async throws {
        try await withBench { bench in
            let hold = try #require(try await runs(bench).take())
            bench.time.advance(by: .seconds(61))
            let error = await #expect(throws: SyncError.self) {
                try await hold.run(runs(bench).newRun(.manual)) { _ in RunReport() }
            }
            #expect(error?.code == .leaseLost)
            #expect(try await bench.store.job(Job.sync)?.runningSince == nil)
            #expect(try await bench.store.runs(of: Job.sync, before: nil, limit: 1).isEmpty)
        }
    }

    @Test func aRunThatWasCutOffShowsAndBlocksNobodyForLongerThanItsLease() async throws {
        try await withBench { bench in
            let began = bench.time.now
            let hold = try #require(try await runs(bench).take())
            _ = try await hold.run(runs(bench).newRun(.schedule)) { onProgress async throws(SyncError) in
                bench.time.advance(by: .seconds(59))
                let second = try await runs(bench).take()
                #expect(second == nil)
                bench.time.advance(by: .seconds(2))
                let next = try await runs(bench).take()
                #expect(next != nil)
                let job = try await bench.store.job(Job.sync)
                #expect(job?.lastStatus == .aborted)
                #expect(job?.lastRun == began)
                #expect(job?.runningSince == nil)
                #expect(job?.lastOutput?.hasPrefix("cut off") == true)
                #expect(job?.consecutiveFailures == 0)
                return RunReport()
            }
            let job = try #require(try await bench.store.job(Job.sync))
            #expect(job.lastStatus == .aborted, "who was slow and lost the job records nothing more")
            let run = try #require(try await bench.store.runs(of: Job.sync, before: nil, limit: 10).first)
            #expect(run.status == .aborted)
            #expect(run.ended == began)
        }
    }

    @Test func aCommandBesideARunOfAnotherWorkerIsOnRecordAndLeavesTheJobAlone() async throws {
        try await withBench { bench in
            let hold = try #require(try await runs(bench).take())
            _ = try await hold.run(runs(bench).newRun(.schedule)) { _ async throws(SyncError) in
                let report = try await runs(bench).record(.manual) { _ async throws(SyncError) in RunReport() }
                #expect(try await bench.store.job(Job.sync)?.runningSince != nil)
                #expect(try await bench.store.job(Job.sync)?.lastRun == nil)
                return report
            }
            let records = try await bench.store.runs(of: Job.sync, before: nil, limit: 10)
            #expect(records.map(\.status) == [.ok, .ok])
            #expect(Set(records.map(\.trigger)) == [.manual, .schedule])
        }
    }

    @Test func `three runs at once are all on record, while they go on and afterwards`() async throws {
        try await withBench { bench in
            let hold = try #require(try await runs(bench).take())
            _ = try await hold.run(runs(bench).newRun(.schedule)) { _ async throws(SyncError) in
                try await runs(bench).record(.manual) { _ async throws(SyncError) in
                    try await runs(bench).record(.retry) { _ async throws(SyncError) in
                        let open = try await bench.store.runs(of: Job.sync, before: nil, limit: 10)
                        #expect(open.count == 3 && open.allSatisfy { $0.ended == nil })
                        return RunReport()
                    }
                }
            }
            let records = try await bench.store.runs(of: Job.sync, before: nil, limit: 10)
            #expect(Set(records.map(\.trigger)) == [.schedule, .manual, .retry])
            #expect(records.allSatisfy { $0.status == .ok })
        }
    }

    @Test func `a run beside another one is not taken for cut off while it gives signs of life`() async throws {
        try await withBench { bench in
            let hold = try #require(try await runs(bench).take())
            _ = try await runs(bench).record(.manual) { _ async throws(SyncError) in
                await hold.release()
                await (try runs(bench).take())?.release()
                #expect(try await bench.store.runs(of: Job.sync, before: nil, limit: 1).first?.ended == nil)
                bench.time.advance(by: .seconds(61))
                await (try runs(bench).take())?.release()
                #expect(try await bench.store.runs(of: Job.sync, before: nil, limit: 1).first?.status == .aborted)
                return RunReport()
            }
            #expect(try await bench.store.runs(of: Job.sync, before: nil, limit: 1).first?.status == .ok)
        }
    }

    @Test func `a run that is cut off again and again is left to the schedule after the fifth time`() async throws {
        try await withBench { bench in
            for count in 1...6 {
                var begin = Job.Changes()
                begin.runningSince = bench.time.now
                try await bench.store.updateJob(Job.sync, begin)
                try await bench.store.record(runs(bench).newRun(.schedule))
                bench.time.advance(by: .seconds(61))
                await (try runs(bench).take())?.release()
                let output = try #require(try await bench.store.job(Job.sync)?.lastOutput)
                #expect(output.hasPrefix(count < 6 ? "cut off: " : "cut off 6 times in a row: "), "\(output)")
            }
        }
    }

    @Test func aCommandBesideADeadWorkerIsOnRecordAtItsEnd() async throws {
        try await withBench { bench in
            _ = try #require(try await runs(bench).take())
            let job = try await runRecorded(bench) { () async throws(SyncError) in
                bench.time.advance(by: .seconds(61))
                return RunReport()
            }
            #expect(job.lastStatus == .ok)
            #expect(job.lastDurationMilliseconds == 61_000)
        }
    }
}
