import ArgumentParser
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Floor, invsync and script by turns, each on an empty server.",
        discussion: """
            The floor knows everything and sends only the creations; the script sends what the Python script sent. Each is a
            process of its own, and starts on an empty server: a fresh simulator, or a real server after --reset.
            """
    )

    @OptionGroup var target: TargetOptions
    @OptionGroup var workload: WorkloadOptions
    @OptionGroup var stage: StageOptions

    @Option(parsing: .upToNextOption, help: "Which programs run: floor, invsync, script.")
    var programs = Program.Kind.allCases

    @Option(help: "How often each program runs; the median counts.")
    var rounds = 1

    @Option(parsing: .upToNextOption, help: "The numbers of requests in flight that the floor tries; the best counts.")
    var inFlight = [2, 4, 6, 8]

    @Option(parsing: .upToNextOption, help: "Values of invsync's --parallel to try; the best counts. Default: its own.")
    var parallel: [Int] = []

    @Option(help: ArgumentHelp("Where to write everything as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Where to write a chart.", valueName: "file"))
    var svg: String?

    @Option(help: "Fail when invsync takes more than so many times the floor's wall time, requests or server CPU.")
    var atMost: Double?

    func validate() throws {
        guard rounds >= 1, inFlight.allSatisfy({ $0 >= 1 }) else { throw ValidationError("every number is 1 or more") }
    }

    func run() async throws {
        let workload = try workload.workload()
        let measurements = try await measure(workload)
        let report = Report(server: try target.target().name, workload: workload, measurements: measurements)
        print("\n\(report.text)")
        if let json { try report.json.write(to: URL(filePath: json)) }
        if let svg { try Data(Chart(report).svg.utf8).write(to: URL(filePath: svg)) }
        let excess = report.ratios(of: .invsync).filter { $0.value > atMost ?? .infinity }
        guard excess.isEmpty else { throw BenchmarkError("more than --at-most: \(excess.map(\.name))") }
    }

    private func measure(_ workload: Workload) async throws -> [Measurement] {
        let target = try target.target()
        return try await stage.withStage { stage, folder in
            let data = folder.appending(path: "documents.ndjson")
            try WorkloadFile.write(workload, to: data)
            var measurements: [Measurement] = []
            for round in 1...rounds {
                for program in variants {
                    try stage.clear()
                    let (client, server) = try await target.onEmptyServer { site in
                        try await stage.run(program, with: data, on: site)
                    }
                    let measurement = Measurement(
                        kind: program.kind,
                        program: program.label,
                        round: round,
                        client: client,
                        server: server
                    )
                    print(measurement.line)
                    measurements.append(measurement)
                }
            }
            return measurements
        }
    }

    private var variants: [Program] {
        programs.flatMap { kind -> [Program] in
            switch kind {
            case .floor: inFlight.map { .floor(inFlight: $0) }
            case .invsync: parallel.isEmpty ? [.invsync(parallel: nil)] : parallel.map { .invsync(parallel: $0) }
            case .script: [.script]
            }
        }
    }
}

extension Report {
    fileprivate var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self) + Data("\n".utf8)
        }
    }
}
