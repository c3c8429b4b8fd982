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
            #expect(try await program.run("import", "-", input: document(1, numar: "1")).status == 0)
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
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            #expect(try await program.run("doctor").status == 3)
            program.environment["INVENTREE_TOKEN_FILE"] = try program.write(adminToken(), to: "token")
            #expect(try await program.run("doctor").status == 0)
        }
    }

    @Test(arguments: [
        "%@\r\n", "\u{FEFF}%@\n", "  %@ \t\n\n", "%@\0", "Token %@\n", "Bearer  %@\r\n", "\u{FEFF}token %@",
    ])
    func whatEditorsAndShellsLeaveAroundATokenIsTrimmed(_ form: String) async throws {
        try await withServer { _, program in
            var program = program
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            program.environment["INVENTREE_TOKEN"] = nil
            let text = form.replacing("%@", with: try adminToken())
            program.environment["INVENTREE_TOKEN_FILE"] = try program.write(text, to: "token")
            let outcome = try await program.run("doctor")
            #expect(outcome.status == 0, "\(outcome.messages)\(outcome.output)")
        }
    }

    @Test(arguments: [
        ("", "is empty"), (" \r\n", "is empty"), ("\0\u{FEFF}", "is empty"), ("Bearer ", "is empty"),
        ("hid\u{1B}den", "contains a control character"), ("hidden\nhidden", "contains a control character"),
    ])
    func aSecretThatCannotBeOneIsNamedByItsSourceAlone(_ text: String, _ problem: String) async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        let file = try program.write(text, to: "token")
        program.environment["INVENTREE_TOKEN_FILE"] = file
        let fromFile = try await program.run("sync")
        #expect(fromFile.status == 3)
        #expect(fromFile.messages.contains("inventree.token \(problem)"))
        #expect(fromFile.messages.contains(file))
        #expect(!fromFile.messages.contains("hid"))

        guard !text.contains("\0") else { return }
        program.environment["INVENTREE_TOKEN_FILE"] = nil
        program.environment["INVENTREE_TOKEN"] = text
        let fromVariable = try await program.run("sync")
        #expect(fromVariable.status == 3)
        #expect(fromVariable.messages.contains("inventree.token \(problem)"))
        #expect(fromVariable.messages.contains("INVENTREE_TOKEN"))
        #expect(!fromVariable.messages.contains("hid"))
    }

    @Test func aFolderInPlaceOfAFileIsDescribedInWords() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN_FILE"] = program.folder.path()
        let outcome = try await program.run("sync")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("which INVENTREE_TOKEN_FILE names, cannot be read: is a directory"))
    }

    @Test func aSecretAndItsFileAtOnceAreRefused() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN"] = "hidden"
        program.environment["INVENTREE_TOKEN_FILE"] = try program.write("hidden", to: "token")
        let outcome = try await program.run("sync")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("INVENTREE_TOKEN and INVENTREE_TOKEN_FILE are both set"))
        #expect(!outcome.messages.contains("hidden"))
    }

    @Test(arguments: [0o604, 0o602, 0o644])
    func `a file with a secret that other users may read is refused with what to run`(_ mode: Int) async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        let file = try program.write("hidden-token-of-a-file", to: "token")
        program.environment["INVENTREE_TOKEN_FILE"] = file
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        _ = try await program.run("import", "-", input: document(1, numar: "1"))
        let outcome = try await program.run("sync")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("run “chmod o-rwx \(file)”"))
        #expect(!outcome.messages.contains("hidden"))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(try await program.run("sync").status == 4, "the group may read it")
    }

    @Test func `settings with a secret and stores that other users may read draw a warning`() async throws {
        try await withServer { _, program in
            let settings = try program.write("inventree:\n  token: \(try adminToken())\n", to: "invsync.yaml")
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            #expect(try await !program.run("status").messages.contains("chmod"))
            let store = program.folder.appending(path: "store.sqlite").path()
            for file in [settings, store] {
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            }
            let outcome = try await program.run("status")
            #expect(outcome.status == 0)
            #expect(outcome.messages.contains("run “chmod o-rwx invsync.yaml”"))
            #expect(outcome.messages.contains("run “chmod 600 \(store)”"))
        }
    }

    @Test(arguments: ["status", "doctor", "retry"])
    func `a store that the group may read draws one warning, with SQLite's files beside it`(
        _ command: String
    ) async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let store = program.folder.appending(path: "store.sqlite").path()
            for file in [store, store + "-wal"] {
                if file != store { try Data().write(to: URL(filePath: file)) }
                try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
            }
            let messages = try await program.run(command).messages
            let warning = "warning: the store \(store) holds invoices, and other users may read it: "
            #expect(messages == "\(warning)run “chmod 600 \(store) \(store)-wal”\n")
        }
    }

    @Test func `a doubled key in the settings shows no other text of the file`() async throws {
        let program = try Program()
        defer { program.remove() }
        let text =
            "inventree:\n  token: inv-SECRET-TOKEN-1\nadmin_token: ADMIN-SECRET\nlog_level: info\nlog_level: debug\n"
        _ = try program.write(text, to: "invsync.yaml")
        let outcome = try await program.run("status")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("the key “log_level” occurs twice, in lines 4 and 5: remove one"))
        #expect(!outcome.messages.contains("SECRET"))
    }

    @Test(arguments: [
        ("a: 1\n\n# a: 2\nparts:\n  a: 3\n\"a\" : 4\n", "the key “a” occurs twice, in lines 1 and 6: remove one"),
        (
            "parts:\r\n  category: 1\r\n  category: 2\r\n",
            "the key “category” occurs twice, in lines 2 and 3: remove one"
        ),
        (
            "parts: {category: 1,\n category: 2}\ncategory: 3\n",
            "the key “category” occurs twice, first in line 1: remove one"
        ),
        ("a: 1\nb: |\n  a: 2\nb: 1\na: 3\n", "the key “a” occurs twice, in lines 1 and 5, and so does “b”: remove one"),
    ])
    func `the lines of a doubled key are those of its own mapping`(_ yaml: String, _ message: String) async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try program.write(yaml, to: "invsync.yaml")
        let outcome = try await program.run("status")
        #expect(outcome.status == 3)
        #expect(outcome.messages == "error: invsync.yaml cannot be read as YAML: \(message)\n")
    }

    @Test func `what the server repeats of the token is in no output and not in the store`() async throws {
        try await withServer { simulator, program in
            let token = try adminToken()
            let basic = Data("u:\(token)".utf8).base64EncodedString()
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            simulator.onRequest { request in
                guard request.method == "POST" else { return .pass }
                return .answer(status: 400, body: #"{"name":["no: Token \#(token)","\#(basic)"],"detail":"\#(token)"}"#)
            }
            var texts: [String] = []
            for arguments in [
                ["sync", "--log-level", "trace"], ["status"], ["status", "--json"], ["explain", "T", "1", "--json"],
                ["doctor"], ["retry", "--log-format", "json", "--log-level", "trace"],
            ] {
                let outcome = try await program.run(arguments)
                texts += [outcome.output, outcome.messages]
            }
            #expect(texts.contains { $0.contains("<redacted>") })
            for file in try FileManager.default.contentsOfDirectory(at: program.folder, includingPropertiesForKeys: nil)
            {
                texts.append(String(decoding: try Data(contentsOf: file), as: UTF8.self))
            }
            #expect(texts.allSatisfy { !$0.contains(token) && !$0.contains(basic.dropFirst(4).prefix(20)) })
        }
    }

    @Test func aFileThatCannotBeReadIsNamed() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN_FILE"] = "/nowhere/token"
        let outcome = try await program.run("sync")
        #expect(outcome.status == 3)
        #expect(
            outcome.messages.contains("/nowhere/token, which INVENTREE_TOKEN_FILE names, cannot be read: no such file")
        )
    }
}
