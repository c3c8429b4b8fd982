import Foundation
import InvenTreeSimulator
import InvoiceSync
import Subprocess
import SystemPackage
import TestSockets
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The service with few file descriptors, and strangers who want all of them.
@Suite(.serialized) struct FloodTests {
    private static let descriptors = 160

    @Test func `with more connections than file descriptors the service lives, answers and syncs`() async throws {
        try await withServer { simulator, program in
            var program = program
            program.environment["INVSYNC_ADMIN_TOKEN"] = "0123456789abcdef"
            let documents = (1...40).map { document($0, numar: "\($0)") }.joined(separator: "\n")
            _ = try await program.run("import", "-", input: documents)
            try await program.putOffTheJob()
            let script = "ulimit -n \(Self.descriptors); exec \"$0\" serve --listen 127.0.0.1:0"
            let configuration = Configuration(
                executable: .path(FilePath("/bin/sh")),
                arguments: Arguments(["-c", script, try Program.executable().path()]),
                environment: try program.configuration([]).environment,
                workingDirectory: FilePath(program.folder.path())
            )
            let result = try await Subprocess.run(configuration, input: .none, output: .sequence, error: .discarded) {
                execution in
                for try await line in execution.standardOutput.strings() {
                    try await self.flood(line.trimmingCharacters(in: .newlines))
                    try execution.send(signal: .terminate)
                }
            }
            #expect(try Program.code(of: result.terminationStatus) == 0)
            #expect(simulator.orders.count == 40)
        }
    }

    private func flood(_ address: String) async throws {
        let url = try #require(URL(string: address))
        let port = try #require(url.port)
        let form = "Content-Type: application/x-www-form-urlencoded\r\n"
        let heads = [
            "POST /login HTTP/1.1\r\nHost: x\r\n\(form)Transfer-Encoding: chunked\r\n\r\n",
            "POST /login HTTP/1.1\r\nHost: x\r\n\(form)Content-Length: 60000\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: ", "",
        ]
        let chunk = "4000\r\n\(String(repeating: "a", count: 0x4000))\r\n"
        let attack = Task.detached {
            var connections: [(connection: RawConnection, kind: Int)] = []
            var round = 0
            while !Task.isCancelled {
                // Whoever is thrown out comes again.
                connections.removeAll { item in
                    !item.connection.send(item.kind == 0 ? chunk : round % 20 == 0 ? "a" : "")
                }
                while connections.count < Self.descriptors + 50, let connection = try? RawConnection(port: port) {
                    let kind = connections.count % heads.count
                    connection.send(heads[kind])
                    connections.append((connection, kind))
                }
                round += 1
                await Task.yield()
            }
        }
        defer { attack.cancel() }
        var request = URLRequest(url: try #require(URL(string: "\(address)/api/system/jobs/\(Job.sync)/run?wait")))
        request.httpMethod = "POST"
        request.setValue("Bearer 0123456789abcdef", forHTTPHeaderField: "Authorization")
        async let run = URLSession.shared.data(for: request)
        for _ in 1...20 {
            let began = ContinuousClock.now
            #expect(try await fetch(url.appending(path: "livez")).contains("alive"))
            #expect(ContinuousClock.now - began < .seconds(2))
        }
        #expect(String(decoding: try await run.0, as: UTF8.self).contains("\"status\":\"ok\""))
    }
}
