import ArgumentParser
import Foundation
import InvenTreeSimulator

/// The server that programs are measured on.
struct TargetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A running server. Default: a simulator in this process, with the latencies of a real server.",
            valueName: "url"
        )
    )
    var server: String?

    @Option(help: ArgumentHelp("The file with the server's token.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "A shell command that empties the server and lets it allow RON; run before each program.",
            valueName: "command"
        )
    )
    var reset: String?

    @Option(
        help: ArgumentHelp(
            "The server's access log, by which requests are counted.",
            discussion: "Tab-separated (method, path, status, microseconds) or in the common log format.",
            valueName: "file"
        )
    )
    var accessLog: String?

    @Option(
        help: ArgumentHelp(
            "What the command lines of the server's and its database's processes match, for their CPU time. Linux only.",
            valueName: "regex"
        )
    )
    var serverProcesses: String?

    @Option(help: "How many times as fast as a real server the simulator is.")
    var speed = 1.0

    func validate() throws {
        guard speed > 0 else { throw ValidationError("--speed is more than 0") }
        guard (server == nil) == (tokenFile == nil) else { throw ValidationError("--server needs --token-file") }
        guard server != nil || (reset ?? accessLog ?? serverProcesses) == nil else {
            throw ValidationError("--reset, --access-log and --server-processes are for a --server")
        }
    }

    var profile: LatencyProfile { LatencyProfile(speed: speed) }

    func target() throws -> Target {
        try realServer().map { .server($0) } ?? .simulator(profile)
    }

    func realServer() throws -> RealServer? {
        guard let server, let tokenFile else { return nil }
        let token = try String(contentsOfFile: tokenFile, encoding: .utf8)
        return RealServer(
            site: Site(url: server, token: token.trimmingCharacters(in: .whitespacesAndNewlines)),
            reset: reset,
            accessLog: accessLog.map { AccessLog(file: URL(filePath: $0)) },
            processes: serverProcesses.map { ServerProcesses(pattern: $0) }
        )
    }
}
