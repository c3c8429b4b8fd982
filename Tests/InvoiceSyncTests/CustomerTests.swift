import FGOModels
import InvenTreeSimulator
import InvoiceSync
import Testing

/// Which company an invoice's customer is (SyncRules, “Customers”).
@Suite struct CustomerTests {
    @Test(arguments: Spelling.pairs)
    func isFoundInAnotherSpelling(_ spelling: Spelling) async throws {
        try await withBench { bench in
            let company = try bench.server.add(SimulatedCompany(name: spelling.held))
            try await bench.insert(.invoice(of: .text(spelling.asked)))
            try await bench.sync()
            #expect(bench.companyNames == [spelling.held])
            #expect(try bench.order().customer == company)
            #expect(try await bench.invoiceLog().customer?.created == false)
        }
    }

    @Test(arguments: ["ACME SRL", "ACM", "ACME.", "AC ME", "ACMÉ", "ĂCME"])
    func isNotTakenForANearMiss(held: String) async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: held))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(bench.companyNames == [held, "ACME"])
        }
    }

    @Test(
        arguments: [
            ("RO123", "123"), ("123", "RO123"), ("RO 12 3", "ro123"), ("123", " RO 123 "), ("ABC 12", "abc12"),
            ("123", 123), ("C.U.I. 12.345", "RO12345"), ("RO-123", "CIF 123"),
        ] as [(String, JSONValue)]
    )
    func isFoundByTaxCode(held: String, asked: JSONValue) async throws {
        try await withBench { bench in
            let company = try bench.server.add(SimulatedCompany(name: "Renamed Ltd", taxID: held))
            try await bench.insert(.invoice(cui: asked))
            try await bench.sync()
            #expect(bench.companyNames == ["Renamed Ltd"])
            #expect(try bench.order().customer == company)
            #expect(bench.server.companies.map(\.taxID) == [held])
        }
    }

    @Test func isFoundByTaxCodeBeforeName() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "ACME"))
            let byTax = try bench.server.add(SimulatedCompany(name: "Renamed Ltd", taxID: "123"))
            try await bench.insert(.invoice(cui: "123"))
            try await bench.sync()
            #expect(try bench.order().customer == byTax)
            #expect(bench.server.companies.map(\.taxID) == ["", "123"])
        }
    }

    @Test func isAnotherWhereRODoesNotStandBeforeDigits() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "Other", taxID: "X12"))
            try await bench.insert(.invoice(cui: "ROX12"))
            try await bench.sync()
            #expect(bench.companyNames == ["Other", "ACME"])
        }
    }

    @Test func foundByNameGetsTheTaxCodeAsItIsGiven() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "acme"))
            try await bench.insert(.invoice(cui: "RO 123"))
            try await bench.sync()
            #expect(bench.server.companies.map(\.name) == ["acme"])
            #expect(bench.server.companies.map(\.taxID) == ["RO123"])
        }
    }

    @Test func withoutTaxCodeIsFoundByNameWhateverTheCompanysTaxCode() async throws {
        try await withBench { bench in
            let company = try bench.server.add(SimulatedCompany(name: "ACME", taxID: "123"))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.order().customer == company)
            #expect(bench.server.companies.map(\.taxID) == ["123"])
        }
    }

    @Test func isMadeOfASupplier() async throws {
        try await withBench { bench in
            let company = try bench.server.add(SimulatedCompany(name: "ACME", isCustomer: false))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(bench.server.companies.map(\.isCustomer) == [true])
            #expect(try bench.order().customer == company)
        }
    }

    @Test func ofTheSameNameAndAnotherTaxCodeIsAnother() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "ACME", taxID: "999"))
            try await bench.insertEach([.invoice("1", cui: "RO123"), .invoice("2", cui: "123")])
            try await bench.sync()
            #expect(bench.companyNames == ["ACME", "ACME (CUI 123)"])
            #expect(bench.server.companies.map(\.taxID) == ["999", "RO123"])
            #expect(try bench.order("1").customer == bench.order("2").customer)
        }
    }

    @Test func keepsItsNameWhereTheServerTakesASecondCompanyOfIt() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "ACME", taxID: "999", email: "office@acme.example"))
            try await bench.insert(.invoice(cui: "123"))
            try await bench.sync()
            #expect(bench.companyNames == ["ACME", "ACME"])
            #expect(bench.server.companies.map(\.taxID) == ["999", "123"])
        }
    }

    @Test func ofALongNameAndAnotherTaxCodeFitsTheField() async throws {
        try await withBench { bench in
            let name = String(repeating: "x", count: 95)
            try bench.server.add(SimulatedCompany(name: name, taxID: "999"))
            try await bench.insertEach([
                .invoice("1", of: .text(name), cui: "123"), .invoice("2", of: .text(name), cui: "124"),
            ])
            let report = try await bench.sync()
            #expect(report.invoices.ok == 2)
            #expect(Set(bench.companyNames).count == 3)
            #expect(bench.companyNames.allSatisfy { $0.count <= 100 })
        }
    }

    @Test func ofSeveralIsTheLowestKeyWithAWarning() async throws {
        try await withBench { bench in
            let first = try bench.server.add(SimulatedCompany(name: "One", taxID: "RO123"))
            try bench.server.add(SimulatedCompany(name: "Two", taxID: "123"))
            try await bench.insert(.invoice(cui: "123"))
            try await bench.sync()
            #expect(try bench.order().customer == first)
            let log = try await bench.invoiceLog()
            #expect(log.result == .ok)
            #expect(log.warnings?.contains { $0.contains("lowest pk, \(first)") } == true)
        }
    }

    @Test func ofSeveralByNameIsTheLowestKeyWithAWarning() async throws {
        try await withBench { bench in
            let first = try bench.server.add(SimulatedCompany(name: "ACME"))
            try bench.server.add(SimulatedCompany(name: "acme"))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.order().customer == first)
            #expect(try await bench.invoiceLog().warnings?.count == 1)
        }
    }

    @Test func isCreatedAsACustomerInTheOrdersCurrency() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(of: " ACME  Trading ", cui: "RO123", with: ["valuta": "EUR"]))
            try await bench.sync()
            let company = try #require(bench.server.companies.first)
            #expect(company.name == "ACME  Trading")
            #expect(company.taxID == "RO123")
            #expect(company.currency == "EUR")
            #expect(company.isCustomer)
            let logged = try #require(try await bench.invoiceLog().customer)
            #expect(logged.id == company.pk)
            #expect(logged.name == company.name)
            #expect(logged.created)
        }
    }

    @Test func isCreatedOnceInTheFirstInvoicesSpelling() async throws {
        var configuration = SyncConfiguration(parallel: 16)
        configuration.batchSize = 40
        try await withBench(configuration) { bench in
            let spellings = ["ȘTEFAN Impex", "ştefan impex", " Ștefan  Impex", "S\u{326}tefan Impex"]
            let invoices = (1...32).map { number in
                JSONValue.invoice(
                    .text("\(number)"),
                    of: .text(spellings[number % 4]),
                    cui: number % 3 == 0 ? nil : "RO50"
                )
            }
            try await bench.insertEach(invoices)
            #expect(try await bench.sync().invoices.ok == 32)
            #expect(bench.companyNames == [spellings[1]])
            #expect(bench.server.companies.map(\.taxID) == ["RO50"])
            #expect(bench.server.requestCounts["POST", "/api/company/"] == 1)
        }
    }

    @Test func createdBySomebodyElseMeanwhileIsTaken() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(cui: "123"))
            bench.server.onRequest { request in
                if request.method == "POST", request.route == "/api/company/" {
                    _ = try? bench.server.add(SimulatedCompany(name: "ACME"))
                }
                return .pass
            }
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.companyNames == ["ACME"])
            #expect(bench.server.companies.map(\.taxID) == ["123"])
        }
    }

    @Test func whoseNameWentToAnotherMeanwhileGetsTheTaxCodeInItsName() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(cui: "123"))
            bench.server.onRequest { request in
                if request.method == "POST", request.route == "/api/company/" {
                    _ = try? bench.server.add(SimulatedCompany(name: "ACME", taxID: "999"))
                }
                return .pass
            }
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.companyNames == ["ACME", "ACME (CUI 123)"])
        }
    }

    @Test func whoseNameIsTooLongIsCutAndDescribedWhole() async throws {
        try await withBench { bench in
            let name = String(repeating: "Lung ", count: 30) + "SRL"
            try await bench.insertEach([.invoice("1", of: .text(name)), .invoice("2", of: .text(name + "2"))])
            try await bench.sync()
            #expect(bench.companyNames.count == 2)
            #expect(Set(bench.companyNames).count == 2)
            #expect(bench.companyNames.allSatisfy { $0.unicodeScalars.count == 100 && $0.hasPrefix("Lung Lung") })
            #expect(Set(bench.server.companies.map(\.description)) == [name, name + "2"])
        }
    }

    @Test func ofACodeThatIdentifiesNobodyIsFoundByName() async throws {
        try await withBench { bench in
            let words: [JSONValue] = ["PF", "persoana fizica", "1111111111111", "-", "0"]
            let invoices = words.enumerated().flatMap { index, word in
                (1...2).map { JSONValue.invoice(.text("\(index)\($0)"), of: .text("Ana \(index) \($0)"), cui: word) }
            }
            try await bench.insertEach(invoices)
            #expect(try await bench.sync().invoices.ok == 10)
            #expect(bench.companyNames.count == 10)
        }
    }

    @Test func isNotCreatedWhereOnlyExistingOnesAreAdopted() async throws {
        var configuration = SyncConfiguration()
        configuration.createsCustomers = false
        try await withBench(configuration) { bench in
            try bench.server.add(SimulatedCompany(name: "Known SRL"))
            try await bench.insert([.invoice("1", cui: "RO123"), .invoice("2", of: "Known SRL", cui: "RO124")])
            var planned: [PlannedInvoice.Outcome] = []
            try await bench.engine().plan { planned.append($0.outcome) }
            let reason = "no company has the tax code 123 or the name “ACME”, and customers.create is false"
            #expect(planned.first == .failed(message: reason))
            #expect(try await bench.sync().documents.mixed == 1)
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.failed, .ok])
            #expect(logs.first?.error == "customer_missing")
            #expect(logs.first?.message == reason)
            #expect(bench.companyNames == ["Known SRL"])
            #expect(bench.partNames == ["Bolt"])
            #expect(bench.server.orders.count == 1)
        }
    }
}
