import Foundation
import InvenTreeSimulator
import Testing

@Suite struct SyncCommandTests {
    private struct Report: Decodable {
        struct Invoices: Decodable {
            let ok: Int
            let partial: Int
            let failed: Int
        }
        let invoices: Invoices
    }

    @Test func `LEI among the settings is RON, as it is in invoices`() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            #expect(try await program.run("sync", "--currency", "LEI").status == 0)
            #expect(simulator.orders.map(\.currency) == ["RON"])
        }
    }

    @Test func bringsImportedDocumentsToTheServerAndThenHasNothingToDo() async throws {
        try await withServer { simulator, program in
            let file = try program.write(document(1, numar: "1") + "\n" + document(2, numar: "2"), to: "raw.ndjson")
            #expect(try await program.run("import", file).output == "2 new, 0 changed, 0 unchanged\n")
            let first = try await program.run("sync")
            #expect(first.status == 0)
            #expect(first.output.contains("invoices:  2 ok, 0 partial, 0 failed, 0 skipped"))
            #expect(simulator.orders.map(\.description).sorted() == ["SERIE=T;NUMAR=1", "SERIE=T;NUMAR=2"])
            simulator.resetRequestCounts()
            let second = try await program.run("sync")
            #expect(second.output == "nothing to do\n")
            #expect(simulator.requestCounts.total == 0)
        }
    }

    @Test func printsJSONOnStdoutAlone() async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("sync", "--json")
            #expect(try outcome.json(Report.self).invoices.ok == 1)
            #expect(outcome.messages.isEmpty)
        }
    }

    @Test func endsWith2WhereInvoicesArePartialAndExplainsWhy() async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: document(1, numar: "0007", quantity: "six"))
            let outcome = try await program.run("sync")
            #expect(outcome.status == 2)
            let explanation = try await program.run("explain", "T", "0007")
            #expect(explanation.status == 0)
            #expect(explanation.output.contains("data[0].articole[0].cantitate: “six” is not a number"))
            let status = try await program.run("status")
            #expect(status.output.contains("T 0007"))
        }
    }

    @Test func endsWith3AndTheRemedyWhereTheCurrencyIsNotAllowed() async throws {
        try await withServer(currencies: ["EUR"]) { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let refused = try await program.run("sync")
            #expect(refused.status == 3)
            #expect(refused.messages.contains("CURRENCY_CODES"))
            #expect(simulator.requestCounts.writes == 0)
            let doctor = try await program.run("doctor")
            #expect(doctor.status == 3)
            #expect(doctor.output.contains("--allow-currency"))
            let allowed = try await program.run("sync", "--allow-currency")
            #expect(allowed.status == 0)
            #expect(simulator.lines.map(\.currency) == ["RON"])
        }
    }

    @Test func takesTheServersCurrencyKnowingly() async throws {
        try await withServer(currencies: ["EUR", "USD"]) { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("sync", "--currency", "server")
            #expect(outcome.status == 0)
            #expect(simulator.lines.map(\.currency) == ["USD"])
        }
    }

    @Test func endsWith4WhereTheServerIsOutOfReachAndMarksNothing() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN"] = "a-secret-token"
        _ = try await program.run("import", "-", input: document(1, numar: "1"))
        let outcome = try await program.run("sync")
        #expect(outcome.status == 4)
        #expect(!(outcome.output + outcome.messages).contains("a-secret-token"))
        #expect(try await program.run("status").output.contains(/pending +1/))
    }

    @Test func endsWith3WhereTheTokenIsWrong() async throws {
        try await withServer { _, program in
            var program = program
            program.environment["INVENTREE_TOKEN"] = "inv-wrong-token"
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("sync")
            #expect(outcome.status == 3)
            #expect(outcome.messages.contains("INVENTREE_TOKEN"))
            #expect(!outcome.messages.contains("inv-wrong-token"))
        }
    }

    @Test func planPrintsWhatSyncWouldWriteAndWritesNothing() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let plan = try await program.run("plan")
            #expect(plan.status == 0)
            #expect(plan.output.contains("create order “SERIE=T;NUMAR=1” of 2026-01-12 in RON for “Dacia Impex SRL”"))
            #expect(plan.output.contains("add 2 × “Filtru” at 10.5 RON, after creating the part"))
            #expect(simulator.requestCounts.writes == 0)
            #expect(try await program.run("status").output.contains(/pending +1/))
        }
    }

    @Test func retryTakesFailedDocumentsAgain() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1", currency: "CHF"))
            #expect(try await program.run("sync").status == 2)
            #expect(try await program.run("sync").output == "nothing to do\n")
            try simulator.set("CURRENCY_CODES", to: "RON,EUR,CHF")
            #expect(try await program.run("retry", "1").status == 0)
            #expect(simulator.orders.count == 1)
        }
    }

    @Test(arguments: [
        ("INVSYNC_PARTS_CODES", "some", "parts.codes must be match or ignore, not “some”"),
        ("INVSYNC_CUSTOMERS_PERSONAL_CODES", "hide", "customers.personal_codes must be keep or omit, not “hide”"),
        ("INVSYNC_PARTS_CREATE", "maybe", "parts.create must be true or false"),
        ("INVSYNC_PARTS_ALIASES", "nowhere.csv", "parts.aliases: nowhere.csv cannot be read"),
    ])
    func endsWith3WhereASettingOfNamesIsWrong(_ variable: String, _ value: String, _ message: String) async throws {
        try await withServer { simulator, program in
            var program = program
            program.environment[variable] = value
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("sync")
            #expect(outcome.status == 3)
            #expect(outcome.messages.contains(message))
            #expect(simulator.requestCounts.total == 0)
        }
    }

    @Test func endsWith3AndTheLineOfAnAliasWithoutATarget() async throws {
        try await withServer { simulator, program in
            var program = program
            let file = try program.write("name,code,target\nFiltru,,F-1\n", to: "parts.csv")
            program.environment["INVSYNC_PARTS_ALIASES"] = file
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            for command in ["doctor", "sync"] {
                let outcome = try await program.run(command)
                #expect(outcome.status == 3)
                #expect((outcome.output + outcome.messages).contains("\(file) line 2: no part has the IPN F-1"))
            }
            #expect(simulator.requestCounts.writes == 0)
            try simulator.add(SimulatedPart(name: "Filter", ipn: "F-1"))
            #expect(try await program.run("sync").status == 0)
            #expect(simulator.parts.map(\.name) == ["Filter"])
        }
    }

    @Test func `status repeats why the last run ended with 3 or 4`() async throws {
        try await withServer(currencies: ["EUR"]) { _, program in
            var program = program
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let refused = try await program.run("sync")
            #expect(refused.status == 3)
            let reason = try #require(refused.messages.wholeMatch(of: /error: (.+)\n/)).output.1
            #expect(try await program.run("status").output.contains("because:  \(reason)\n"))
            program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
            #expect(try await program.run("sync").status == 4)
            #expect(try await program.run("status").output.contains("because:  "))
            #expect(try await program.run("status").output.contains("nothing listens there"))
            program.environment["INVENTREE_URL"] = nil
        }
    }
}
