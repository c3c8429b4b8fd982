import FaultProxy
import Foundation
import Synchronization

/// One sync of a document, disturbed in every way at every one of its requests, each time from the beginning.
package struct Boundaries: Sendable {
    /// What happens at a boundary.
    package enum Disturbance: String, Sendable, Codable, CaseIterable {
        /// The worker is killed before the server gets the request.
        case killBefore = "kill-before"
        /// The worker is killed after the server carried the request out, before it hears of it.
        case killAfter = "kill-after"
        case lost
        case lostBad = "lost-bad"
        case bad
        case half
        case gateway
        /// The worker stands still past its lease, while another does the work, and then goes on.
        case stop
    }

    /// One boundary and what happens there.
    package struct Case: Sendable, Codable {
        package let request: Int
        package let disturbance: Disturbance
    }

    /// What a case led to.
    package struct Outcome: Sendable, Codable {
        package let boundary: Case
        /// The request that was disturbed; nil where the run ended before it.
        package let request: String?
        /// How the disturbed run ended.
        package let ending: String
        /// How many runs it took after the disturbed one.
        package let furtherRuns: Int
        /// Whether nobody could do the work while the worker stood still.
        package let wasBlocked: Bool
        /// The number of lines of other people that are on the server at the end.
        package let keptForeignLines: Int
        package let differences: [Difference]
        /// What was sent, where something is wrong.
        package let exchanges: [String]
    }

    package var variant = Workload.BoundaryVariant.new
    package var disturbances = Disturbance.allCases
    /// How many cases run at once.
    package var width = 4
    /// These requests only, for whoever looks into one; nil for all.
    package var requests: ClosedRange<Int>?

    /// How long others try to do the work of a worker that stands still: one that was stopped while it wrote to a SQLite
    /// file holds the file's lock, and nobody can write before it goes on.
    private static let patience = Duration.seconds(20)

    package init() {}

    /// Runs all cases.
    package func run(_ setup: BenchSetup) async throws -> BoundaryReport {
        var setup = setup
        // One invoice at a time: the n-th request is the same one in every run.
        setup.parallel = 1
        let start = ContinuousClock.now
        let (count, undisturbed) = try await undisturbedRun(setup)
        let cases = (requests ?? 1...max(count, 1)).flatMap { request in
            disturbances.map { Case(request: request, disturbance: $0) }
        }
        let outcomes = try await inParallel(cases, atMost: width) { [setup] in try await run($0, setup) }
        return BoundaryReport(
            variant: variant,
            requests: count,
            undisturbed: undisturbed,
            outcomes: outcomes,
            seconds: start.duration(to: .now) / .seconds(1)
        )
    }

    /// How many requests a run has that nothing disturbs, and what is wrong with it.
    private func undisturbedRun(_ setup: BenchSetup) async throws -> (Int, [Difference]) {
        let workload = Workload.boundaries(variant)
        return try await Bench.withRunning(setup, workload) { bench in
            let worker = bench.worker()
            var sequel = Sequel(bench, workload, worker)
            if variant == .correction { try await sequel.correct() }
            let before = bench.proxy.counts.requests
            let ending = try await worker.run(["sync", "--json"])
            let count = bench.proxy.counts.requests - before
            var differences = ending.differences
            if !(try await bench.status()).isFinished { differences.append(.init(.unfinished, "after one run")) }
            try await sequel.finish()
            differences += sequel.runs.flatMap(\.differences) + (try await bench.differences(from: workload))
            return (count, differences + (try await bench.quietRun(by: worker)))
        }
    }

    private func run(_ boundary: Case, _ setup: BenchSetup) async throws -> Outcome {
        let workload = Workload.boundaries(variant)
        // Only the status of a late answer matters here, not how late it is.
        return try await Bench.withRunning(setup, workload, sleep: { _ in }) { bench in
            let (disturbed, helper) = (bench.worker(), bench.worker())
            var sequel = Sequel(bench, workload, helper)
            if variant == .correction { try await sequel.correct() }
            let place = bench.proxy.counts.requests + boundary.request
            var wasBlocked = false
            let ending: Worker.Ending
            if boundary.disturbance == .stop {
                ending = try await stop(disturbed, at: place, bench) {
                    try await sequel.finish(within: Self.patience, toleratingLock: true)
                    wasBlocked = !sequel.isFinished
                }
            } else {
                bench.proxy.follow(.at(place, treatment(boundary.disturbance, disturbed)))
                ending = try await disturbed.run(["sync", "--json"])
            }
            bench.proxy.follow(.none)
            try await sequel.finish()
            var differences = ([ending] + sequel.runs).flatMap(\.differences)
            differences += try await bench.differences(from: workload)
            differences += try await bench.quietRun(by: helper)
            let exchanges = bench.proxy.exchanges
            let request = exchanges.count >= place ? exchanges[place - 1] : nil
            return Outcome(
                boundary: boundary,
                request: request.map { "\($0.method) \($0.target)" },
                ending: ending.summary,
                furtherRuns: sequel.runs.count,
                wasBlocked: wasBlocked,
                keptForeignLines: bench.keptForeignLines(of: workload),
                differences: differences,
                exchanges: differences.isEmpty ? [] : exchanges.map(\.description)
            )
        }
    }

    private func treatment(_ disturbance: Disturbance, _ worker: Worker) -> Treatment {
        switch disturbance {
        case .killBefore: Treatment(fault: .reset, beforeForwarding: { worker.kill() })
        case .killAfter: Treatment(fault: .lost, afterAnswer: { worker.kill() })
        case .lost: Treatment(fault: .lost)
        case .lostBad: Treatment(fault: .lostBad)
        case .bad: Treatment(fault: .bad)
        case .half: Treatment(fault: .half)
        case .gateway: Treatment(fault: .gateway)
        case .stop: Treatment(afterAnswer: { await worker.stop() })
        }
    }

    /// Runs a worker that stands still from a request on until a body is done; its answer waits for it.
    private func stop(
        _ worker: Worker,
        at request: Int,
        _ bench: Bench,
        while body: () async throws -> Void
    ) async throws -> Worker.Ending {
        let (events, continuation) = AsyncStream.makeStream(of: Void.self)
        bench.proxy.follow(
            .at(
                request,
                Treatment(afterAnswer: {
                    await worker.stop()
                    continuation.yield()
                })
            )
        )
        let run = Task {
            defer { continuation.finish() }
            return try await worker.run(["sync", "--json"])
        }
        for await _ in events {
            do { try await body() } catch {
                worker.kill()
                throw error
            }
            worker.resume()
        }
        return try await run.value
    }
}

/// What all boundaries led to.
package struct BoundaryReport: Report {
    package let variant: Workload.BoundaryVariant
    /// How many requests an undisturbed run has.
    package let requests: Int
    package let undisturbed: [Difference]
    package let outcomes: [Boundaries.Outcome]
    package let seconds: Double

    package var differences: [Difference] { undisturbed + outcomes.flatMap(\.differences) }

    package var lines: [String] {
        let runs = Dictionary(grouping: outcomes, by: \.furtherRuns).sorted { $0.key < $1.key }
            .map { "\($0.value.count) with \($0.key)" }
        let unreached = outcomes.count { $0.request == nil }
        let kinds = differences.tally
        let bad = outcomes.filter { !$0.differences.isEmpty }
        let summary = [
            "boundaries: \(variant.rawValue): \(requests) requests, \(outcomes.count) cases in \(Int(seconds)) s"
                + ", \(bad.count) with differences, \(unreached) not reached",
            "further runs: \(runs.joined(separator: ", "))",
            "duplicates \(kinds["duplicate", default: 0]), losses \(kinds["missing", default: 0])"
                + ", unexpected \(kinds["unexpected", default: 0]), wrong \(kinds["wrong", default: 0])"
                + ", held \(kinds["held", default: 0])",
            "lines of other people: \(outcomes.reduce(0) { $0 + $1.keptForeignLines }) kept"
                + " of \(outcomes.count * Workload.boundaries(variant).expectedForeignLines.count)",
            "stopped with the store's lock in hand: \(outcomes.count(where: \.wasBlocked))",
        ]
        return summary + bad.map(\.summary)
    }
}

extension Boundaries.Outcome {
    fileprivate var summary: String {
        let request = request ?? "none"
        let place = "\(boundary.disturbance.rawValue) at \(boundary.request) (\(request))"
        return
            "\(place): \(ending), then \(furtherRuns) runs: \(differences.map(\.description).joined(separator: "; "))"
    }
}
