import Foundation
import InvenTreeSimulator
import Testing

/// Files that a command may not write, and stores that it may not leave behind.
@Suite struct UntouchedStoreTests {
    private static let commands = [
        ["status"], ["reconcile"], ["sync"], ["import", "raw.ndjson"], ["store", "prepare"],
    ]

    @Test(arguments: ["x", String(repeating: "an invoice\n", count: 45)])
    func `a short file of another content is refused by every command and stays as it is`(
        _ content: String
    ) async throws {
        try await withServer { _, program in
            let store = try program.write(content, to: "store.sqlite")
            _ = try program.write(document(1, numar: "1"), to: "raw.ndjson")
            for command in Self.commands {
                let outcome = try await program.run(command)
                #expect(outcome.status == 4, "\(command)")
                #expect(outcome.messages.contains("it is not a database"), "\(command): \(outcome.messages)")
                #expect(try String(contentsOfFile: store, encoding: .utf8) == content, "\(command)")
            }
        }
    }

    @Test func `an empty file is a store for what writes documents alone`() async throws {
        try await withServer { _, program in
            let store = try program.write("", to: "store.sqlite")
            for command in ["status", "plan", "reconcile", "retry"] {
                #expect(try await program.run(command).status == 3, "\(command)")
                #expect(try Data(contentsOf: URL(filePath: store)).isEmpty, "\(command)")
            }
            #expect(try await program.run("import", "-", input: document(1, numar: "1")).status == 0)
        }
    }

    @Test(arguments: [["import", "nofile"], ["import", "."], ["sync", "--ca-file", "nowhere.pem"]])
    func `a command that can do nothing leaves no store behind`(_ command: [String]) async throws {
        try await withServer { _, program in
            #expect(try await program.run(command).status == 3)
            try expectNothing(in: program)
        }
    }

    @Test func `a service that is refused leaves no store behind`() async throws {
        try await withServer { simulator, program in
            let port = try #require(simulator.baseURL.port)
            for options in [
                ["--listen", "127.0.0.1:\(port)"], ["--listen", "0.0.0.0:0"],
                ["--listen", "127.0.0.1:0", "--base-path", "/api"],
                ["--listen", "127.0.0.1:0", "--time-zone", "Mars/Olympus"], ["--listen", "nosuch.invalid:0"],
            ] {
                #expect(try await program.run(["serve"] + options).status == 3, "\(options)")
                try expectNothing(in: program)
            }
        }
    }

    private func expectNothing(in program: Program) throws {
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path()).isEmpty)
    }

    @Test func `a file of certificates that cannot be read is a wrong setting, also for plain http`() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let file = try program.write("no certificate", to: "ca.pem")
            for (path, problem) in [
                ("/nowhere/ca.pem", "cannot be read: no such file"), (file, "holds no certificate in the format PEM"),
            ] {
                for command in ["sync", "doctor", "serve"] {
                    let outcome = try await program.run(command, "--ca-file", path)
                    #expect(outcome.status == 3, "\(command)")
                    let message = "\(path), which ca_file names, \(problem)"
                    #expect((outcome.messages + outcome.output).contains(message), "\(command)")
                }
            }
            #expect(simulator.requestCounts.total == 0)
        }
    }
}
