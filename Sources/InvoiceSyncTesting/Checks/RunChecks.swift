import Foundation
import InvoiceSync

enum RunChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a run is found as it was last recorded", lastRecord),
        .init("the runs of a job come newest first, page by page", pages),
        .init("a job keeps its newest 1,000 runs", bounded),
    ]

    static func lastRecord(_ bench: Bench) async throws {
        var run = run(bench)
        try expect(try await bench.store.run(run.id), is: nil, "what was not recorded is not there")
        try await bench.store.record(run)
        try expect(try await bench.store.run(run.id), is: run, "a run that has begun")

        run.ended = bench.time.now + 1.5
        run.status = .partial
        run.output = "$name\nța"
        run.report.documents.givenBack = 3
        run.report.written.linesAdded = 7
        try await bench.store.record(run)
        try expect(try await bench.store.run(run.id), is: run, "and that has ended")
        try expect(try await bench.store.runs(of: Job.sync, before: nil, limit: 9), is: [run], "it is there once")
    }

    static func pages(_ bench: Bench) async throws {
        var newestFirst: [RunRecord] = []
        for _ in 0..<5 {
            newestFirst.insert(run(bench), at: 0)
            bench.time.advance(by: .seconds(60))
        }
        for run in newestFirst.shuffled() { try await bench.store.record(run) }
        try await bench.store.record(run(bench, of: "another"))

        let first = try await bench.store.runs(of: Job.sync, before: nil, limit: 2)
        try expect(first, is: Array(newestFirst[..<2]), "the first page")
        let rest = try await bench.store.runs(of: Job.sync, before: first.last?.id, limit: 9)
        try expect(rest, is: Array(newestFirst[2...]), "what is older than its last")
        try expect(try await bench.store.runs(of: Job.sync, before: rest.last?.id, limit: 9), is: [], "and no more")
        try expect(try await bench.store.runs(of: Job.sync, before: nil, limit: 0), is: [], "none, if none are wanted")
    }

    static func bounded(_ bench: Bench) async throws {
        let others = run(bench, of: "another")
        try await bench.store.record(others)
        var ids: [RunRecord.ID] = []
        for _ in 0..<RunRecord.kept + 2 {
            let run = run(bench)
            ids.append(run.id)
            try await bench.store.record(run)
            bench.time.advance(by: .seconds(60))
        }
        let kept = try await bench.store.runs(of: Job.sync, before: nil, limit: 2 * RunRecord.kept)
        try expect(kept.map(\.id), is: ids.dropFirst(2).reversed(), "the oldest are forgotten")
        try expect(try await bench.store.run(others.id), is: others, "those of another job are not counted")
    }

    private static func run(_ bench: Bench, of job: String = Job.sync) -> RunRecord {
        RunRecord(job: job, trigger: .schedule, worker: "a", began: bench.time.now)
    }
}
