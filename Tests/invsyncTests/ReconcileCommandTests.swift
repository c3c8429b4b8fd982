import Foundation
import InvenTreeSimulator
import Testing

@Suite struct ReconcileCommandTests {
    private struct Report: Decodable {
        struct Discrepancy: Decodable {
            let kind: String
            let document: String?
            let serie: String?
            let numar: String?
            let fixable: Bool
        }
        struct Run: Decodable {
            struct Written: Decodable { let orders: Int }
            let written: Written
        }
        let discrepancies: [Discrepancy]
        let run: Run?
    }

    @Test func endsWith0WhereNothingDiffers() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            _ = try await program.run("sync")
            _ = try await program.run("import", "-", input: document(2, numar: "2"))
            simulator.resetRequestCounts()
            let outcome = try await program.run("reconcile", "--fix")
            #expect(outcome.status == 0)
            #expect(outcome.output == "1 invoice compared, no difference; 1 document not synced yet\n")
            #expect(outcome.messages.isEmpty)
            #expect(simulator.requestCounts.writes == 0)
        }
    }

    @Test func endsWith2AndATableWhereSomethingDiffersAndWritesNothing() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            _ = try await program.run("sync")
            let order = try #require(simulator.orders.first)
            simulator.updateOrder(order.pk) { $0.issueDate = "2020-01-01" }
            simulator.resetRequestCounts()
            let outcome = try await program.run("reconcile")
            #expect(outcome.status == 2)
            #expect(outcome.output.contains("the order is issued 2020-01-01 instead of 2026-01-12"))
            #expect(outcome.output.hasSuffix("1 invoice compared, 1 difference, 1 of them can be put right by --fix\n"))
            #expect(simulator.requestCounts.writes == 0)
        }
    }

    @Test func fixPutsRightWhatItCanAndTellsWhatIsLeft() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1") + "\n" + document(2, numar: "2"))
            _ = try await program.run("sync")
            let order = try #require(simulator.orders.first)
            simulator.updateOrder(order.pk) { $0.description = "SERIE=T;NUMAR=9" }
            let outcome = try await program.run("reconcile", "--fix", "--json")
            #expect(outcome.status == 2)
            let report = try outcome.json(Report.self)
            #expect(report.run?.written.orders == 1)
            #expect(report.discrepancies.map(\.kind) == ["order_unknown"])
            #expect(report.discrepancies.map(\.numar) == ["9"])
            #expect(report.discrepancies.map(\.fixable) == [false])
            #expect(simulator.orders.map(\.description).sorted().first == "SERIE=T;NUMAR=1")
        }
    }

    @Test func endsWith4WhereTheServerIsOutOfReach() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = "http://127.0.0.1:9"
        program.environment["INVENTREE_TOKEN"] = "a-secret-token"
        _ = try await program.run("store", "prepare")
        let outcome = try await program.run("reconcile", "--fix")
        #expect(outcome.status == 4)
        #expect(outcome.output.isEmpty)
    }
}
