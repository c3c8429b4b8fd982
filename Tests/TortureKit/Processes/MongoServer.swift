import Foundation
import Subprocess
import SystemPackage

/// A server that speaks MongoDB's protocol, which may be killed and started again with the same port and files.
package actor MongoServer {
    private struct Running {
        let process: pid_t
        let end: Task<Void, any Error>
    }

    private let executable: String
    private let folder: URL
    private var running: Running?
    /// The port that it listens on, once it was started.
    package private(set) var port = 0

    /// Runs a server as long as a body runs.
    ///
    /// - Parameter body: What is done with it.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws, or ``TortureError`` where the server does not start.
    package static func withRunning<Value: Sendable>(
        _ body: (MongoServer) async throws -> Value
    ) async throws -> Value {
        let server = MongoServer(executable: try await installed(), folder: .temporary("torture-mongodb"))
        defer { try? FileManager.default.removeItem(at: server.folder) }
        try await server.start()
        let result: Result<Value, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        await server.kill()
        return try result.get()
    }

    private init(executable: String, folder: URL) {
        self.executable = executable
        self.folder = folder
    }

    /// Starts it, and waits until it takes connections.
    ///
    /// - Throws: ``TortureError`` with what the server says.
    package func start() async throws {
        let (announcements, continuation) = AsyncStream.makeStream(of: String.self)
        let end = Task { [configuration = configuration()] in
            defer { continuation.finish() }
            _ = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { execution in
                for try await line in execution.standardOutput.strings() { continuation.yield(line) }
            }
        }
        var said = ""
        for await line in announcements {
            said += line + "\n"
            guard said.contains("listening on") else { continue }
            let words = said.split { $0 == " " || $0 == ":" || $0.isNewline }
            guard let process = words.first.flatMap({ pid_t($0) }), let port = words.last.flatMap({ Int($0) }) else {
                break
            }
            self.port = port
            running = Running(process: process, end: end)
            return
        }
        throw TortureError("the MongoDB server did not start: “\(said)”")
    }

    /// Kills it at once, as a cut of power would, and waits until it is gone.
    package func kill() async {
        guard let running else { return }
        self.running = nil
        _ = Foundation.kill(running.process, SIGKILL)
        _ = await running.end.result
    }

    private func configuration() -> Configuration {
        Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments([
                "-c", Self.script, executable, "--host", "127.0.0.1", "--port", "\(port)",
                "--storage-path", folder.path(), "--sync-on-commit",
                // It prepares its log files before it answers: 2 GB each would take it ten seconds.
                "--log-file-max", "64MB", "--cache-size", "256M", "--log-level", "ERROR",
            ])
        )
    }

    /// Starts the server, tells its process, and ends it when the input ends: it never outlives who started it.
    private static let script = """
        "$0" "$@" 2>&1 & pid=$!
        echo $pid
        exec >&-
        cat >/dev/null
        kill -9 $pid 2>/dev/null
        wait $pid 2>/dev/null
        """

    /// The path of the server, which is installed where it is missing.
    private static func installed() async throws -> String {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let result = try await Subprocess.run(
            .path(FilePath(package.appending(path: "Tools/mongodb-for-tests").path())),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        let path = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        guard result.terminationStatus.isSuccess, !path.isEmpty else {
            throw TortureError("Tools/mongodb-for-tests could not install the server: \(result.standardError)")
        }
        return path
    }
}

extension URL {
    /// A folder that nobody else uses.
    static func temporary(_ name: String) -> URL {
        temporaryDirectory.appending(path: "\(name)-\(UUID())")
    }
}
