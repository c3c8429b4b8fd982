import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Runs `invsync`, one process after another, each of which may be killed, stopped and continued at any moment.
package final class Worker: Sendable {
    /// How a process ended.
    package struct Ending: Sendable, Codable {
        package let command: String
        /// The exit code; nil where a signal ended it.
        package let exitCode: Int32?
        /// Whether somebody killed it through this worker.
        package let wasKilled: Bool
        package let output: String
        package let messages: String
        package let seconds: Double
    }

    private struct State {
        var process: pid_t?
        var wasKilled = false
    }

    /// More output than a run has.
    private static let outputLimit = 16 << 20

    private let executable: URL
    private let folder: URL
    private let environment: [String: String]
    private let state = Mutex(State())

    init(executable: URL, folder: URL, environment: [String: String]) {
        self.executable = executable
        self.folder = folder
        self.environment = environment
    }

    /// Runs a command to its end.
    ///
    /// - Parameters:
    ///   - arguments: The command and its options.
    ///   - input: What it reads.
    ///   - limit: After that long it hangs, and is killed.
    /// - Returns: How it ended.
    /// - Throws: ``TortureError`` where it hangs, or that it cannot be started.
    package func run(_ arguments: [String], input: String = "", limit: Duration = .seconds(600)) async throws -> Ending
    {
        let clock = ContinuousClock()
        let start = clock.now
        state.withLock { $0 = State() }
        let watch = Task {
            try await Task.sleep(for: limit)
            kill()
        }
        defer { watch.cancel() }
        let result = try await Subprocess.run(
            configuration(arguments),
            input: .string(input),
            output: .string(limit: Self.outputLimit),
            error: .string(limit: Self.outputLimit)
        ) { execution in
            state.withLock { $0.process = execution.processIdentifier.value }
        }
        let wasKilled = state.withLock { state in
            state.process = nil
            return state.wasKilled
        }
        let duration = start.duration(to: clock.now)
        guard duration < limit else { throw TortureError("invsync \(arguments) hung for \(duration)") }
        return Ending(
            command: arguments.first ?? "",
            exitCode: result.terminationStatus.exitCode,
            wasKilled: wasKilled,
            output: result.standardOutput,
            messages: result.standardError,
            seconds: duration / .seconds(1)
        )
    }

    // MARK: Signals; without a process they do nothing

    package func kill() {
        send(SIGKILL)
    }

    /// Stops the process, and waits until all of it stands still: the threads of a busy machine take their time.
    package func stop() async {
        send(SIGSTOP)
        while isComingToAStop { try? await Task.sleep(for: .milliseconds(1)) }
    }

    package func resume() {
        send(SIGCONT)
    }

    package var isRunning: Bool { state.withLock { $0.process != nil } }

    /// Whether the process runs on although it was told to stop.
    private var isComingToAStop: Bool {
        guard !Task.isCancelled, let process = state.withLock(\.process) else { return false }
        var change = siginfo_t()
        let result = waitid(P_PID, id_t(process), &change, WSTOPPED | WNOWAIT | WNOHANG)
        return result == 0 && change.si_signo == 0
    }

    private func send(_ signal: Int32) {
        state.withLock { state in
            guard let process = state.process else { return }
            if signal == SIGKILL { state.wasKilled = true }
            _ = Foundation.kill(process, signal)
        }
    }

    private func configuration(_ arguments: [String]) -> Configuration {
        Configuration(
            executable: .path(FilePath(executable.path())),
            arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
            ),
            workingDirectory: FilePath(folder.path())
        )
    }
}

extension TerminationStatus {
    fileprivate var exitCode: Int32? {
        if case .exited(let code) = self { Int32(code) } else { nil }
    }
}

/// That the harness itself cannot do its work.
package struct TortureError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
