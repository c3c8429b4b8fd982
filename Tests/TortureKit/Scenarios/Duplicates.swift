import FaultProxy
import Foundation
import InvenTreeSimulator

/// The same invoice in many documents, and many workers at once.
package struct Duplicates: Sendable {
    package var seed: UInt64
    package var documents = 20
    package var workers = 4

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// Runs it to its end.
    package func run(_ setup: BenchSetup) async throws -> DuplicatesReport {
        var generator = WorkloadGenerator(seed: seed)
        let workload = generator.duplicates(documents: documents)
        return try await Bench.withRunning(setup, workload) { bench in
            let start = ContinuousClock.now
            let crew = (0..<workers).map { _ in bench.worker() }
            let runs = try await inParallel(crew, atMost: workers) { try await bench.finish(by: $0).runs }.flatMap {
                $0
            }
            let seconds = start.duration(to: .now) / .seconds(1)
            let differences = runs.flatMap(\.differences) + (try await bench.differences(from: workload))
            return DuplicatesReport(
                seed: seed,
                documents: documents,
                workers: workers,
                orders: bench.simulator.orders.count,
                customers: bench.simulator.companies.count,
                parts: bench.simulator.parts.count,
                orderLines: bench.simulator.lines.count,
                runs: runs.count,
                requests: bench.proxy.counts.requests,
                seconds: seconds,
                differences: differences + (try await bench.quietRun(by: bench.worker()))
            )
        }
    }
}

/// What many copies of one invoice led to.
package struct DuplicatesReport: Report {
    package let seed: UInt64
    package let documents: Int
    package let workers: Int
    package let orders: Int
    package let customers: Int
    package let parts: Int
    package let orderLines: Int
    package let runs: Int
    package let requests: Int
    package let seconds: Double
    package let differences: [Difference]

    package var lines: [String] {
        [
            "duplicates: one invoice in \(documents) documents, \(workers) workers, \(runs) runs, \(requests) requests"
                + ", \(Int(seconds.rounded())) s",
            "on the server: \(orders) orders, \(orderLines) lines, \(customers) customers, \(parts) parts",
        ]
    }
}
