import Foundation
import InvenTreeSimulator
import Testing

@Suite struct CommandLineTests {
    @Test func demoShowsTheWholeJobAndASecondRunThatWritesNothing() async throws {
        struct Report: Decodable {
            struct Row: Decodable { let description: String }
            let orders: [Row]
            let second_run_write_requests: Int
        }
        let program = try Program()
        defer { program.remove() }
        let table = try await program.run("demo")
        #expect(table.status == 0)
        #expect(table.output.contains("A second run: nothing to do, 0 write requests sent."))
        let report = try await program.run("demo", "--json").json(Report.self)
        #expect(report.orders.count == 4)
        #expect(report.second_run_write_requests == 0)
    }

    @Test func importRefusesNothingSilently() async throws {
        let program = try Program()
        defer { program.remove() }
        let file = try program.write(
            document(1, numar: "1") + "\n{broken\n" + document(3, numar: "3"),
            to: "raw.ndjson"
        )
        let outcome = try await program.run("import", file)
        #expect(outcome.status == 2)
        #expect(outcome.output == "2 new, 0 changed, 0 unchanged, 1 refused\n")
        #expect(outcome.messages.contains("\(file), line 2:"))
    }

    @Test func theSameDocumentTwiceIsOnce() async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try await program.run("import", "-", input: document(1, numar: "1"))
        let again = try await program.run("import", "-", input: document(1, numar: "1"))
        #expect(again.output == "0 new, 0 changed, 1 unchanged\n")
        let changed = try await program.run("import", "-", input: document(1, numar: "2"))
        #expect(changed.output == "0 new, 1 changed, 0 unchanged\n")
    }

    @Test func aMissingFileIsNamed() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run("import", "nowhere.json")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("nowhere.json"))
    }

    @Test(arguments: [["sync", "--nonsense"], ["explain", "T"], ["import"], ["simulator", "--api-version", "7"]])
    func wrongUsageEndsWith64(_ arguments: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.messages.contains("Usage:"))
    }

    @Test(arguments: [
        ("INVSYNC_PARALLEL", "lots", "parallel must be a whole number from 1 to 64"),
        ("INVSYNC_SLOWDOWN", "1", "slowdown must be a number from 1.5 to 20"),
        ("INVSYNC_LINE_ORDER", "random", "line_order must be invoice or any"),
        ("INVSYNC_CURRENCY", "lei", "currency must be a code such as RON"),
        ("INVSYNC_STORE", "mysql://x", "the store is none of sqlite:PATH, mongodb://"),
        ("INVSYNC_PARTS_MAKE_SALABLE", "perhaps", "parts.make_salable must be true or false"),
        ("INVENTREE_URL", "ftp://x", "inventree.url must look like https://"),
        ("INVENTREE_TOKEN", "", "inventree.token is empty"),
    ])
    func aWrongSettingIsNamed(_ name: String, _ value: String, _ message: String) async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN"] = "token"
        program.environment[name] = value
        let outcome = try await program.run("sync")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains(message))
    }

    @Test func optionsOutrankTheEnvironmentAndThatTheFile() async throws {
        try await withServer { simulator, program in
            var program = program
            program.environment.removeValue(forKey: "INVENTREE_URL")
            program.environment.removeValue(forKey: "INVENTREE_TOKEN")
            _ = try program.write(
                """
                inventree:
                  url: \(simulator.baseURL)
                  username: admin
                  password: inventree-admin
                currency: USD
                negative_lines: skip
                """,
                to: "invsync.yaml"
            )
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            #expect(try await program.run("doctor").output.contains("the server does not allow USD"))
            program.environment["INVSYNC_CURRENCY"] = "EUR"
            #expect(try await program.run("doctor").output.contains("EUR is allowed"))
            #expect(try await program.run("doctor", "--currency", "RON").output.contains("RON is allowed"))
            #expect(simulator.requestCounts.writes == 0)
        }
    }

    @Test(arguments: ["inventree: [", "inventree:\n  token: hidden: x\n", "inventree: {token: hidden\n", "- hidden\n"])
    func aBrokenFileIsNamedButNotQuoted(_ text: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let file = try program.write(text, to: "broken.yaml")
        let outcome = try await program.run("status", "--config", file)
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("broken.yaml cannot be read as YAML: "))
        #expect(!outcome.messages.contains("hidden"))
    }

    @Test func theSimulatorPrintsItsAddressAndEndsOnSIGTERM() async throws {
        let program = try Program()
        defer { program.remove() }
        let status = try await program.run(
            "simulator",
            "--currencies",
            "RON,EUR",
            "--api-version",
            "530",
            untilFirstLine: { address in
                let url = try #require(URL(string: address + "/api/"))
                let answer = try await fetch(url)
                #expect(answer.contains("\"apiVersion\":530"))
            }
        )
        #expect(status == 0)
    }

    @Test func messagesCarryNoColourWhereTheyGoToNoTerminal() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run("sync")
        #expect(!outcome.messages.contains("\u{1B}"))
    }

    @Test func aPasswordInTheStoresAddressIsRefusedOnTheCommandLine() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run("status", "--store", "mongodb://user:hidden@127.0.0.1/fgo")
        #expect(outcome.status == 64)
        #expect(outcome.messages.contains("INVSYNC_STORE"))
        #expect(!outcome.messages.contains("hidden"))
    }

    @Test func aMongoDBThatIsAwayEndsWith4AndTellsNoPassword() async throws {
        var program = try Program()
        defer { program.remove() }
        let options = "serverSelectionTimeoutMS=200&connectTimeoutMS=200"
        program.environment["INVSYNC_STORE"] = "mongodb://user:hidden@127.0.0.1:9/fgo?\(options)"
        let outcome = try await program.run("status")
        #expect(outcome.status == 4)
        #expect(!outcome.messages.contains("hidden"))
    }

    @Test(arguments: [["sync"], ["import", "-"], ["status"], ["store", "prepare"]])
    func `a MongoDB that is away is told within 15 s, with what to check`(_ command: [String]) async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN"] = "inv-secret-token"
        program.environment["INVSYNC_STORE"] = "mongodb://user:hidden@127.0.0.1:9/fgo"
        let began = ContinuousClock.now
        let outcome = try await program.run(command)
        #expect(ContinuousClock.now - began < .seconds(15))
        #expect(outcome.status == 4)
        let message =
            "the store “127.0.0.1:9/fgo.raw_data”: no MongoDB answers there: see that it runs, that host and port in the "
            + "setting store are right, and that no firewall stands between\n"
        #expect(outcome.messages.hasSuffix(message), "\(outcome.messages)")
    }

    @Test func storePrepareMakesTheFile() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("store", "prepare").output == "the store is ready\n")
        let file = program.folder.appending(path: "store.sqlite").path()
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test func completionsAreThere() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run("--generate-completion-script", "bash")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("explain"))
    }
}
