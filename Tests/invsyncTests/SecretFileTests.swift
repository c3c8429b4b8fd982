import Foundation
import InvenTreeSimulator
import Testing

/// Secrets that stand in files of their own.
@Suite struct SecretFileTests {
    @Test func everySecretMayStandInAFile() async throws {
        try await withServer { simulator, program in
            var program = program
            let store = try #require(program.environment["INVSYNC_STORE"])
            let token = try adminToken()
            program.environment["INVSYNC_STORE"] = nil
            program.environment["INVENTREE_TOKEN"] = nil
            program.environment["INVSYNC_STORE_FILE"] = try program.write(store + "\n", to: "store")
            program.environment["INVENTREE_TOKEN_FILE"] = try program.write(token + "\n", to: "token")
            #expect(try await program.run("doctor").status == 0)
            #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "store.sqlite").path()))

            program.environment["INVENTREE_TOKEN_FILE"] = nil
            program.environment["INVENTREE_USERNAME"] = "admin"
            program.environment["INVENTREE_PASSWORD_FILE"] = try program.write("inventree-admin\n", to: "password")
            #expect(try await program.run("doctor").status == 0)
        }
    }

    @Test func aFileOfTheEnvironmentGoesBeforeAValueInTheYAML() async throws {
        try await withServer { _, program in
            var program = program
            program.environment["INVENTREE_TOKEN"] = nil
            _ = try program.write("inventree:\n  token: wrong\n", to: "invsync.yaml")
            #expect(try await program.run("doctor").status == 3)
            program.environment["INVENTREE_TOKEN_FILE"] = try program.write(adminToken(), to: "token")
            #expect(try await program.run("doctor").status == 0)
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN_FILE"] = "/nowhere/token"
        let outcome = try await program.run("sync")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("/nowhere/token, which inventree.token_file names, cannot be read"))
    }
}
