import ArgumentParser
import CAllocator
import FGOModels
import Foundation
import InvoiceSync
import Subprocess
import Synchronization
import SystemPackage

struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Whether the service needs no more memory after many runs than after some.",
        discussion: """
            The service with its API lives in this process, with a clock that is fast and a store in a file; the simulator is
            another process. Each run finds new invoices, every tenth one a server that fails: by turns from the first
            request on, and in the middle of its writes. Fails where the last run leaves more memory in use than the
            hundredth, or the middle one of fewer than 200, by more than 10 % and 4 MiB. Linux only.
            """
    )

    @Option(help: "How many runs, in tens.")
    var runs = 500

    @Option(help: "How many times as fast time passes; a run is due every minute of it.")
    var speed = 1000.0

    @Option(help: "What chance is made from.")
    var seed: UInt64 = 11

    @OptionGroup var stage: StageOptions

    func validate() throws {
        guard runs >= 20, runs.isMultiple(of: 10), speed > 0 else {
            throw ValidationError("--runs is in tens, at least 20, and --speed more than 0")
        }
    }

    /// What the runs left behind.
    private struct Readings {
        /// The memory after some of them, in bytes.
        var memory: [Int: Int] = [:]
        var statuses: [Job.Status: Int] = [:]
        var orders = 0
    }

    func run() async throws {
        callocator_share_heap()
        try await stage.withStage { stage, folder in
            try await stage.withSimulator { site in try await soak(on: site, in: folder) }
        }
    }

    private func soak(on site: Site, in folder: URL) async throws {
        let feed = Feed(seed: seed)
        let service = try SoakService(on: site, in: folder, speed: speed, feed: { try feed.next() })
        let readings = Mutex(Readings())
        let middle = min(100, runs / 2)
        try await service.run(runs) { number, run in
            try readings.withLock { readings in
                readings.statuses[run.status ?? .aborted, default: 0] += 1
                readings.orders += run.report.written.orders
                guard number.isMultiple(of: 50) || number == middle || number == runs else { return }
                let bytes = try ResidentMemory.bytes
                readings.memory[number] = bytes
                print("run \(number): \((Double(bytes) / 1_048_576).tenths) MiB")
            }
        }
        try judge(readings.withLock { $0 }, since: middle)
    }

    private func judge(_ readings: Readings, since middle: Int) throws {
        let statuses = readings.statuses.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }
        print("\(statuses.joined(separator: ", ")); \(readings.orders) orders")
        guard readings.statuses[.ok] == runs - runs / 10 else { throw BenchmarkError("not all other runs went well") }
        guard let before = readings.memory[middle], let after = readings.memory[runs] else { return }
        guard Double(after) <= Double(before) * 1.1 + 4 * 1_048_576 else {
            throw BenchmarkError("memory grew by more than 10 % and 4 MiB after run \(middle)")
        }
    }
}

/// New documents of known customers and parts, without end.
private final class Feed: Sendable {
    private let state: Mutex<(generator: WorkloadGenerator, nextID: Int)>

    init(seed: UInt64) {
        state = Mutex((WorkloadGenerator(seed: seed, customers: 20, parts: 40), 1))
    }

    func next() throws -> [RawDocument] {
        let data = try state.withLock { state in
            let workload = state.generator.documents(2, of: 2, lines: 3)
            defer { state.nextID += workload.documents.count }
            return try WorkloadFile.data(workload, firstID: state.nextID)
        }
        return try DocumentFile(contents: data).map { try $0.get() }
    }
}

extension Stage {
    /// Runs a body while a simulator is there, a process of its own.
    fileprivate func withSimulator(_ body: @escaping (Site) async throws -> Void) async throws {
        _ = try await Subprocess.run(
            .path(FilePath(invsync)),
            arguments: ["simulator", "--currencies", "RON"],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                let url = line.trimmingCharacters(in: .newlines)
                try await body(Site(url: url, token: Site.simulatorToken))
                try execution.send(signal: .terminate)
            }
        }
    }
}
