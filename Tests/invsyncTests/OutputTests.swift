import Foundation
import InvenTreeSimulator
import Subprocess
import SystemPackage
import Testing

@Suite struct OutputTests {
    /// ESC, C1 CSI, a line break, a right-to-left override and a mark of direction.
    private static let hostile = "A\u{1B}[31m\u{9B}2J\nok\u{202E}B\u{200F}"

    private static func hostileDocument() -> String {
        let name = #"A\u001b[31m\u009b2J\nok\u202eB\u200f"#
        return #"{"_id":1,"data":[{"serie":"X","numar":"\#(name)","denumire_client":"\#(name)","#
            + #""articole":[{"nume_produs":"\#(name)","cantitate":"\#(name)","pret_unitar":1},"#
            + #"{"nume_produs":"\#(name)","cantitate":1,"pret_unitar":1}]}]}"#
    }

    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || (scalar.properties.generalCategory != .control && !scalar.properties.isBidiControl)
        }
    }

    #if os(Linux)
    @Test func `what a killed process with the same id left puts no word of libmongoc among the messages`() async throws
    {
        let program = try Program()
        defer { program.remove() }
        let left = "/dev/shm/mongoc-"
        let result = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", "touch \(left)$$; echo $$; exec \"$0\" --version", try Program.executable().path()],
            output: .string(limit: 4096),
            error: .string(limit: 4096)
        )
        let id = try #require(result.standardOutput.split(separator: "\n").first)
        #expect(!FileManager.default.fileExists(atPath: "\(left)\(id)"))
        #expect(result.standardError == "")
    }

    @Test func `libmongoc leaves no file in shared memory, also of a process that is killed`() async throws {
        try await withServer { _, program in
            let result = try await Subprocess.run(
                try program.configuration(["serve", "--listen", "127.0.0.1:0"]),
                input: .none,
                output: .sequence,
                error: .discarded
            ) { execution in
                let counters = "/dev/shm/mongoc-\(execution.processIdentifier.value)"
                for try await _ in execution.standardOutput.strings() {
                    #expect(!FileManager.default.fileExists(atPath: counters), "while it runs")
                    try execution.send(signal: .kill)
                }
                return counters
            }
            #expect(!FileManager.default.fileExists(atPath: result.closureResult), "after it was killed")
        }
    }
    #endif

    @Test func dataOfInvoicesReachesTheTerminalEscaped() async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: Self.hostileDocument())
            let plan = try await program.run("plan")
            #expect(plan.output.contains(#"\u{1B}[31m"#))
            #expect(Self.isHarmless(plan.output))
            #expect(try await program.run("sync", "--log-level", "debug").status == 2)
            for command in [
                ["status"], ["explain", "X", Self.hostile], ["reconcile"], ["doctor"], ["status", "--warnings"],
            ] {
                let text = try await program.run(command)
                let json = try await program.run(command + ["--json"])
                #expect(Self.isHarmless(text.output + text.messages), "\(command)")
                #expect(Self.isHarmless(json.output + json.messages), "\(command) --json")
            }
            let log = try await program.run("retry", "--log-level", "debug")
            #expect(Self.isHarmless(log.output + log.messages))
            let lines = try await program.run("retry", "--log-level", "debug", "--log-format", "json")
            #expect(Self.isHarmless(lines.output + lines.messages))
        }
    }

    @Test func jsonKeepsTheTextThatItEscapes() async throws {
        struct Plan: Decodable {
            let numar: String
        }
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: Self.hostileDocument())
            let plan = try await program.run("plan", "--json").json([Plan].self)
            #expect(plan.map(\.numar) == [Self.hostile])
        }
    }

    @Test(arguments: [
        ["status"], ["status", "--json"], ["import", "raw.ndjson"], ["--help"], ["--version"], ["doctor"],
    ])
    func outputThatCannotBeWrittenIsNoSuccess(_ command: [String]) async throws {
        try await withServer { _, program in
            let file = try program.write(document(1, numar: "1"), to: "raw.ndjson")
            _ = try await program.run("import", file)
            let outcome = try await program.runWithFullOutput(command)
            #expect(outcome.status == 74)
            #expect(outcome.messages.contains("error: the output cannot be written: no space left on device"))
        }
    }

    @Test func aReaderThatGoesAwayIsNoFailureAndEndsNoWork() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.runWithClosedOutput(["sync"])
            #expect(outcome.status == 0)
            #expect(outcome.messages.isEmpty)
            #expect(simulator.orders.count == 1)
        }
    }

    @Test func retryNamesADocumentThatDoesNotExist() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("retry", "nosuch")
            #expect(outcome.status == 2)
            #expect(outcome.messages.contains("no such document: “nosuch”"))
            #expect(simulator.orders.isEmpty)
            let json = try await program.run("retry", "nosuch", "--json")
            #expect(json.status == 2)
            #expect(json.output.hasPrefix("{") && json.output.contains("\"invoices\""))
            let both = try await program.run("retry", "nosuch", "1")
            #expect(both.status == 2)
            #expect(simulator.orders.count == 1)
        }
    }

    @Test func keysOfJSONAreInSnakeCase() async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let commands = [
                ["doctor"], ["plan"], ["sync"], ["status"], ["explain", "T", "1"], ["reconcile"], ["retry"],
                ["store", "prepare"], ["demo"],
            ]
            for command in commands {
                let output = try await program.run(command + ["--json"]).output
                let keys = output.matches(of: /"([A-Za-z_]+)" *:/).map(\.output.1)
                #expect(!keys.isEmpty)
                #expect(keys.allSatisfy { $0 == $0.lowercased() }, "\(command): \(keys)")
            }
        }
    }

    @Test func warningsAreCountedAndListed() async throws {
        struct Warned: Decodable {
            let serie: String
            let numar: String
            let warnings: [String]
        }
        try await withServer { _, program in
            let odd = document(1, numar: "1").replacing("2026-01-12", with: "sometime")
            _ = try await program.run("import", "-", input: odd + "\n" + document(2, numar: "2"))
            let sync = try await program.run("sync")
            #expect(sync.status == 0)
            #expect(sync.output.contains("warnings:  1, listed by “invsync status --warnings”"))
            #expect(try await program.run("status").output.contains("with warnings: 1, "))
            let list = try await program.run("status", "--warnings")
            #expect(list.output.contains("document 1, T 1, order "))
            #expect(list.output.contains("sometime"))
            #expect(!list.output.contains("document 2"))
            let json = try await program.run("status", "--warnings", "--json").json(Warned.self)
            #expect(json.serie == "T" && json.warnings.count == 1)
        }
    }

    @Test func textsOfLibrariesDoNotReachTheUser() async throws {
        try await withServer { simulator, program in
            var program = program
            let folder = try await program.run("import", program.folder.path())
            #expect(folder.status == 3)
            #expect(folder.messages.contains("is a directory"))
            #expect(!folder.messages.contains("NSCocoaErrorDomain"))

            program.environment["INVSYNC_ADMIN_TOKEN"] = "0123456789abcdef"
            let host = try await program.run("serve", "--listen", "nosuch.invalid:0")
            #expect(host.status == 3)
            #expect(host.messages.contains("cannot listen on nosuch.invalid:0: the host name is unknown"))

            program.environment["INVENTREE_URL"] = simulator.baseURL.absoluteString.replacing("http:", with: "https:")
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let tls = try await program.run("sync")
            #expect(tls.messages.contains("does not speak TLS"))
            #expect(!tls.messages.contains("wrong version number"))
        }
    }

    @Test func anAddressThatCannotBeListenedOnIsDescribedInWords() async throws {
        try await withServer { simulator, program in
            let port = try #require(simulator.baseURL.port)
            for command in ["serve", "simulator"] {
                let outcome = try await program.run(command, "--listen", "127.0.0.1:\(port)")
                #expect(outcome.status == 3)
                #expect(outcome.messages.contains("cannot listen on 127.0.0.1:\(port): another program listens there"))
            }
        }
    }
}

extension Program {
    /// Runs the program with a standard output that has no room.
    fileprivate func runWithFullOutput(_ arguments: [String]) async throws -> Outcome {
        try await run(arguments, output: try FileDescriptor.open("/dev/full", .writeOnly))
    }

    /// Runs the program with a standard output whose reader has gone.
    fileprivate func runWithClosedOutput(_ arguments: [String]) async throws -> Outcome {
        let pipe = try FileDescriptor.pipe()
        try pipe.readEnd.close()
        return try await run(arguments, output: pipe.writeEnd)
    }

    private func run(_ arguments: [String], output: FileDescriptor) async throws -> Outcome {
        let result = try await Subprocess.run(
            try configuration(arguments),
            input: .none,
            output: .fileDescriptor(output, closeAfterSpawningProcess: true),
            error: .string(limit: 1 << 20)
        )
        return Outcome(
            status: try Self.code(of: result.terminationStatus),
            output: "",
            messages: result.standardError
        )
    }
}
