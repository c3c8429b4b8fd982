import ArgumentParser
import Foundation

/// Which programs are measured, and where.
struct StageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The invsync to measure. Default: the one beside this program.", valueName: "path"))
    var invsync: String?

    /// Runs a body with a folder of its own.
    func withStage<Value>(_ body: (Stage, _ folder: URL) async throws -> Value) async throws -> Value {
        let folder = URL.temporaryDirectory.appending(path: "benchmarks-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments.first ?? "benchmarks")
        let stage = Stage(
            benchmarks: own.filePath,
            invsync: invsync ?? own.deletingLastPathComponent().appending(path: "invsync").filePath,
            folder: folder.appending(path: "store")
        )
        guard FileManager.default.isExecutableFile(atPath: stage.invsync) else {
            throw ValidationError("\(stage.invsync) is not there: build it with --product invsync")
        }
        try stage.clear()
        return try await body(stage, folder)
    }
}
