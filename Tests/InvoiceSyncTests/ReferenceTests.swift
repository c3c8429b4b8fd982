import FGOModels
import InvenTreeSimulator
import InvoiceSync
import Synchronization
import Testing

/// The references of new orders (SyncRules, “References”).
@Suite struct ReferenceTests {
    @Test(arguments: [
        ("SO-{ref:04d}", ["SO-0001", "SO-0002"]),
        ("{ref}", ["F-10", "F-11"]),
        ("INV-{ref}", ["INV-F-10", "INV-F-11"]),
        ("{ref}/RO", ["F-10/RO", "F-11/RO"]),
        ("{?:F}-{ref:06d}", ["F-000001", "F-000002"]),
        ("{ref:05d}.X", ["00001.X", "00002.X"]),
        ("{{x}}{ref:03d}", ["{x}001", "{x}002"]),
    ])
    func followTheServersPattern(_ pattern: String, expected: [String]) async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: pattern)
            try await bench.insert([.invoice("10"), .invoice("11")])
            #expect(try await bench.sync().invoices.ok == 2)
            #expect(bench.server.orders.map(\.reference) == expected)
        }
    }

    @Test(arguments: ["{date}-{ref:04d}", "{date:%Y}/{ref}", "?-{ref:04d}"])
    func areMadeForAnyPattern(_ pattern: String) async throws {
        try await withBench { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: pattern)
            try await bench.insert(.array((1...6).map { .invoice(.text("\($0)")) }))
            #expect(try await bench.sync().invoices.ok == 6)
            #expect(bench.server.orders.count == 6)
        }
    }

    @Test func goOnFromTheHighestOnTheServer() async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "Somebody"))
            try bench.server.add(SimulatedOrder(customer: customer, reference: "SO-0041"))
            try await bench.insert(.invoice())
            try await bench.sync()
            #expect(try bench.order().reference == "SO-0042")
        }
    }

    @Test(arguments: ["SO-{ref:04d}", "{ref}", "{?:F}-{ref:06d}"])
    func neverCollideInParallel(_ pattern: String) async throws {
        try await withBench(SyncConfiguration(parallel: 16)) { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: pattern)
            try await bench.insertEach((1...48).map { .invoice(.text("\($0)")) })
            #expect(try await bench.sync().invoices.ok == 48)
            #expect(Set(bench.server.orders.map(\.reference)).count == 48)
            #expect(bench.server.requestCounts["POST", "/api/order/so/"] == 48)
        }
    }

    @Test func stepAsideForAnOrderCreatedMeanwhile() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "Somebody"))
            let isFirst = Once()
            bench.server.onRequest { request in
                if request.method == "POST", request.route == "/api/order/so/", isFirst.take() {
                    _ = try? bench.server.add(SimulatedOrder(customer: customer, reference: "SO-0001"))
                    _ = try? bench.server.add(SimulatedOrder(customer: customer, reference: "SO-0007"))
                }
                return .pass
            }
            try await bench.insert([.invoice("1"), .invoice("2")])
            #expect(try await bench.sync().invoices.ok == 2)
            #expect(bench.server.orders.map(\.reference) == ["SO-0001", "SO-0007", "SO-0008", "SO-0009"])
            #expect(try bench.lines("1").count == 1)
        }
    }

    @Test(arguments: APIVersion.allCases)
    func thatFollowsFromTheInvoiceMakesTheCreationItsOwnLookUp(_ version: APIVersion) async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.apiVersion = version
        try await withBench(simulator: simulator) { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: "{ref}")
            let customer = try bench.server.add(SimulatedCompany(name: "ACME", isCustomer: true))
            for (number, status) in [("1", OrderStatus.pending), ("2", .complete)] {
                try bench.server.add(
                    SimulatedOrder(
                        customer: customer,
                        reference: "F-\(number)",
                        description: Bench.description(number),
                        currency: "RON",
                        status: status,
                        creationDate: "2001-01-01"
                    )
                )
            }
            // So many that none of the ways to look for orders is to list them.
            for number in 10...300 {
                try bench.server.add(
                    SimulatedOrder(customer: customer, reference: "X-\(number)", creationDate: "2001-01-01")
                )
            }
            try await bench.insertEach(["1", "2", "3"].map { .invoice(.text($0), lines: [.line(.text("P\($0)"))]) })
            bench.server.resetRequestCounts()
            #expect(try await bench.sync().invoices.ok == 3)
            #expect(bench.server.orders.count == 294)
            #expect(try bench.lines("1") == ["1 × P1 at 10 RON"])
            #expect(try bench.lines("2") == [])
            #expect(try bench.lines("3") == ["1 × P3 at 10 RON"])
            #expect(bench.partNames.sorted() == ["P1", "P3"])
            // Younger orders are counted where the server can; the two that stand there are asked for by their references.
            #expect(bench.server.requestCounts["GET", "/api/order/so/"] == (version == .v391 ? 2 : 4))
        }
    }

    @Test func thatFollowsFromTheInvoiceAndIsTakenFailsItsInvoiceAlone() async throws {
        try await withBench { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: "{ref}")
            let customer = try bench.server.add(SimulatedCompany(name: "Somebody"))
            try bench.server.add(SimulatedOrder(customer: customer, reference: "F-1", description: "theirs"))
            try await bench.insert([.invoice("1"), .invoice("2")])
            #expect(try await bench.sync().documents.mixed == 1)
            let logs = try await bench.log().invoices
            #expect(logs.map(\.result) == [.failed, .ok])
            let advice = "if it is the order of this invoice, set its description to “SERIE=F;NUMAR=1”"
            #expect(logs.first?.message?.contains("order F-1 has the reference of this invoice") == true)
            #expect(logs.first?.message?.contains("the description “theirs”: \(advice)") == true)
            #expect(bench.server.orders.map(\.description) == ["theirs", "SERIE=F;NUMAR=2"])
        }
    }

    @Test func thatFollowsFromTheInvoiceFindsAnOrderWithANote() async throws {
        try await withBench { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: "{ref}")
            try await bench.insert(.invoice())
            try await bench.sync()
            bench.server.updateOrder(try bench.order().pk) { $0.description += " - urgent" }
            try await bench.insert(.invoice(lines: [.line("Bolt", 4)]), as: "corrected")
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.orders.map(\.reference) == ["F-1"])
            #expect(try await bench.invoiceLog("corrected").salesOrder?.created == false)
        }
    }

    @Test func areLeftToTheServerWhereItsNumberingEnds() async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "Somebody"))
            try bench.server.add(SimulatedOrder(customer: customer, reference: "SO-2147483646"))
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try bench.order().reference == "SO-2147483647")
        }
    }

    @Test func leftToTheServerStepAsideForAnOrderCreatedMeanwhile() async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "Somebody"))
            try bench.server.add(SimulatedOrder(customer: customer, reference: "SO-2147483646"))
            let isFirst = Once()
            bench.server.onRequest { request in
                if request.method == "POST", request.route == "/api/order/so/", isFirst.take() {
                    return .answer(status: 400, body: #"{"reference":["taken"]}"#)
                }
                return .pass
            }
            try await bench.insert(.invoice())
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(bench.server.orders.count == 2)
        }
    }
}
