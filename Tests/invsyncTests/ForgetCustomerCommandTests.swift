import Foundation
import InvoiceSync
import SQLiteInvoiceStore
import Testing

/// The erasure of a customer, as an operator asks for it.
@Suite struct ForgetCustomerCommandTests {
    private struct Report: Decodable {
        let documents: Int
        let erased: [String: Int]
        let dry_run: Bool
        let note: String
    }

    private static let code = "1900101221140"

    @Test func `a person is counted, erased and no longer named`() async throws {
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1", customer: "Ion Popescu"))
            #expect(try await program.run("sync").status == 0)
            #expect(try await program.run("explain", "T", "1").output.contains("Ion Popescu"))
            let trial = try await program.run("forget-customer", "ION popescu", "--dry-run", "--json")
            #expect(trial.status == 0)
            let counted = try trial.json(Report.self)
            #expect(counted.dry_run && counted.documents == 1)
            #expect(counted.erased["logs"] == 1 && counted.erased["ledger"] == 1 && counted.erased["directory"] == 2)
            #expect(try await program.run("explain", "T", "1").output.contains("Ion Popescu"))

            let outcome = try await program.run("forget-customer", "ION popescu", "--log-level", "info")
            #expect(outcome.status == 0)
            #expect(outcome.output.contains(/logs +1\n/))
            #expect(
                outcome.output.contains(
                    "1 documents in the store name the customer, and InvenTree may hold the company"
                )
            )
            #expect(outcome.messages.contains("audit"))
            #expect(!(outcome.output + outcome.messages).lowercased().contains("popescu"))
            let explained = try await program.run("explain", "T", "1").output
            #expect(explained.contains("customer (erased)") && !explained.contains("Popescu"))
            #expect(try await program.run("sync").output.contains("nothing to do"))

            let store = try SQLiteInvoiceStore(path: program.folder.appending(path: "store.sqlite").path())
            let audit = try await store.auditRecords(before: nil, limit: 9)
            #expect(audit.map(\.action) == [.forgetCustomer])
            #expect(audit.first?.detail?.lowercased().contains("popescu") == false)
        }
    }

    @Test func `a personal code is refused as an argument, and taken from standard input`() async throws {
        let program = try Program()
        defer { program.remove() }
        let person = document(1, numar: "1", customer: "Ion Popescu").replacing(
            #""serie":"T""#,
            with: #""serie":"T","cod_unic_client":"\#(Self.code)""#
        )
        _ = try await program.run("import", "-", input: person)
        let refused = try await program.run("forget-customer", Self.code)
        #expect(refused.status == 64)
        #expect(refused.messages.contains("a personal code does not belong on the command line"))
        #expect(!refused.messages.contains(Self.code))
        let outcome = try await program.run("forget-customer", "-", "--json", input: " \(Self.code)\n")
        #expect(outcome.status == 0)
        #expect(try outcome.json(Report.self).documents == 1)
    }

    @Test(arguments: ["", "a\nb\n", "…\n"])
    func `an input that is no customer is wrong usage`(_ input: String) async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try await program.run("store", "prepare")
        #expect(try await program.run("forget-customer", "-", input: input).status == 64)
    }

    @Test func `an unknown customer ends with 2`() async throws {
        let program = try Program()
        defer { program.remove() }
        _ = try await program.run("import", "-", input: document(1, numar: "1"))
        let outcome = try await program.run("forget-customer", "Ion Popescu")
        #expect(outcome.status == 2)
        #expect(outcome.messages.contains("the store knows no such customer"))
        #expect(try await program.run("forget-customer", "Dacia Impex SRL").status == 0)
    }

    @Test func `the retention of records is a setting`() async throws {
        try await withServer { _, program in
            _ = try program.write("retention:\n  runs: 30\n  logs: 30\n", to: "invsync.yaml")
            let old =
                #"{"_id":1,"sync_status":1,"sync_log":{"timestamp":"2020-01-02T10:00:00Z","#
                + #""total_invoices":1,"successful":1,"invoices":[{"serie":"T","numar":"1","result":"ok"}]},"data":[{"serie":"T","numar":"1"}]}"#
            _ = try await program.run("import", "-", input: old)
            #expect(try await program.run("explain", "T", "1").output.contains("ok at"))
            #expect(try await program.run("sync").status == 0)
            #expect(!(try await program.run("explain", "T", "1").output.contains("ok at")))
            let doctor = try await program.run("doctor").output
            #expect(doctor.contains(/retention.logs +30 +invsync.yaml\n/))
        }
        let program = try Program()
        defer { program.remove() }
        _ = try program.write("retention: {names: 7}\n", to: "invsync.yaml")
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("retention.names must be a whole number from 8 to 36500, not “7”"))
    }
}
