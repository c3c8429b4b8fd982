import FGOModels
import InvenTreeSimulator
import InvoiceSync
import Testing

/// How names are found on a server that holds more than fits one page (SyncRules, “Equal names”).
@Suite struct DirectoryTests {
    /// Names are searched for all at once; a server that cannot do that lists all rows.
    enum Way: CaseIterable {
        case search
        case wholeList
    }

    /// More rows than one page brings.
    private static let rows = 520

    @Test(arguments: Way.allCases)
    func companiesAreFoundInEverySpelling(_ way: Way) async throws {
        try await withBench { bench in
            for number in 1...Self.rows {
                try bench.server.add(SimulatedCompany(name: "Firma \(number) SRL"))
            }
            for spelling in Spelling.pairs { _ = try? bench.server.add(SimulatedCompany(name: spelling.held)) }
            let before = bench.companyNames
            let invoices = Spelling.pairs.enumerated().map { JSONValue.invoice(.text("\($0)"), of: .text($1.asked)) }
            #expect(try await bench.sync(invoices, way) == invoices.count)
            #expect(bench.companyNames == before)
            #expect(bench.server.requestCounts["GET", "/api/company/"] == (way == .search ? 1 : 4))
        }
    }

    @Test(arguments: Way.allCases)
    func companiesAreFoundByTaxCode(_ way: Way) async throws {
        try await withBench { bench in
            for number in 1...Self.rows {
                try bench.server.add(SimulatedCompany(name: "Firma \(number) SRL"))
            }
            let codes = [("RO123", "123"), ("4567", "RO4567"), ("ro 89012", "89012")]
            for (held, _) in codes { try bench.server.add(SimulatedCompany(name: "Renamed \(held)", taxID: held)) }
            let before = bench.companyNames
            let invoices = codes.enumerated().map { JSONValue.invoice(.text("\($0)"), of: "Firma", cui: .text($1.1)) }
            #expect(try await bench.sync(invoices, way) == invoices.count)
            #expect(bench.companyNames == before)
        }
    }

    @Test(arguments: Way.allCases)
    func partsAreFoundInEverySpelling(_ way: Way) async throws {
        try await withBench { bench in
            for number in 1...Self.rows {
                try bench.server.add(SimulatedPart(name: "Produs \(number)"))
            }
            for spelling in Spelling.pairs { _ = try? bench.server.add(SimulatedPart(name: spelling.held)) }
            let before = bench.partNames
            let invoices = Spelling.pairs.enumerated().map {
                JSONValue.invoice(.text("\($0)"), lines: [.line(.text($1.asked))])
            }
            #expect(try await bench.sync(invoices, way) == invoices.count)
            #expect(bench.partNames == before)
            #expect(bench.server.requestCounts["GET", "/api/part/"] == (way == .search ? 1 : 4))
        }
    }

    @Test(arguments: Way.allCases)
    func partsAreFoundByCodeInAnyCase(_ way: Way) async throws {
        try await withBench { bench in
            for number in 1...Self.rows {
                try bench.server.add(SimulatedPart(name: "Produs \(number)"))
            }
            let codes = (1...5).map { "Ab-\($0)" }
            for code in codes { try bench.server.add(SimulatedPart(name: "Renamed \(code)", ipn: code)) }
            let before = bench.partNames
            let invoices = codes.map {
                JSONValue.invoice(.text($0), lines: [.line("Bolt", ipn: .text($0.uppercased()))])
            }
            #expect(try await bench.sync(invoices, way) == invoices.count)
            #expect(bench.partNames == before)
        }
    }

    @Test(arguments: Way.allCases)
    func ordersAreFoundByDescription(_ way: Way) async throws {
        try await withBench { bench in
            for number in 1...Self.rows { _ = try bench.addOrder("\(number)0") }
            let invoices = (7...11).map { JSONValue.invoice(.text("\($0)0")) } + [.invoice("7")]
            #expect(try await bench.sync(invoices, way) == invoices.count)
            #expect(bench.server.orders.count == Self.rows + 1)
            #expect(try bench.lines("70").count == 1)
            #expect(try bench.lines("110").count == 1)
            #expect(try bench.lines("7").count == 1)
        }
    }

    @Test(arguments: Way.allCases)
    func aNearMissIsAnotherName(_ way: Way) async throws {
        try await withBench { bench in
            for number in 1...Self.rows {
                try bench.server.add(SimulatedCompany(name: "ACME \(number)"))
                try bench.server.add(SimulatedPart(name: "Bolt \(number)"))
            }
            let invoices = (1...5).map { JSONValue.invoice(.text("\($0)")) }
            #expect(try await bench.sync(invoices, way) == 5)
            #expect(bench.companyNames.count == Self.rows + 1)
            #expect(bench.partNames.count == Self.rows + 1)
        }
    }

    /// Text that would break an expression or be too long for a request line keeps no document from being synced.
    @Test func namesOfOddCharactersAreFoundByASearch() async throws {
        let names = [
            "*\u{FE0F}\u{20E3} Taste", "(\u{327}", "[\u{301}a", String(repeating: "ș", count: 100),
            String(repeating: "Ǟ", count: 100), String(repeating: "😀", count: 100), "\"quoted, name", "'", "...",
        ]
        try await withBench { bench in
            for number in 1...Self.rows {
                try bench.server.add(SimulatedCompany(name: "ACME \(number)"))
                try bench.server.add(SimulatedPart(name: "Bolt \(number)"))
            }
            for name in names {
                try bench.server.add(SimulatedCompany(name: name))
                try bench.server.add(SimulatedPart(name: name))
            }
            let invoices = names.enumerated().map {
                JSONValue.invoice(.text("\($0)"), of: .text($1), lines: [.line(.text($1))])
            }
            #expect(try await bench.sync(invoices, .search) == names.count)
            #expect(bench.companyNames.count == Self.rows + names.count)
            #expect(bench.partNames.count == Self.rows + names.count)
        }
    }
}

extension Bench {
    /// Syncs invoices on a server that can search, or on one that cannot.
    ///
    /// - Returns: How many of them succeeded.
    fileprivate func sync(_ invoices: [JSONValue], _ way: DirectoryTests.Way) async throws -> Int {
        if way == .wholeList {
            server.onRequest { request in
                let refusal = #"{"any model":{"error":"no such expression"}}"#
                return request.route == "/api/search/" ? .answer(status: 200, body: refusal) : .pass
            }
        }
        try await insert(.array(invoices))
        return try await sync().invoices.ok
    }
}
