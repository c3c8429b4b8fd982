import Foundation
import Subprocess
import SystemPackage
import Testing

/// The program as a user runs it: a process of its own, with its own folder, environment and output.
struct Program {
    /// What a run of the program led to.
    struct Outcome {
        let status: Int32
        let output: String
        let messages: String

        /// The output as JSON.
        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(output.utf8))
        }
    }

    /// More output than any test has.
    private static let outputLimit = 1 << 20

    let folder: URL
    var environment: [String: String] = [:]

    /// A program in an empty folder, with an embedded store there.
    init() throws {
        folder = URL.temporaryDirectory.appending(path: "invsync-tests-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        environment["INVSYNC_STORE"] = "sqlite:\(folder.appending(path: "store.sqlite").path())"
        environment["HOME"] = folder.path()
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes a file into the program's folder, which nobody else may read.
    func write(_ text: String, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path())
        return file.path()
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await run(arguments, input: input)
    }

    /// Runs the program to its end.
    func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        let result = try await Subprocess.run(
            try configuration(arguments),
            input: .string(input),
            output: .string(limit: Self.outputLimit),
            error: .string(limit: Self.outputLimit)
        )
        return Outcome(
            status: try Self.code(of: result.terminationStatus),
            output: result.standardOutput,
            messages: result.standardError
        )
    }

    /// Runs the program until a body has seen its first line of output, and then asks it to end with SIGTERM.
    ///
    /// - Returns: The exit code.
    func run(_ arguments: String..., untilFirstLine body: @escaping (String) async throws -> Void) async throws -> Int32
    {
        let result = try await Subprocess.run(
            try configuration(arguments),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                try await body(line.trimmingCharacters(in: .newlines))
                try execution.send(signal: .terminate)
            }
        }
        return try Self.code(of: result.terminationStatus)
    }

    /// Runs the program to its end, while a body may send it signals.
    ///
    /// - Returns: The exit code.
    func run(
        _ arguments: String...,
        meanwhile body: @escaping (_ send: (Signal) throws -> Void) async throws -> Void
    ) async throws -> Int32 {
        let result = try await Subprocess.run(
            try configuration(arguments),
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            try await body { try execution.send(signal: $0) }
        }
        return try Self.code(of: result.terminationStatus)
    }

    func configuration(_ arguments: [String]) throws -> Configuration {
        Configuration(
            executable: .path(FilePath(try Self.executable().path())),
            arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
            ),
            workingDirectory: FilePath(folder.path())
        )
    }

    static func code(of status: TerminationStatus) throws -> Int32 {
        guard case .exited(let code) = status else { throw Crash(status: "\(status)") }
        return Int32(code)
    }

    private struct Crash: Error {
        let status: String
    }

    /// The program stands beside the tests, wherever they were built.
    static func executable() throws -> URL {
        let tests = URL(filePath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
        let candidates = sequence(first: tests) { $0.pathComponents.count > 1 ? $0.deletingLastPathComponent() : nil }
            .map { $0.appending(path: "invsync") }
        return try #require(
            candidates.first { FileManager.default.isExecutableFile(atPath: $0.path()) && !$0.isFolder }
        )
    }
}

extension URL {
    fileprivate var isFolder: Bool {
        (try? resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }
}
