import Foundation
import InvenTreeSimulator
import InvoiceSync
import Subprocess
import Testing

/// What SIGHUP changes in a service that runs.
@Suite struct ReloadTests {
    private static let (old, new) = ("0123456789abcdef-old", "0123456789abcdef-new")

    @Test func theNextRunFollowsTheSettingsAsTheyAreThen() async throws {
        try await withServer { simulator, program in
            _ = try program.write(
                "log_level: notice\nadmin_token: \(Self.old)\nlease: 60\n",
                to: "invsync.yaml"
            )
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let code = try await program.serve { service in
                #expect(try await service.runJob(token: Self.old).body.contains("\"status\":\"ok\""))
                _ = try await program.run("import", "-", input: document(2, numar: "2"))
                _ = try program.write(
                    "log_level: info\nadmin_token: \(Self.new)\nlease: 30\ncurrency: EUR\n",
                    to: "invsync.yaml"
                )
                try service.send(.terminalClosed)
                #expect(try await service.line("changed settings that hold until a restart")["settings"] == "lease")
                _ = try await service.line("the settings were read again; the next run follows them")
                #expect(try await service.runJob(token: Self.old).status == 401)
                #expect(try await service.runJob(token: Self.new).body.contains("\"status\":\"ok\""))
                let line = try await service.line("a document is done")
                #expect(line["document"] == "2", "told since the level is info")
                #expect(line["run"] != nil)
            }
            #expect(code == 0)
            #expect(simulator.orders.map(\.currency) == ["RON", "EUR"])
        }
    }

    @Test(arguments: [
        ("currency: [\nadmin_token: 0123456789abcdef-new", "invsync.yaml cannot be read as YAML"),
        ("currency: lei\nadmin_token: 0123456789abcdef-new", "currency must be a code such as RON"),
        ("admin_token: short", "the admin token must have at least 16"),
        ("log_level: loud\nadmin_token: 0123456789abcdef-new", "log_level must be one of"),
    ])
    func whatCannotBeUsedChangesNothing(_ broken: String, _ reason: String) async throws {
        try await withServer { simulator, program in
            _ = try program.write("admin_token: \(Self.old)\n", to: "invsync.yaml")
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let code = try await program.serve { service in
                _ = try program.write(broken, to: "invsync.yaml")
                try service.send(.terminalClosed)
                let line = try await service.line("the settings cannot be used, the old ones stay")
                #expect(line["level"] == "error")
                #expect(line["error"]?.contains(reason) == true)
                #expect(try await service.runJob(token: Self.new).status == 401)
                #expect(try await service.runJob(token: Self.old).body.contains("\"status\":\"ok\""))
            }
            #expect(code == 0)
            #expect(simulator.orders.map(\.currency) == ["RON"])
        }
    }
}
