import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

/// The parts and customers that an operator chose for names and codes (SyncRules, “Aliases”).
@Suite struct AliasTests {
    private func table(_ csv: String, _ kind: AliasTable.Kind = .parts) throws -> AliasTable {
        try AliasTable(csv: Data(csv.utf8), kind: kind, file: "aliases.csv")
    }

    @Test func chosenPartsComeBeforeAnyLookUp() async throws {
        try await withBench { bench in
            var bench = bench
            for (name, ipn) in [("Bolt M8", "B-8"), ("Merged", ""), ("Bolt", ""), ("Nut", "N1")] {
                try bench.server.add(SimulatedPart(name: name, ipn: ipn))
            }
            let csv = "\u{FEFF}name,code,target\r\nBOLT,,b-8\r\n,n1,#2\r\n\"Nut, \"\"M8\"\"\",N1,#3\r\n"
            bench.configuration.partAliases = try table(csv)
            let lines: [JSONValue] = [
                .line("Bolt", 1), .line("Nut", 2, ipn: "N1"), .line("Nut, \"M8\"", 3, ipn: "N1"), .line("Nut", 4),
            ]
            try await bench.insert(.invoice(lines: lines))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.lines.map(\.part) == [1, 2, 3, 4])
            #expect(bench.server.parts.map(\.ipn) == ["B-8", "", "", "N1"])
            #expect(try await bench.invoiceLog().warnings == [])
            #expect(try await told(bench) == [])
        }
    }

    @Test func chosenCustomersComeBeforeAnyLookUp() async throws {
        try await withBench { bench in
            var bench = bench
            try bench.server.add(SimulatedCompany(name: "Group", taxID: "RO 500"))
            try bench.server.add(SimulatedCompany(name: "Merged", isCustomer: false))
            try bench.server.add(SimulatedCompany(name: "ACME"))
            bench.configuration.customerAliases = try table("name,code,target\nacme,,500\n,CUI 77,#2\n", .customers)
            try await bench.insertEach([
                .invoice("1"), .invoice("2", of: "Any", cui: "RO77"), .invoice("3", cui: "RO78"),
            ])
            #expect(try await bench.sync().invoices.ok == 3)
            #expect(try ["1", "2", "3"].map { try bench.order($0).customer } == [1, 2, 1])
            #expect(bench.server.companies.map(\.taxID) == ["RO 500", "", ""])
            #expect(bench.server.companies.map(\.isCustomer) == [true, true, true])
            #expect(try await told(bench) == [])
        }
    }

    @Test func targetsThatAreNotThereEndTheRunBeforeAnythingIsWritten() async throws {
        try await withBench { bench in
            var bench = bench
            try bench.server.add(SimulatedPart(name: "Nut", ipn: "N1"))
            bench.configuration.partAliases = try table("name,code,target\nA,,N1\nB,,N2\nC,,#77\n")
            try await bench.insert(.invoice())
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .preflight)
            #expect(error?.message.contains("aliases.csv line 3: no part has the IPN N2") == true)
            #expect(error?.message.contains("aliases.csv line 4: no part has the server key 77") == true)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test func aChosenPartThatIsGoneLosesItsLineAlone() async throws {
        try await withBench { bench in
            var bench = bench
            try bench.server.add(SimulatedPart(name: "Nut"))
            bench.configuration.partAliases = try table("name,code,target\nBolt,,#1\n")
            try await bench.insert(.invoice(lines: [.line("Bolt"), .line("Washer")]))
            bench.server.onRequest { [bench] request in
                if request.place == "POST /api/order/so/" { try? await bench.delete("part/1") }
                return .pass
            }
            #expect(try await bench.sync().invoices.partial == 1)
            #expect(try await bench.invoiceLog().missingProducts?.map(\.name) == ["Bolt"])
        }
    }

    @Test(arguments: [
        ("", "line 1: the header must be name,code,target"), ("name;code;target\n", "line 1: the header must be"),
        ("name,code,target\nA,,\n", "line 2: no target"),
        ("name,code,target\n,,X\n", "line 2: neither a name nor a code"),
        ("name,code,target\nA,,X\n\n a ,,Y\n", "line 4: the same name and code as in line 2"),
        ("name,code,target\nA,X\n", "line 2: 2 fields instead of 3"),
        ("name,code,target\nA,,#x\n", "line 2: “#x” is not"),
        ("name,code,target\n\"A\nB\",,X\nC,,#0\n", "line 4: “#0” is not"),
        ("name,code,target\n\"A,,X\n", "line 2: a quote"),
        ("name,code,target\n\"A\"B,,X\n", "line 2: text behind"),
        ("name,code,target\nA\"B,,X\n", "line 2: a quote within"),
    ])
    func aTableThatCannotBeUsedNamesItsLine(_ csv: String, _ message: String) {
        let error = #expect(throws: AliasError.self) { try table(csv) }
        #expect(error?.description.hasPrefix("aliases.csv \(message)") == true, "\(error?.description ?? "")")
    }

    @Test func aFileThatIsNotThereOrNotUTF8IsNamed() {
        #expect(throws: AliasError.self) { try AliasTable(contentsOf: "/nowhere/aliases.csv", kind: .parts) }
        #expect(throws: AliasError.self) { try AliasTable(csv: Data([0x41, 0xFF]), kind: .parts, file: "x") }
        #expect(throws: AliasError.self) { try table("name,code,target\nA,PF,12\n", .customers) }
    }
}
