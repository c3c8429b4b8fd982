import Foundation
import InvenTreeSimulator

extension Bench {
    /// The runs that it took until every document had a result.
    package struct Finish: Sendable, Codable {
        package var runs: [Worker.Ending] = []
        package var isFinished = false
    }

    /// Longer than any dead worker's lease and the pauses of a run.
    package static let bound = Duration.seconds(180)

    /// What a user does after a disaster: `sync` where documents are pending, `retry` where they wait, until all is done.
    ///
    /// - Parameters:
    ///   - worker: Who runs it.
    ///   - bound: When it is given up.
    /// - Returns: The runs that it took.
    /// - Throws: That the store cannot be asked, or that a run hangs.
    package func finish(by worker: Worker, within bound: Duration = bound) async throws -> Finish {
        var finish = Finish()
        let deadline = ContinuousClock.now + bound
        while ContinuousClock.now < deadline {
            let before = try await status()
            finish.isFinished = before.isFinished
            if finish.isFinished { return finish }
            if let command = before.nextCommand {
                finish.runs.append(try await worker.run([command, "--json"]))
                if try await status() != before { continue }
            }
            // Nothing but the end of a dead worker's lease is to be waited for.
            try await Task.sleep(for: .milliseconds(100))
        }
        return finish
    }

    /// Runs `sync` once more, which must find nothing to do and write nothing.
    ///
    /// - Returns: What was wrong with that.
    package func quietRun(by worker: Worker) async throws -> [Difference] {
        let before = simulator.requestCounts.writes
        let ending = try await worker.run(["sync", "--json"])
        var differences: [Difference] = []
        let writes = simulator.requestCounts.writes - before
        if writes > 0 { differences.append(.init(.unexpected, "a further sync sent \(writes) write requests")) }
        if ending.exitCode != 0 { differences.append(.init(.exit, "a further sync: \(ending.summary)")) }
        return differences
    }

    /// All differences between what is and what ought to be, on the server and in the store.
    package func differences(from workload: Workload) async throws -> [Difference] {
        let server = workload.expected.differences(from: ServerState(simulator), inOrder: workload.checksLineOrder)
        return server + (try await status()).differences(documents: workload.documentCount)
    }

    /// The number of lines of other people that are on the server as these left them.
    package func keptForeignLines(of workload: Workload) -> Int {
        let orders = ServerState(simulator).orders
        return workload.expectedForeignLines.count { foreign in
            orders.contains { $0.description == foreign.order && $0.lines.contains(foreign.line) }
        }
    }
}

extension StoreStatus {
    /// What is to be run next; nil where only a lease is to be waited for.
    package var nextCommand: String? {
        if pending > 0 { return "sync" }
        return waiting > 0 ? "retry" : nil
    }

    func differences(documents: Int) -> [Difference] {
        var differences: [Difference] = []
        if held > 0 { differences.append(.init(.held, "\(held) documents are held")) }
        if pending + waiting > 0 {
            differences.append(.init(.unfinished, "\(pending) documents are pending, \(waiting) wait"))
        }
        if mixed + failed > 0 {
            differences.append(.init(.marked, "\(mixed) documents are partial, \(failed) failed"))
        }
        if pending + waiting + held + ok + mixed + failed != documents {
            differences.append(.init(.missing, "of \(documents) documents the store knows only: \(self)"))
        }
        return differences
    }
}

extension Worker.Ending {
    /// Command, exit code and the last message.
    package var summary: String {
        let end = exitCode.map { "exit \($0)" } ?? (wasKilled ? "killed" : "crashed")
        let message = messages.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
        return "\(command) \(end)\(message)"
    }

    /// What is wrong with a run that met failures of the world only: those mark nothing, and nothing crashes.
    package var differences: [Difference] {
        switch exitCode {
        case nil: wasKilled ? [] : [Difference(.exit, summary)]
        // With 2 documents wait for their next attempt. One that was marked shows in the store at the end.
        case 0, 2, 4, 5: []
        default: [Difference(.exit, summary + output.suffix(2000))]
        }
    }
}
