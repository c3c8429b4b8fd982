import FGOModels
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// What a sync does otherwise on servers after 1.1: numbers of lines, discounts, removals in one request.
@Suite struct NewerServerTests {
    private func withServer(_ version: APIVersion, _ body: (Bench) async throws -> Void) async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.apiVersion = version
        try await withBench(simulator: simulator, body)
    }

    private func numbers(_ bench: Bench) async throws -> [String?] {
        let order = SalesOrder.ID(try bench.order().pk)
        let lines = try await bench.api.allSalesOrderLines(of: order).sorted { $0.id < $1.id }
        let extra = try await bench.api.allSalesOrderExtraLines(of: order).sorted { $0.id < $1.id }
        return lines.map(\.number) + extra.map(\.number)
    }

    private static let lines: [JSONValue] = [
        .line("A"), .line("Nothing", 0), .line("B"), .line("B"), .line("Discount", -1), .line("C"),
    ]

    @Test(arguments: [(APIVersion.v391, false), (.v425, false), (.v530, true)])
    func `lines have their positions on the invoice as numbers where the server has them`(
        version: APIVersion,
        hasNumbers: Bool
    ) async throws {
        try await withServer(version) { bench in
            try await bench.insert(.invoice(lines: Self.lines))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(try await numbers(bench) == (hasNumbers ? ["1", "3", "4", "6", "5"] : [nil, nil, nil, nil, nil]))
            #expect(try await told(bench) == [])
            bench.server.resetRequestCounts()
            bench.time.advance(by: .seconds(1))
            let statuses = Set(DocumentStatus.allCases)
            try await bench.sync(.retry(.init(statuses: statuses, finishedBefore: bench.time.now)))
            #expect(bench.server.requestCounts.writes == 0)
        }
    }

    @Test func `lines that are created in any order keep the numbers of the invoice`() async throws {
        try await withServer(.v530) { bench in
            var bench = bench
            bench.configuration.lineOrder = .any
            try await bench.insert(.invoice(lines: (1...9).map { _ in .line("Same") }))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(try await told(bench) == [])
        }
    }

    @Test func `a line without a number from before an upgrade is no difference`() async throws {
        try await withServer(.v530) { bench in
            try await bench.insert(.invoice(lines: [.line("A"), .line("B")]))
            #expect(try await bench.sync().documents.ok == 1)
            try await bench.edit("order/so-line/1", ["line": ""])
            #expect(try await told(bench) == [])
            try await bench.edit("order/so-line/2", ["line": "20"])
            #expect(try await told(bench).map { $0.contains("number “20” instead of “2”") } == [true])
            #expect(try await fixed(bench) == [])
            #expect(try await numbers(bench) == ["", "2"])
        }
    }

    @Test func `a discount that somebody gave is a difference, and is taken off`() async throws {
        try await withServer(.v530) { bench in
            try await bench.insert(.invoice(lines: [.line("A", 2, at: 100), .line("Off", -1, at: 50)]))
            #expect(try await bench.sync().documents.ok == 1)
            try await bench.edit("order/so-line/1", ["discount": "12.5"])
            try await bench.edit("order/so-extra-line/1", ["discount": 10])
            let told = try await told(bench)
            #expect(told.count == 3)
            #expect(told.first?.contains("a discount of 12.5 %") == true)
            #expect(told.last?.contains("come to 130 RON, the invoice's to 150 RON") == true)
            #expect(try await fixed(bench) == [])
        }
    }

    @Test(arguments: [
        (APIVersion.v425, ["DELETE /api/order/so-line/{pk}/", "DELETE /api/order/so-line/{pk}/"]),
        (.v530, ["DELETE /api/order/so-line/"]),
    ])
    func `several lines are removed in one request where the server can`(
        version: APIVersion,
        requests: [String]
    ) async throws {
        try await withServer(version) { bench in
            try await bench.insert(.invoice(lines: [.line("A"), .line("B"), .line("C"), .line("Off", -1)]))
            #expect(try await bench.sync().documents.ok == 1)
            let other = try bench.addOrder("2")
            let seen = Mutex<[String]>([])
            bench.server.onRequest { request in
                if request.method == "DELETE" { seen.withLock { $0.append(request.place) } }
                return .pass
            }
            await bench.edit(.invoice(lines: [.line("C", 4)]))
            bench.time.advance(by: .seconds(1))
            let report = try await bench.engine().run(includesChanged: true)
            #expect(report.written.linesRemoved == 3)
            #expect(report.invoices.ok == 1)
            #expect(seen.withLock(\.self) == requests + ["DELETE /api/order/so-extra-line/{pk}/"])
            #expect(try bench.lines() == ["4 × C at 10 RON"])
            #expect(try await numbers(bench) == [version == .v530 ? "1" : nil])
            #expect(bench.server.orders.contains { $0.pk == other })
        }
    }

    @Test func `a removal in one request whose response is lost is found done`() async throws {
        try await withServer(.v530) { bench in
            try await bench.insert(.invoice(lines: [.line("A"), .line("B"), .line("C")]))
            #expect(try await bench.sync().documents.ok == 1)
            let first = Once()
            bench.server.onRequest { request in
                request.method == "DELETE" && first.take() ? .carryOutThenDrop : .pass
            }
            await bench.edit(.invoice(lines: [.line("C")]))
            bench.time.advance(by: .seconds(1))
            #expect(try await bench.engine().run(includesChanged: true).invoices.ok == 1)
            #expect(try bench.lines() == ["1 × C at 10 RON"])
        }
    }

    @Test func `details are asked for once for each part and customer of a run`() async throws {
        try await withServer(.v425) { bench in
            try await bench.insertEach((1...3).map { .invoice(.text("\($0)"), lines: [.line("A"), .line("B")]) })
            #expect(try await bench.sync().documents.ok == 3)
            try await bench.insert(.invoice("4", lines: [.line("A"), .line("B"), .line("A")]), as: "4")
            try await bench.insert(.invoice("5", lines: [.line("A"), .line("B"), .line("A")]), as: "5")
            var orderly = bench
            orderly.configuration.parallel = 1
            let seen = Mutex<[String]>([])
            bench.server.onRequest { request in
                if request.method == "POST", request.query.contains("detail") {
                    seen.withLock { $0.append(request.place) }
                }
                return .pass
            }
            #expect(try await orderly.sync().documents.ok == 2)
            #expect(
                seen.withLock(\.self) == [
                    "POST /api/order/so/", "POST /api/order/so-line/", "POST /api/order/so-line/",
                ]
            )
        }
    }
}
