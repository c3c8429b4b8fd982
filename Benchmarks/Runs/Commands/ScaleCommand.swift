import ArgumentParser
import Foundation
import InvenTreeSimulator
import Synchronization

struct ScaleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "Whether the last hundred of many invoices takes as long as the first.",
        discussion: """
            On a simulator that knows the customers and parts already, so that every hundred has the same to write. A
            hundred ends when as many lines were written as its invoices and all before have.
            """
    )

    @Option(help: "How many invoices, in documents of ten.")
    var invoices = 2000

    @Option(help: "How many times as fast as a real server the simulator is.")
    var speed = 10.0

    @Option(help: "What chance is made from.")
    var seed: UInt64 = 11

    @Option(help: "invsync's --parallel. Default: its own.")
    var parallel: Int?

    @Option(help: "Fail when the last hundred takes more than so many times the first.")
    var atMost: Double?

    @OptionGroup var stage: StageOptions

    func validate() throws {
        guard invoices >= 200, invoices.isMultiple(of: 100), speed > 0 else {
            throw ValidationError("--invoices is in hundreds, at least 200, and --speed more than 0")
        }
    }

    func run() async throws {
        let filling = Filling(companies: 80, parts: 100, orders: 0)
        var generator = WorkloadGenerator(seed: seed, customers: filling.companies, parts: filling.parts)
        let workload = generator.documents(invoices / 10, of: 10, lines: 4)
        let moments = try await moments(of: workload, filling)
        let spans = zip(moments, moments.dropFirst()).map { $1 - $0 }
        for (index, span) in spans.enumerated() {
            print("invoices \(index * 100 + 1)–\(index * 100 + 100): \((span * 10).tenths) ms each")
        }
        guard let first = spans.first, let last = spans.last else { return }
        print("last/first: \((last / first).hundredths)")
        guard last / first <= atMost ?? .infinity else { throw BenchmarkError("more than --at-most") }
    }

    /// When the run began and each hundred was done, in seconds.
    private func moments(of workload: Workload, _ filling: Filling) async throws -> [Double] {
        try await stage.withStage { stage, folder in
            let data = folder.appending(path: "documents.ndjson")
            try WorkloadFile.write(workload, to: data)
            return try await Target.withSimulator(LatencyProfile(speed: speed)) { simulator in
                try filling.fill(simulator, seed: seed)
                let log = LineLog()
                simulator.onRequest { request in
                    if request.method == "POST", request.route == "/api/order/so-line/" { log.add() }
                    return .pass
                }
                _ = try await stage.run(.invsync(parallel: parallel), with: data, on: Site(simulator))
                return try log.moments(after: Self.sums(of: workload))
            }
        }
    }

    /// How many lines the first hundred invoices have, the first two hundred, and so on.
    private static func sums(of workload: Workload) -> [Int] {
        let counts = workload.invoices.map(\.lines.count)
        return stride(from: 100, through: counts.count, by: 100).map { counts.prefix($0).reduce(0, +) }
    }
}

/// When lines came.
private final class LineLog: Sendable {
    private let began = ContinuousClock.now
    private let times = Mutex<[Double]>([])

    func add() {
        let time = began.duration(to: .now) / .seconds(1)
        times.withLock { $0.append(time) }
    }

    /// When the first line came, and when there were so many.
    func moments(after counts: [Int]) throws -> [Double] {
        try times.withLock { times in
            guard let first = times.first, let last = counts.last, times.count >= last else {
                throw BenchmarkError("\(times.count) lines were written, of \(counts.last ?? 0)")
            }
            return [first] + counts.map { times[$0 - 1] }
        }
    }
}
