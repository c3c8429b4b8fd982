import Foundation
import InvenTreeSimulator
import Subprocess
import Testing

/// Warnings about what crosses the network unencrypted.
@Suite struct ExposureTests {
    private func doctor(server: String, store: String? = nil) async throws -> (exposed: [String], messages: String) {
        var program = try Program()
        defer { program.remove() }
        if let store {
            program.environment["INVSYNC_STORE"] = store
        } else {
            _ = try await program.run("store", "prepare")
        }
        program.environment["INVENTREE_URL"] = server
        program.environment["INVENTREE_TOKEN"] = "inv-secret-token"
        let outcome = try await program.run("doctor", "--json")
        return (try outcome.json(DoctorReport.self).exposed, outcome.messages)
    }

    @Test func `plain http to another machine draws one warning`() async throws {
        let (exposed, messages) = try await doctor(server: "http://inventree.invalid:8000")
        let detail =
            "token or password and invoices go to inventree.invalid over plain HTTP, where others may read them"
        #expect(exposed == [detail])
        #expect(messages == "warning: \(detail): use an address with https:// (inventree.url)\n")
    }

    @Test(arguments: ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9", "https://inventree.invalid"])
    func `loopback and https draw none`(_ server: String) async throws {
        let (exposed, messages) = try await doctor(server: server)
        #expect(exposed.isEmpty)
        #expect(!messages.contains("warning"))
    }

    private static let quick = "serverSelectionTimeoutMS=100"

    @Test func `MongoDB on another machine without TLS draws one warning that tells no password`() async throws {
        let uri = "mongodb://user:hidden@db.invalid:27017,127.0.0.1:9/fgo?replicaSet=rs&\(Self.quick)"
        let (exposed, messages) = try await doctor(server: "http://127.0.0.1:9", store: uri)
        let detail = "invoices go to MongoDB on db.invalid without TLS, where others may read them"
        #expect(exposed == [detail])
        #expect(messages.components(separatedBy: detail).count == 2)
        #expect(!messages.contains("hidden"))
    }

    @Test(arguments: [
        "mongodb://127.0.0.1:9/fgo?", "mongodb://[::1]:9/fgo?", "mongodb://%2Ftmp%2Fnone.sock/fgo?",
        "mongodb://db.invalid/fgo?tls=true&", "mongodb://db.invalid/fgo?ssl=true&",
    ])
    func `MongoDB on this machine or with TLS draws none`(_ uri: String) async throws {
        let (exposed, messages) = try await doctor(server: "http://127.0.0.1:9", store: uri + Self.quick)
        #expect(exposed.isEmpty)
        #expect(!messages.contains("warning"))
    }

    @Test func `a service that may be reached from elsewhere asks for a proxy with TLS, one on loopback does not`()
        async throws
    {
        try await withServer { _, program in
            var program = program
            program.environment["INVSYNC_ADMIN_TOKEN"] = "0123456789abcdef"
            for (host, isWarned) in [("0.0.0.0", true), ("127.0.0.1", false)] {
                let result = try await Subprocess.run(
                    try program.configuration(["serve", "--listen", "\(host):0"]),
                    input: .none,
                    output: .sequence,
                    error: .string(limit: 1 << 20)
                ) { execution in
                    for try await _ in execution.standardOutput.strings() { try execution.send(signal: .terminate) }
                }
                #expect(result.standardError.contains("put a proxy with TLS before it") == isWarned)
            }
        }
    }
}

extension DoctorReport {
    fileprivate var exposed: [String] {
        checks.filter { $0.name == "encryption" && $0.outcome == "warning" }.map(\.detail)
    }
}
