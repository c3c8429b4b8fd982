import Foundation
import InvoiceSync
import SQLiteInvoiceStore
import Subprocess
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// `invsync serve` while it runs: what it is asked, told and says.
struct RunningService {
    let address: String
    let send: (Signal) throws -> Void
    fileprivate let log: AsyncThrowingStream<String, any Error>

    /// The next line of the log with a message, and all that it carries.
    func line(_ message: String) async throws -> [String: String] {
        for try await line in log {
            let fields = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
            if fields["message"] == message { return fields }
        }
        throw Silence(message: message)
    }

    /// Sends a request, and tells the status of its answer and the body.
    func ask(_ method: String, _ path: String, token: String) async throws -> (status: Int?, body: String) {
        var request = URLRequest(url: try #require(URL(string: address + path)))
        request.httpMethod = method
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode, String(decoding: data, as: UTF8.self))
    }

    /// Runs the job to its end.
    func runJob(token: String) async throws -> (status: Int?, body: String) {
        try await ask("POST", "/api/system/jobs/\(Job.sync)/run?wait", token: token)
    }

    private struct Silence: Error {
        let message: String
    }
}

extension Program {
    /// Sees to it that the job comes due in no test.
    func putOffTheJob() async throws {
        let store = try SQLiteInvoiceStore(path: folder.appending(path: "store.sqlite").path())
        var changes = Job.Changes()
        changes.schedule = "0 0 1 1 *"
        _ = try await store.updateJob(Job.sync, changes)
    }

    /// Runs `invsync serve` with its log as JSON, until a body has ended and SIGTERM after it.
    ///
    /// - Returns: The exit code.
    func serve(_ body: @escaping (RunningService) async throws -> Void) async throws -> Int32 {
        try await putOffTheJob()
        let result = try await Subprocess.run(
            try configuration(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]),
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let (log, lines) = AsyncThrowingStream.makeStream(of: String.self)
            async let reading: Void = {
                for try await line in execution.standardError.strings() {
                    lines.yield(line.trimmingCharacters(in: .newlines))
                }
                lines.finish()
            }()
            for try await line in execution.standardOutput.strings() {
                let service = RunningService(
                    address: line.trimmingCharacters(in: .newlines),
                    send: { try execution.send(signal: $0) },
                    log: log
                )
                try await body(service)
                // The body may have ended it.
                try? execution.send(signal: .terminate)
            }
            try await reading
        }
        return try Self.code(of: result.terminationStatus)
    }
}
