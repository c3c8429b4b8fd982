import FaultProxy
import Foundation

/// Somebody whom the workers need is away for a while in the middle of their work.
package struct Outage: Sendable {
    /// Who is away.
    package enum Victim: String, Sendable, Codable, CaseIterable {
        /// The InvenTree server refuses connections.
        case server
        /// The store's server is killed and started again.
        case store
    }

    package var seed: UInt64
    package var victim: Victim
    package var seconds = 30.0
    package var documents = 20
    package var perDocument = 10
    package var workers = 2
    /// After how many requests it begins.
    package var afterRequests = 100

    package init(seed: UInt64, victim: Victim) {
        self.seed = seed
        self.victim = victim
    }

    /// Runs it to its end.
    package func run(_ setup: BenchSetup) async throws -> OutageReport {
        var generator = WorkloadGenerator(seed: seed)
        let workload = generator.workload(documents: documents, perDocument: perDocument)
        return try await Bench.withRunning(setup, workload) { bench in
            let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
            bench.proxy.follow(
                FaultPlan { request in
                    if request.number == afterRequests { continuation.finish() }
                    return Treatment()
                }
            )
            let crew = (0..<workers).map { _ in bench.worker() }
            let runs = Task { [workers] in
                defer { continuation.finish() }
                return try await inParallel(crew, atMost: workers) { try await $0.run(["sync", "--json"]) }
            }
            for await _ in begun {}
            let start = ContinuousClock.now
            try await away(bench, setup)
            let disturbed = try await runs.value
            let duringOutage = try await bench.status()
            let finish = try await bench.finish(by: bench.worker())
            var differences = (disturbed + finish.runs).flatMap(\.differences)
            if duringOutage.mixed + duringOutage.failed > 0 {
                differences.append(Difference(.marked, "after the outage: \(duringOutage)"))
            }
            differences += try await bench.differences(from: workload)
            differences += try await bench.quietRun(by: bench.worker())
            return OutageReport(
                seed: seed,
                victim: victim,
                disturbed: disturbed,
                statusAfter: duringOutage,
                further: finish.runs.map(\.summary),
                secondsToFinish: start.duration(to: .now) / .seconds(1),
                requests: bench.proxy.counts.requests,
                differences: differences
            )
        }
    }

    private func away(_ bench: Bench, _ setup: BenchSetup) async throws {
        switch (victim, setup.store) {
        case (.server, _):
            await bench.proxy.goAway()
            try await Task.sleep(for: .seconds(seconds))
            try await bench.proxy.comeBack()
        case (.store, .mongodb(let server)):
            await server.kill()
            try await Task.sleep(for: .seconds(seconds))
            try await server.start()
        case (.store, .sqlite):
            throw TortureError("a SQLite store has no server that could be away")
        }
    }
}

/// What an outage led to.
package struct OutageReport: Report {
    package let seed: UInt64
    package let victim: Outage.Victim
    /// The runs that the outage befell.
    package let disturbed: [Worker.Ending]
    /// The store when all of these had ended and the outage was over.
    package let statusAfter: StoreStatus
    /// The runs that followed.
    package let further: [String]
    /// From the beginning of the outage until everything was done.
    package let secondsToFinish: Double
    package let requests: Int
    package let differences: [Difference]

    package var lines: [String] {
        ["outage: the \(victim.rawValue) away; everything done \(Int(secondsToFinish)) s after it began"]
            + disturbed.map { "befallen run, \(Int($0.seconds)) s: \($0.summary)" }
            + ["status after: \(statusAfter)"]
            + further.map { "then: \($0)" }
    }
}
