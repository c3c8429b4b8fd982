import Foundation

extension URL {
    /// The path as files are opened by it.
    var filePath: String { path(percentEncoded: false) }
}

/// A program run as a process of its own, and what the kernel says that it took.
struct MeasuredProcess: Sendable {
    let wall: Duration
    /// The CPU time of the process, user and system.
    let cpu: Duration
    /// The most memory that it held at once, in bytes.
    let peakMemory: Int
    let exitCode: Int32
    /// What it wrote on stdout; stderr is shared with this process.
    let output: String

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - executable: Its path.
    ///   - arguments: Its arguments, without its name.
    ///   - environment: What is added to this process's environment.
    /// - Returns: How it ended, and what it took.
    /// - Throws: Where it cannot be started.
    static func run(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> MeasuredProcess {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try spawn(executable, arguments, environment) })
            }
        }
    }

    /// Waits for the process in `wait4`, which alone tells the peak memory of one child; it blocks its thread.
    private static func spawn(
        _ executable: String,
        _ arguments: [String],
        _ environment: [String: String]
    ) throws -> MeasuredProcess {
        let output = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(UUID())")
        defer { try? FileManager.default.removeItem(at: output) }
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let began = ContinuousClock.now
        let process = try withCStrings([executable] + arguments) { arguments in
            try withCStrings(variables.map { "\($0)=\($1)" }) { variables in
                try launch(executable, arguments, variables, output.filePath)
            }
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) == -1, errno == EINTR {}
        return MeasuredProcess(
            wall: began.duration(to: .now),
            cpu: duration(usage.ru_utime) + duration(usage.ru_stime),
            peakMemory: peakMemory(usage),
            exitCode: status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f),
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self)
        )
    }

    private typealias CStrings = [UnsafeMutablePointer<CChar>?]

    private static func launch(
        _ executable: String,
        _ arguments: CStrings,
        _ variables: CStrings,
        _ output: String
    ) throws -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var process: pid_t = 0
        let code = posix_spawn(&process, executable, &actions, nil, arguments, variables)
        guard code == 0 else {
            throw BenchmarkError("\(executable) cannot be started: \(String(cString: strerror(code)))")
        }
        return process
    }

    private static func withCStrings<Value>(_ texts: [String], _ body: (CStrings) throws -> Value) rethrows -> Value {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return try body(copies + [nil])
    }

    private static func duration(_ time: timeval) -> Duration {
        .seconds(Int(time.tv_sec)) + .microseconds(Int(time.tv_usec))
    }

    /// The kernels count in bytes on macOS, in KiB elsewhere.
    private static func peakMemory(_ usage: rusage) -> Int {
        #if canImport(Darwin)
        Int(usage.ru_maxrss)
        #else
        Int(usage.ru_maxrss) * 1024
        #endif
    }
}
