import ArgumentParser
import Foundation
import TortureKit

/// What every scenario takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "What chance is made from. Default: another one each time.")
    var seed: UInt64?

    @Option(help: "Where the documents are: sqlite or mongodb.")
    var store = StoreKind.sqlite

    @Option(help: ArgumentHelp("The program under test. Default: the one beside this.", valueName: "path"))
    var invsync: String?

    @Option(help: ArgumentHelp("How long a lease holds that nobody renews.", valueName: "seconds"))
    var lease = 2

    @Option(help: ArgumentHelp("How long the server takes for a request.", valueName: "milliseconds"))
    var latency = 0

    @Flag(help: "Print everything as JSON.")
    var json = false

    /// Runs a scenario, and ends the program with 1 where something differs.
    func report<Outcome: TortureKit.Report>(
        _ scenario: (BenchSetup, _ seed: UInt64) async throws -> [Outcome]
    ) async throws {
        let seed = seed ?? .random(in: 0..<1_000_000)
        let program = try invsync.map { URL(filePath: $0) } ?? BenchSetup.builtProgram()
        let outcomes = try await BenchSetup.with(store, program: program) { setup in
            var setup = setup
            setup.lease = lease
            setup.latency = .milliseconds(latency)
            return try await scenario(setup, seed)
        }
        let report = try Self.json(outcomes)
        if json { print(String(decoding: report, as: UTF8.self)) } else { outcomes.forEach(Self.show) }
        let again = Self.again(seed: seed)
        guard !outcomes.allSatisfy(\.isExact) else { return Self.say("exact; again with: \(again)") }
        let evidence = URL.temporaryDirectory.appending(path: "torture-\(seed)-\(UUID()).json")
        try report.write(to: evidence)
        Self.say("NOT EXACT; everything is in \(evidence.path()); again with: \(again)")
        throw ExitCode.failure
    }

    private static func show(_ outcome: some TortureKit.Report) {
        for line in outcome.lines { print(line) }
        for difference in outcome.differences.prefix(40) { print("  \(difference)") }
        if outcome.differences.count > 40 { print("  and \(outcome.differences.count - 40) more") }
    }

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    private static func json(_ outcomes: [some TortureKit.Report]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(outcomes)
    }

    private static func again(seed: UInt64) -> String {
        let arguments = CommandLine.arguments.dropFirst()
        let hasSeed = arguments.contains { $0 == "--seed" || $0.hasPrefix("--seed=") }
        return (["torture"] + arguments + (hasSeed ? [] : ["--seed", "\(seed)"])).joined(separator: " ")
    }
}

extension StoreKind: ExpressibleByArgument {}
