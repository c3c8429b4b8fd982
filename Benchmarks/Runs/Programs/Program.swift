import Foundation

/// One of the programs that are compared.
enum Program: Hashable, Sendable {
    /// Sends only the creations, so many at once.
    case floor(inFlight: Int)
    /// The product, with its `--parallel`; nil for its default.
    case invsync(parallel: Int?)
    /// As the Python script did it.
    case script

    enum Kind: String, CaseIterable, Sendable, Codable {
        case floor, invsync, script
    }

    var kind: Kind {
        switch self {
        case .floor: .floor
        case .invsync: .invsync
        case .script: .script
        }
    }

    var label: String {
        switch self {
        case .floor(let inFlight): "floor, \(inFlight) in flight"
        case .invsync(let parallel): parallel.map { "invsync --parallel \($0)" } ?? "invsync"
        case .script: "script"
        }
    }
}

/// Where the programs are, and what they work on.
struct Stage: Sendable {
    /// This very program, which holds floor and script.
    let benchmarks: String
    let invsync: String
    /// A folder for invsync's store.
    let folder: URL

    /// Runs a program on some documents from its start to its end.
    ///
    /// - Returns: What it took; of invsync both the import and the sync.
    /// - Throws: Where it fails.
    func run(_ program: Program, with data: URL, on site: Site) async throws -> ProgramUsage {
        switch program {
        case .floor(let inFlight):
            try await run(benchmarks, ["floor", data.filePath, "--in-flight", "\(inFlight)"], on: site)
        case .script:
            try await run(benchmarks, ["script", data.filePath], on: site)
        case .invsync(let parallel):
            try await run(invsync, ["import", data.filePath] + store, on: site) + sync(parallel: parallel, on: site)
        }
    }

    /// Runs `invsync sync` on what its store holds.
    ///
    /// - Throws: Where it fails.
    func sync(parallel: Int?, on site: Site) async throws -> ProgramUsage {
        try await run(invsync, ["sync"] + store + (parallel.map { ["--parallel", "\($0)"] } ?? []), on: site)
    }

    private var store: [String] { ["--store", "sqlite:\(folder.appending(path: "store.sqlite").filePath)"] }

    /// Forgets what invsync knows.
    func clear() throws {
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func run(_ executable: String, _ arguments: [String], on site: Site) async throws -> ProgramUsage {
        let process = try await MeasuredProcess.run(
            executable,
            arguments,
            environment: ["INVENTREE_URL": site.url, "INVENTREE_TOKEN": site.token]
        )
        guard process.exitCode == 0 else {
            let command = ([executable] + arguments).joined(separator: " ")
            throw BenchmarkError("\(command) ended with \(process.exitCode)\n\(process.output)")
        }
        return ProgramUsage(
            wall: process.wall / .seconds(1),
            cpu: process.cpu / .seconds(1),
            peakMemory: process.peakMemory
        )
    }
}

/// What a program took on its own side.
struct ProgramUsage: Sendable, Codable {
    /// From its start to its end, in seconds.
    var wall: Double
    /// User and system, in seconds.
    var cpu: Double
    /// The most memory at once, in bytes.
    var peakMemory: Int

    static func + (left: ProgramUsage, right: ProgramUsage) -> ProgramUsage {
        ProgramUsage(
            wall: left.wall + right.wall,
            cpu: left.cpu + right.cpu,
            peakMemory: max(left.peakMemory, right.peakMemory)
        )
    }
}
