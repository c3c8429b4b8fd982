import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

/// The log on stderr, as text and as JSON.
@Suite struct LogFormatTests {
    private static let forged = #"1\n2026-01-01T00:00:00+0000 error invsync: forged\u001B[2J\u2028"#

    /// A document whose name and customer want to be lines of their own, and one that cannot be read.
    private func prepare(_ program: Program) async throws {
        let documents = """
            {"_id":"\(Self.forged)","data":[{"serie":"T","numar":"\(Self.forged)","denumire_client":"\(Self.forged)",\
            "articole":[{"nume_produs":"Filtru","cantitate":1,"pret_unitar":1}]}]}
            {"_id":2,"data":"\(Self.forged)"}
            """
        _ = try await program.run("import", "-", input: documents)
    }

    @Test func jsonIsOneObjectALineAndHasNoSecrets() async throws {
        try await withServer { _, program in
            var program = program
            program.environment["INVSYNC_LOG_FORMAT"] = "json"
            program.environment["INVENTREE_TOKEN"] = nil
            program.environment["INVENTREE_USERNAME"] = "admin"
            program.environment["INVENTREE_PASSWORD"] = "inventree-admin"
            try await prepare(program)
            let outcome = try await program.run("sync", "--log-level", "trace")
            #expect(outcome.status == 2)
            let lines = try outcome.messages.split(separator: "\n").map {
                try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
            }
            #expect(lines.count > 5)
            let timestamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/
            for line in lines {
                #expect(line["timestamp"]?.wholeMatch(of: timestamp) != nil)
                #expect(line["label"] == "invsync")
                #expect(line["level"] != nil && line["message"] != nil)
            }
            let requests = lines.filter { $0["message"] == "exchange" && $0["invoice"] != nil }
            #expect(!requests.isEmpty, "the client's lines tell of which invoice they are")
            #expect(requests.allSatisfy { $0["run"] != nil && $0["document"]?.contains("\n") == true })
            #expect(lines.contains { $0["message"] == "a document is done" && $0["result"] == "failed" })
            #expect(!outcome.messages.contains("inventree-admin"))
            #expect(!outcome.messages.contains("inv-"), "the token that the password was exchanged for")
        }
    }

    @Test func textIsOneLineEach() async throws {
        try await withServer { _, program in
            try await prepare(program)
            let outcome = try await program.run("sync", "--log-level", "debug")
            let lines = outcome.messages.split(whereSeparator: \.isNewline)
            #expect(lines.count > 5)
            let beginning = #/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (debug|info|warning) invsync: /#
            #expect(lines.allSatisfy { $0.firstMatch(of: beginning) != nil })
            #expect(lines.contains { $0.contains(#"document="1\\n2026-01-01"#) })
            #expect(!outcome.messages.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{2028}" })
        }
    }

    @Test func `a value in a text log stands in quotes where it could be taken for others`() async throws {
        try await withServer { _, program in
            let id = #"x error=none run=20260101T000000Z-deadbeef \"q"#
            let text = #"{"_id":"\#(id)","data":[{"serie":"T"}]}"#
            _ = try await program.run("import", "-", input: text)
            let outcome = try await program.run("sync", "--log-level", "info")
            #expect(outcome.messages.contains(#"document="\#(id)""#), "\(outcome.messages)")
        }
    }

    @Test func messagesOfCommandsAreLinesOfTheLogToo() async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try program.write("log_format: json\n", to: "invsync.yaml")
        let broken = try program.write("[", to: "broken.yaml")
        for (arguments, message) in [
            (["sync"], "no InvenTree server configured"),
            (["sync", "--log-format", "json", "--config", broken], "\(broken) cannot be read as YAML"),
        ] {
            let outcome = try await program.run(arguments)
            #expect(outcome.status == 3)
            let line = try JSONDecoder().decode([String: String].self, from: Data(outcome.messages.utf8))
            #expect(line["level"] == "error")
            #expect(line["message"]?.hasPrefix(message) == true)
        }
    }

    @Test func anotherFormatIsRefused() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run("status", "--log-format", "xml")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("log_format must be text or json, not “xml”"))
    }
}
