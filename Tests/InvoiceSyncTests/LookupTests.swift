import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import Synchronization
import Testing

/// How few requests a batch's names cost.
@Suite struct LookupTests {
    /// Invoices of different customers and products, every other one with a code.
    private func invoices(_ numbers: ClosedRange<Int>) -> [JSONValue] {
        numbers.map { number in
            let code: JSONValue = number.isMultiple(of: 2) ? .text("C\(number)") : nil
            let line = JSONValue.line(.text("Produs \(number)"), ipn: code)
            return .invoice(
                .text("\(number)"),
                of: .text("Firma \(number)"),
                cui: .text("\(900 + number)"),
                lines: [line]
            )
        }
    }

    private func fill(_ bench: Bench, rows: Int) throws {
        for number in 1...rows {
            try bench.server.add(SimulatedCompany(name: "FIRMA \(number)", taxID: "RO\(900 + number)"))
            try bench.server.add(
                SimulatedPart(name: "PRODUS \(number)", ipn: number.isMultiple(of: 2) ? "c\(number)" : "")
            )
        }
    }

    private func reads(_ bench: Bench) -> [String: Int] {
        let counts = bench.server.requestCounts
        return [
            "companies": counts["GET", "/api/company/"], "parts": counts["GET", "/api/part/"],
            "orders": counts["GET", "/api/order/so/"], "searches": counts["POST", "/api/search/"],
        ]
    }

    @Test func anEmptyServerIsOnlyCounted() async throws {
        try await withBench { bench in
            try await bench.insert(.array(invoices(1...30)))
            #expect(try await bench.sync().invoices.ok == 30)
            #expect(reads(bench) == ["companies": 1, "parts": 1, "orders": 1, "searches": 0])
        }
    }

    @Test func knownCustomersAndPartsCostOneSearchForEachKindOfName() async throws {
        try await withBench { bench in
            try fill(bench, rows: 300)
            for number in 1...300 { _ = try bench.addOrder("\(1000 + number)") }
            try await bench.insert(.array(invoices(1...30)))
            #expect(try await bench.sync().invoices.ok == 30)
            #expect(bench.companyNames.count == 300)
            #expect(bench.partNames.count == 300)
            // Parts are searched for by code and by name; companies and orders once.
            // Orders are counted twice: all of them, and those that are not too old.
            #expect(reads(bench) == ["companies": 1, "parts": 1, "orders": 2, "searches": 4])
        }
    }

    @Test(arguments: APIVersion.allCases)
    func oldOrdersAreNotLookedAtWhereTheServerCanTellTheirAge(_ version: APIVersion) async throws {
        var configuration = SimulatorConfiguration.withRON
        configuration.apiVersion = version
        try await withBench(simulator: configuration) { bench in
            for number in 1...300 { _ = try bench.addOrder("\(number)") }
            let queries = Mutex<[String]>([])
            let searches = Mutex(0)
            bench.server.onRequest { request in
                if request.route == "/api/order/so/", request.method == "GET" {
                    queries.withLock { $0.append(request.query) }
                }
                if String(decoding: request.body, as: UTF8.self).contains("salesorder") {
                    searches.withLock { $0 += 1 }
                }
                return .pass
            }
            try await bench.insert(.array(invoices(299...303)))
            #expect(try await bench.sync().invoices.ok == 5)
            #expect(bench.server.orders.count == 303)
            // 31 days and one before the bench's time, which is before the invoices' date.
            let bounded = queries.withLock { $0.count { $0.contains("created_after=2025-05-14") } }
            #expect(bounded == (version == .v391 ? 0 : 1))
            #expect(queries.withLock(\.count) == bounded + 1)
            #expect(searches.withLock(\.self) == 1)
        }
    }

    @Test func anInvoiceWithoutADateIsLookedUpAmongAllOrders() async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "ACME"))
            for number in 1...60 {
                let description = Bench.description("\(number)")
                let order = SimulatedOrder(
                    customer: customer,
                    description: description,
                    currency: "RON",
                    creationDate: "2019-01-01"
                )
                try bench.server.add(order)
            }
            try await bench.insert(.array((7...9).map { .invoice(.text("\($0)"), with: ["data_emitere": "soon"]) }))
            #expect(try await bench.sync().invoices.ok == 3)
            #expect(bench.server.orders.count == 60)
        }
    }
}
