import Foundation
import Synchronization

/// A server that speaks MongoDB's protocol, in a process of its own, which ends when that of the tests does.
final class TestServer: Sendable {
    /// One server for all tests; each uses a database of its own.
    static let shared = Task { try await TestServer() }

    let port: Int
    private let process: Process
    private let pid: pid_t
    /// While it is open, the server lives.
    private let lifeline: FileHandle

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
        let (input, output) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", Self.script, try Self.executable()] + arguments + settings + options
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["TEMPORARY_DATA": folder == nil ? data : ""]
        ) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        lifeline = input.fileHandleForWriting

        let announcement = try await Self.announcement(output.fileHandleForReading)
        let words = announcement.split { $0 == " " || $0 == ":" || $0 == "\n" }
        guard let pid = words.first.flatMap({ pid_t($0) }), let port = words.last.flatMap({ Int($0) }) else {
            throw TestServerError("secantusd-rs did not start: “\(announcement)”")
        }
        self.pid = pid
        self.port = port
    }

    deinit {
        try? lifeline.close()
    }

    /// Kills the server at once, as a cut of power would.
    func kill() throws {
        _ = Foundation.kill(pid, SIGKILL)
        try lifeline.close()
        process.waitUntilExit()
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

    private static func executable() throws -> String {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let tool = package.appending(path: "Tools/mongodb-for-tests")
        let (process, output) = (Process(), Pipe())
        process.executableURL = tool
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let path = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard process.terminationStatus == 0, !path.isEmpty else {
            throw TestServerError("Tools/mongodb-for-tests could not install secantusd-rs; its reason stands above")
        }
        return path
    }

    /// What the server writes until it listens, or until it has ended.
    private static func announcement(_ output: FileHandle) async throws -> String {
        await withCheckedContinuation { continuation in
            let text = Mutex("")
            output.readabilityHandler = { handle in
                let data = handle.availableData
                let complete = text.withLock { text -> String? in
                    text += String(decoding: data, as: UTF8.self)
                    return data.isEmpty || text.contains("listening on") && text.hasSuffix("\n") ? text : nil
                }
                guard let complete else { return }
                handle.readabilityHandler = nil
                continuation.resume(returning: complete)
            }
        }
    }
}

struct TestServerError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
