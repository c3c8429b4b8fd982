import Foundation

/// A server that runs already, and what may be known of it from outside.
struct RealServer: Sendable {
    let site: Site
    /// A shell command that empties the server.
    let reset: String?
    let accessLog: AccessLog?
    let processes: ServerProcesses?

    /// Empties the server.
    ///
    /// - Throws: Where there is no command for it, or it fails.
    func empty() async throws {
        guard let reset else { throw BenchmarkError("without --reset nothing empties the server between programs") }
        let process = try await MeasuredProcess.run("/bin/sh", ["-c", reset])
        guard process.exitCode == 0 else { throw BenchmarkError("“\(reset)” ended with \(process.exitCode)") }
    }

    /// Watches the server while a body runs.
    func watching<Value>(_ body: () async throws -> Value) async throws -> (Value, ServerUsage) {
        let start = try accessLog?.end()
        let before = try processes?.cpu()
        let value = try await body()
        let after = try processes?.cpu()
        var usage = ServerUsage()
        if let before, let after { usage.cpu = (after - before) / .seconds(1) }
        if let accessLog, let start { usage.requests = try accessLog.requests(since: start) }
        return (value, usage)
    }
}
