import Foundation
import InvenTreeSimulator
import Testing

@Suite struct SettingsTests {
    @Test(arguments: [
        ("curency: EUR", "“curency” (nearest known: “currency”)"),
        ("Negative-Lines: skip", "“Negative-Lines” (nearest known: “negative_lines”)"),
        ("paralell: 2", "“paralell” (nearest known: “parallel”)"),
        ("timezone: UTC", "“timezone” (nearest known: “time_zone”)"),
        ("parts:\n  categry: 1", "“parts.categry” (nearest known: “category” in the section “parts”)"),
        ("parts:\n  colour: red", "“parts.colour”"),
        ("orders:\n  colour: red", "“orders.colour”\n"),
        ("orders:\n  foo: 1", "“orders.foo”\n"),
        ("inventree:\n  URL: http://x", "“inventree.URL” (nearest known: “url” in the section “inventree”)"),
        ("Parts:\n  category: 1", "“Parts” (nearest known: “parts”)"),
        ("category: 1", "“category” (nearest known: “category” in the section “parts”)"),
        ("store-file: x", "“store-file” (nearest known: “store_file”)"),
    ])
    func aKeyThatResemblesASettingIsAnError(_ yaml: String, _ message: String) async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try program.write(yaml + "\n", to: "invsync.yaml")
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("invsync.yaml: unknown setting: \(message)"))
    }

    @Test func allSlipsOfAFileAreNamedAtOnce() async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try program.write("lase: 5\nparts: {ctegory: 1}\n", to: "invsync.yaml")
        let messages = try await program.run("store", "prepare").messages
        #expect(messages.contains("“lase” (nearest known: “lease”), “parts.ctegory”"))
    }

    @Test func keysOfAnotherProgramAreNamedInOneWarning() async throws {
        let program = try Program()
        defer { program.remove() }
        let yaml = "database: {host: db, ports: [{in: 1}]}\nsmtp: [{a: b}]\ncurrency: EUR\n"
        _ = try program.write(yaml, to: "invsync.yaml")
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 0)
        let warning = "warning: invsync.yaml: ignored, as they are no settings of invsync: database, smtp\n"
        #expect(outcome.messages == warning)
        #expect(try await program.run("store", "prepare", "--log-level", "error").messages.isEmpty)
    }

    @Test(arguments: [
        ("INVSYNC_CURENCY", "“INVSYNC_CURENCY” (nearest known: “INVSYNC_CURRENCY”)"),
        ("INVSYNC_STORE_PATH", "“INVSYNC_STORE_PATH” (nearest known: “INVSYNC_STORE"),
        ("invsync_lease", "“invsync_lease” (nearest known: “INVSYNC_LEASE”)"),
        ("INVSYNC_FOO", "“INVSYNC_FOO”\n"),
    ])
    func anUnknownVariableIsAnError(_ name: String, _ message: String) async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment[name] = "hidden"
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("the environment: unknown setting: \(message)"))
        #expect(!outcome.messages.contains("hidden"))
    }

    @Test func variablesOfTheServerAreNotChecked() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_DB_ENGINE"] = "postgresql"
        #expect(try await program.run("store", "prepare").status == 0)
    }

    @Test(arguments: [
        ("parallel: many", "parallel must be a whole number from 1 to 64, not “many” (set by invsync.yaml)"),
        ("parallel: 6.5", "parallel must be a whole number from 1 to 64, not “6.5”"),
        ("parallel: [6]", "parallel must be one value, not a list"),
        ("currency: {code: RON}", "currency must be one value, not a section"),
        ("currency:", "currency has no value"),
        ("currency: ''", "currency is empty"),
        ("skip_types: [{a: 1}]", "skip_types must be a list of texts"),
        ("parts: 12", "parts must be a section"),
        ("parts: {make_salable: perhaps}", "parts.make_salable must be true or false, not “perhaps”"),
        ("log_format: xml", "log_format must be text or json, not “xml”"),
        ("currency: RON\ncurrency: EUR", "the key “currency” occurs twice"),
        ("inventree: {url: http://a}\ninventree.url: http://b", "inventree.url occurs twice"),
        ("currency: \"RO\\nN\"", "currency contains a control character"),
    ])
    func aValueOfTheWrongKindIsNamedWithItsSource(_ yaml: String, _ message: String) async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try program.write(yaml + "\n", to: "invsync.yaml")
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains(message))
    }

    @Test func doctorShowsEachSettingWithItsSourceAndNoSecret() async throws {
        try await withServer { simulator, program in
            var program = program
            _ = try program.write(
                "currency: USD\nskip_types: [4, Proforma]\nparts:\n  make_salable: yes\nlease: 30\n",
                to: "invsync.yaml"
            )
            program.environment["INVSYNC_CURRENCY"] = "EUR\r"
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("doctor", "--json", "--parallel", "2")
            #expect(outcome.status == 0)
            #expect(!outcome.output.contains(try adminToken()))
            let doctor = try outcome.json(DoctorReport.self)
            let shown = [
                "inventree.url", "inventree.token", "currency", "skip_types", "parts.make_salable", "parallel",
            ]
            #expect(
                shown.map { key in doctor.setting(key).map { "\($0.value ?? "") \($0.source ?? "")" } } == [
                    "\(simulator.baseURL) INVENTREE_URL", "set INVENTREE_TOKEN", "EUR INVSYNC_CURRENCY",
                    "4, Proforma invsync.yaml", "yes invsync.yaml", "2 --parallel",
                ]
            )
            #expect(doctor.setting("collection")?.source == "default")
            #expect(doctor.setting("ca_file")?.value == nil)
            let table = try await program.run("doctor").output
            #expect(table.contains(/currency +EUR +INVSYNC_CURRENCY\n/))
            #expect(table.contains("not set: inventree.username"))
        }
    }

    @Test func theReadmeAndTheHelpNameEverySetting() async throws {
        let program = try Program()
        defer { program.remove() }
        let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
        let text = try String(contentsOf: readme.standardized, encoding: .utf8)
        let help = try await program.run("--help").output
        let doctor = try await program.run("doctor", "--json").json(DoctorReport.self)
        #expect(doctor.settings.count >= 20)
        for setting in doctor.settings {
            #expect(text.contains("`\(setting.variable)`"), "the README lacks \(setting.variable)")
            #expect(help.contains(setting.variable), "--help lacks \(setting.variable)")
        }
    }

    @Test func doctorNamesDocumentsWithoutInvoices() async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: #"{"_id": 1, "data": [{"host": "a"}]}"#)
            let strange = try await program.run("doctor", "--json")
            #expect(strange.status == 3)
            let check = try strange.json(DoctorReport.self).checks.first { $0.name == "documents" }
            #expect(check?.detail == "of the first 1 documents, 1 hold no invoice")
            _ = try await program.run("import", "-", input: document(2, numar: "1"))
            let mixed = try await program.run("doctor")
            #expect(mixed.status == 0)
            #expect(mixed.output.contains("of the first 2 documents, 1 hold no invoice"))
        }
    }
}
