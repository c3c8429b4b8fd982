import Foundation
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

    /// Writes a file into the program's folder.
    func write(_ text: String, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path()
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        let process = try start(arguments, input: input)
        async let output = process.output.text()
        async let messages = process.messages.text()
        return Outcome(status: await process.status(), output: try await output, messages: try await messages)
    }

    /// Starts the program and does not wait for it.
    func start(_ arguments: [String], input: String = "") throws -> RunningProgram {
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        return RunningProgram(
            process: process,
            output: Reader(stdout.fileHandleForReading),
            messages: Reader(stderr.fileHandleForReading),
            ended: ended
        )
    }

    /// The program stands beside the tests, wherever they were built.
    private static func executable() throws -> URL {
        let tests = URL(filePath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
        let candidates = sequence(first: tests) { $0.pathComponents.count > 1 ? $0.deletingLastPathComponent() : nil }
            .map { $0.appending(path: "invsync") }
        return try #require(
            candidates.first { FileManager.default.isExecutableFile(atPath: $0.path()) && !$0.isFolder }
        )
    }
}

/// The program while it runs.
struct RunningProgram {
    let process: Process
    let output: Reader
    let messages: Reader
    let ended: AsyncStream<Int32>

    /// Waits for its end.
    func status() async -> Int32 {
        for await status in ended { return status }
        return -1
    }
}

/// What comes out of a pipe, read on a thread of its own.
struct Reader: Sendable {
    private let chunks: AsyncStream<Data>

    init(_ handle: FileHandle) {
        let (chunks, continuation) = AsyncStream.makeStream(of: Data.self)
        self.chunks = chunks
        Thread.detachNewThread {
            var chunk = handle.availableData
            while !chunk.isEmpty {
                continuation.yield(chunk)
                chunk = handle.availableData
            }
            continuation.finish()
        }
    }

    /// All of it, to the end.
    func text() async throws -> String {
        var data = Data()
        for await chunk in chunks { data.append(chunk) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The first line.
    func line() async throws -> String {
        var data = Data()
        for await chunk in chunks {
            data.append(chunk)
            if let end = data.firstIndex(of: UInt8(ascii: "\n")) {
                return String(decoding: data[..<end], as: UTF8.self)
            }
        }
        return String(decoding: data, as: UTF8.self)
    }
}

extension URL {
    fileprivate var isFolder: Bool {
        (try? resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }
}
