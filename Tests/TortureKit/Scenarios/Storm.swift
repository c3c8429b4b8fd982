package import FaultProxy
import Foundation
import Synchronization

/// Many workers on one store, faults on the way to the server, and workers that are killed and stopped at random.
package struct Storm: Sendable {
    package var seed: UInt64
    package var documents = 60
    package var perDocument = 10
    /// The share of requests that are spoiled.
    package var rate = 0.1
    package var kinds = Fault.allCases
    package var workers = 4
    package var killsPerMinute = 2.0
    package var stopsPerMinute = 2.0
    /// When it is given up.
    package var bound = Duration.seconds(1800)

    package init(seed: UInt64) {
        self.seed = seed
    }

    /// Runs it to its end.
    package func run(_ setup: BenchSetup) async throws -> StormReport {
        var generator = WorkloadGenerator(seed: seed)
        let workload = generator.workload(documents: documents, perDocument: perDocument)
        return try await Bench.withRunning(setup, workload) { bench in
            bench.proxy.follow(.seeded(seed, rate: rate, kinds: kinds))
            let crew = (0..<workers).map { _ in bench.worker() }
            let start = ContinuousClock.now
            let chaos = Chaos(crew, lease: setup.lease, seed: seed)
            let endings = try await withThrowingTaskGroup(of: [Worker.Ending].self) { group in
                for worker in crew { group.addTask { try await bench.finish(by: worker, within: bound).runs } }
                let disturbing = Task { try await disturb(by: chaos) }
                var endings: [Worker.Ending] = []
                do { for try await runs in group { endings += runs } } catch {
                    disturbing.cancel()
                    _ = await disturbing.result
                    throw error
                }
                disturbing.cancel()
                _ = await disturbing.result
                return endings
            }
            let seconds = start.duration(to: .now) / .seconds(1)
            bench.proxy.follow(.none)
            var differences = endings.flatMap(\.differences)
            differences += try await bench.differences(from: workload)
            differences += try await bench.quietRun(by: bench.worker())
            return StormReport(
                seed: seed,
                workers: workers,
                documents: documents,
                orders: workload.expected.orders.count,
                seconds: seconds,
                endings: Dictionary(grouping: endings, by: \.kind).mapValues(\.count),
                kills: chaos.kills,
                stops: chaos.stops,
                counts: bench.proxy.counts,
                differences: differences,
                exchanges: differences.isEmpty ? [] : bench.proxy.exchanges.map(\.description)
            )
        }
    }

    private func disturb(by chaos: Chaos) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if killsPerMinute > 0 { group.addTask { try await chaos.kill(perMinute: killsPerMinute) } }
            if stopsPerMinute > 0 { group.addTask { try await chaos.stop(perMinute: stopsPerMinute) } }
            try await group.waitForAll()
        }
    }
}

extension Worker.Ending {
    /// Command and exit code, or that it was killed or crashed.
    var kind: String { "\(command) \(exitCode.map { "\($0)" } ?? (wasKilled ? "killed" : "crashed"))" }
}

/// Kills and stops workers at moments and in an order that a seed decides.
final class Chaos: Sendable {
    private struct State {
        var dice: SeededGenerator
        var kills = 0
        var stops = 0
    }

    private let crew: [Worker]
    private let lease: Int
    private let state: Mutex<State>

    init(_ crew: [Worker], lease: Int, seed: UInt64) {
        self.crew = crew
        self.lease = lease
        state = Mutex(State(dice: SeededGenerator(seed: seed, stream: 3)))
    }

    var kills: Int { state.withLock { $0.kills } }
    var stops: Int { state.withLock { $0.stops } }

    /// Kills workers until the task is cancelled.
    func kill(perMinute rate: Double) async throws {
        while true {
            guard let victim = try await victim(perMinute: rate) else { continue }
            victim.kill()
            state.withLock { $0.kills += 1 }
        }
    }

    /// Stops workers for up to three leases each, until the task is cancelled.
    func stop(perMinute rate: Double) async throws {
        while true {
            guard let victim = try await victim(perMinute: rate) else { continue }
            defer { victim.resume() }
            await victim.stop()
            let pause = state.withLock { state in
                state.stops += 1
                return Double.random(in: 0.5...3, using: &state.dice)
            }
            try await Task.sleep(for: .seconds(pause * Double(lease)))
        }
    }

    /// A worker that runs at a moment by chance; the pauses between these are distributed as those of rare events are.
    private func victim(perMinute rate: Double) async throws -> Worker? {
        let (pause, choice) = state.withLock { state in
            (-log(1 - Double.random(in: 0..<1, using: &state.dice)) * 60 / rate, crew.randomElement(using: &state.dice))
        }
        try await Task.sleep(for: .seconds(pause))
        return choice.flatMap { $0.isRunning ? $0 : nil }
    }
}

/// What a storm led to.
package struct StormReport: Report {
    package let seed: UInt64
    package let workers: Int
    package let documents: Int
    package let orders: Int
    package let seconds: Double
    /// How many runs ended in each way.
    package let endings: [String: Int]
    package let kills: Int
    package let stops: Int
    package let counts: FaultCounts
    package let differences: [Difference]
    /// What was sent, where something is wrong.
    package let exchanges: [String]

    package var lines: [String] {
        let runs = endings.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        let faults = counts.faults.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return [
            "storm: \(documents) documents, \(orders) orders, \(workers) workers, \(Int(seconds.rounded())) s",
            "runs: \(endings.values.reduce(0, +)): \(runs.joined(separator: ", ")); \(kills) kills, \(stops) stops",
            "requests: \(counts.requests), spoiled \(counts.requests - counts.none): \(faults.joined(separator: ", "))",
        ]
    }
}
