import Foundation
import InvoiceSync

enum JobChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a job that nobody made is absent", absent),
        .init("a job is made with its defaults", defaults),
        .init("a change of a job leaves its other fields", fieldWise),
        .init("the end of a run is written whole and counts failures in a row", finished),
        .init("a job's output is cut to 10,000 characters", cutsOutput),
        .init("two jobs are kept apart", apart),
        .init("eight that make a job at once make one, and each failure counts", madeAtOnce),
    ]

    static func absent(_ bench: Bench) async throws {
        try expect(try await bench.store.job(Job.sync), is: nil, "there is none")
        try expect(try await bench.store.job(Job.sync), is: nil, "and looking for it makes none")
    }

    static func defaults(_ bench: Bench) async throws {
        let job = try await bench.store.updateJob(Job.sync, .init())
        try expect(job, is: Job(name: Job.sync), "it is as a job that never ran")
        try expect(try await bench.store.job(Job.sync), is: job, "and is found so")
    }

    static func fieldWise(_ bench: Bench) async throws {
        var expected = Job(name: Job.sync)
        for changes in changes(bench) {
            expected.apply(changes)
            let job = try await bench.store.updateJob(Job.sync, changes)
            try expect(job, is: expected, "the job is told as it is then")
            try expect(try await bench.store.job(Job.sync), is: expected, "and found so")
        }
    }

    /// Changes of one field each, then of several, then of none.
    private static func changes(_ bench: Bench) -> [Job.Changes] {
        var each = [Job.Changes](repeating: .init(), count: 11)
        each[0].schedule = "0 6 * * *"
        each[1].enabled = false
        each[2].runningSince = bench.time.now
        each[3].nextRun = .at(bench.time.now + 600)
        each[4].finished = run(bench, .partial)
        each[5].enabled = true
        each[5].schedule = "$name"
        each[6].nextRun = .at(bench.time.now + 1200)
        each[6].finished = run(bench, .failed, output: "$_id")
        each[7].nextRun = .never
        each[8].note = "$name"
        each[9].nextRun = .never
        each[9].finished = run(bench, .ok)
        return each
    }

    static func finished(_ bench: Bench) async throws {
        let outcomes: [(status: Job.Status, failures: Int)] = [
            (.failed, 1), (.failed, 2), (.aborted, 2), (.partial, 0), (.aborted, 0), (.failed, 1), (.ok, 0),
        ]
        for outcome in outcomes {
            var begin = Job.Changes()
            begin.runningSince = bench.time.now
            let running = try await bench.store.updateJob(Job.sync, begin)
            try expect(running.runningSince, is: bench.time.now, "a run is under way")

            var end = Job.Changes()
            end.finished = run(bench, outcome.status)
            let job = try await bench.store.updateJob(Job.sync, end)
            try expect(job.runningSince, is: nil, "a run that ended is not under way")
            try expect(job.lastRun, is: bench.time.now, "its begin is kept")
            try expect(job.lastStatus, is: outcome.status, "so is how it ended")
            try expect(job.lastDurationMilliseconds, is: 1500, "how long it took")
            try expect(job.lastOutput, is: "2 documents", "and what it said")
            try expect(job.consecutiveFailures, is: outcome.failures, "failures in a row after \(outcome.status)")
            bench.time.advance(by: .seconds(60))
        }
    }

    static func cutsOutput(_ bench: Bench) async throws {
        var changes = Job.Changes()
        changes.finished = run(bench, .ok, output: String(repeating: "ț", count: 10_001))
        try await bench.store.updateJob(Job.sync, changes)
        let output = try await bench.store.job(Job.sync)?.lastOutput
        try expect(output, is: String(repeating: "ț", count: 10_000), "the rest is left out")

        var note = Job.Changes()
        note.note = String(repeating: "ș", count: 10_001)
        let noted = try await bench.store.updateJob(Job.sync, note).lastOutput
        try expect(noted, is: String(repeating: "ș", count: 10_000), "so it is of a note")
    }

    static func apart(_ bench: Bench) async throws {
        var changes = Job.Changes()
        changes.enabled = false
        try await bench.store.updateJob("one", changes)
        let other = try await bench.store.updateJob("One", .init())
        try expect(other.enabled, "a change of one is none of the other, also where only the case differs")
        try expect(try await bench.store.job("one")?.enabled, is: false, "each is found by its name")
    }

    static func madeAtOnce(_ bench: Bench) async throws {
        var changes = Job.Changes()
        changes.finished = run(bench, .failed)
        let job = changes
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await bench.store.updateJob(Job.sync, job) } }
            try await group.waitForAll()
        }
        try expect(try await bench.store.job(Job.sync)?.consecutiveFailures, is: 8, "there is one, and it has all")
    }

    private static func run(_ bench: Bench, _ status: Job.Status, output: String = "2 documents") -> Job.Run {
        Job.Run(began: bench.time.now, duration: .milliseconds(1500), status: status, output: output)
    }
}
