import Foundation
import Subprocess
import SystemPackage

/// A server that speaks MongoDB's protocol, in a process of its own, which ends when that of the tests does.
final class TestServer: Sendable {
    /// One server for all tests; each uses a database of its own.
    static let shared = Task { try await TestServer() }

    let port: Int
    private let pid: pid_t
    private let run: Task<Void, Never>
    /// The server lives until this ends.
    private let life: AsyncStream<Never>.Continuation

    /// Starts a server, and waits until it takes connections.
    ///
    /// - Parameters:
    ///   - folder: Where its data are, and stay; nil for a temporary folder that is removed with the server.
    ///   - port: Where it listens; 0 for any free port.
    ///   - options: More options of `secantusd-rs`.
    /// - Throws: ``TestServerError`` with what the server says, or where it cannot be installed.
    init(folder: String? = nil, port: Int = 0, options: [String] = []) async throws {
        let data = folder ?? FileManager.default.temporaryDirectory.appending(path: "mongo-\(UUID())").path
        let arguments = ["--host", "127.0.0.1", "--port", "\(port)", "--storage-path", data, "--sync-on-commit"]
        // The server prepares its log files before it answers: 2 GB each would take it ten seconds.
        let settings = ["--log-file-max", "64MB", "--cache-size", "256M", "--log-level", "ERROR"]
        let shell = Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(["-c", Self.script, try await Self.executable()] + arguments + settings + options),
            environment: .inherit.updating(["TEMPORARY_DATA": folder == nil ? data : ""])
        )
        let output = AsyncStream<String>.makeStream()
        let life = AsyncStream<Never>.makeStream()
        run = Task { await Self.run(shell, while: life.stream, output.continuation) }
        self.life = life.continuation

        let lines = await Self.announcement(output.stream)
        guard let pid = lines.first.flatMap({ pid_t($0) }), let address = lines.last?.split(separator: ":"),
            let port = address.last.flatMap({ Int($0) })
        else {
            life.continuation.finish()
            throw TestServerError("secantusd-rs did not start: “\(lines.joined(separator: " "))”")
        }
        self.pid = pid
        self.port = port
    }

    deinit {
        life.finish()
    }

    /// Kills the server at once, as a cut of power would.
    func kill() async {
        _ = Foundation.kill(pid, SIGKILL)
        life.finish()
        await run.value
    }

    /// Starts the server, tells its process, and ends it when the input ends.
    private static let script = """
        "$0" "$@" 2>&1 & pid=$!
        echo $pid
        exec >&-
        cat >/dev/null
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        [ -z "$TEMPORARY_DATA" ] || rm -rf "$TEMPORARY_DATA"
        """

    /// Runs the script until a life has ended; its input ends then, or with the process of the tests.
    private static func run(
        _ shell: Configuration,
        while life: AsyncStream<Never>,
        _ output: AsyncStream<String>.Continuation
    ) async {
        do {
            _ = try await Subprocess.run(shell, input: .inputWriter, output: .sequence, error: .discarded) { shell in
                async let end: Void = Self.endInput(of: shell, after: life)
                for try await line in shell.standardOutput.strings() { output.yield(line) }
                output.finish()
                try await end
            }
        } catch {
            output.yield("\(error)")
        }
        output.finish()
    }

    private static func endInput(
        of shell: Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>,
        after life: AsyncStream<Never>
    ) async throws {
        for await _ in life {}
        try await shell.standardInputWriter.finish()
    }

    /// The server's process, and what it writes until it listens or has ended.
    private static func announcement(_ output: AsyncStream<String>) async -> [String] {
        var lines: [String] = []
        for await line in output {
            lines.append(line)
            if line.contains("listening on") { break }
        }
        return lines
    }

    private static func executable() async throws -> String {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let tool = package.appending(path: "Tools/mongodb-for-tests").path
        let result = try await Subprocess.run(
            .path(FilePath(tool)),
            output: .string(limit: 4096),
            error: .currentStandardError
        )
        let path = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        guard result.terminationStatus.isSuccess, !path.isEmpty else {
            throw TestServerError("Tools/mongodb-for-tests could not install secantusd-rs; its reason stands above")
        }
        return path
    }
}

struct TestServerError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
