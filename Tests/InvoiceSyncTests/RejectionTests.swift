import FGOModels
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// What becomes of a run whose server refuses, or fails to create, every row of a kind.
@Suite struct RejectionTests {
    private static func refuse(_ route: String, where text: String = "") -> @Sendable (SimulatedRequest) -> FaultAction
    {
        { request in
            guard request.method == "POST", request.route == route, "\(request.json ?? nil)".contains(text) else {
                return .pass
            }
            return .answer(status: 400, body: #"{"non_field_errors":["a plugin says no"]}"#)
        }
    }

    private func insert(_ bench: Bench, _ count: Int) async throws {
        try await bench.insertEach(
            (1...count).map { .invoice(.text("\($0)"), of: .text("C\($0)"), lines: [.line(.text("P\($0)"))]) }
        )
    }

    @Test(arguments: [
        ("/api/company/", "customer"), ("/api/part/", "part"), ("/api/order/so/", "order"),
        ("/api/order/so-line/", "line"),
    ])
    func `three equal rejections of the first rows of a kind stop the run and mark nothing`(
        route: String,
        kind: String
    ) async throws {
        try await withBench { bench in
            bench.server.onRequest(Self.refuse(route))
            try await insert(bench, 8)
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .configuration)
            #expect(report.stopped?.reason.contains("every new \(kind)") == true)
            #expect(report.stopped?.reason.contains("a plugin says no") == true)
            #expect(report.documents.mixed + report.documents.failed == 0)
            #expect(try await bench.store.counts().pending == 8)
            bench.server.onRequest(nil)
            #expect(try await bench.sync().invoices.ok == 8)
            #expect(bench.server.orders.count == 8)
            #expect(bench.server.lines.count == 8)
            #expect(bench.server.parts.count == 8)
        }
    }

    @Test func `rejections after a row was taken are the invoices' own`() async throws {
        try await withBench { bench in
            var bench = bench
            bench.configuration.parallel = 1
            bench.server.onRequest(Self.refuse("/api/part/", where: "Bad"))
            try await bench.insertEach([
                .invoice("1", lines: [.line("Bad 1")]), .invoice("2", lines: [.line("Bad 2")]),
                .invoice("3", lines: [.line("Good")]), .invoice("4", lines: [.line("Bad 3")]),
                .invoice("5", lines: [.line("Bad 4")]), .invoice("6", lines: [.line("Good")]),
            ])
            let report = try await bench.sync()
            #expect(report.stopped == nil)
            #expect(report.documents.mixed == 4)
            #expect(report.documents.ok == 2)
        }
    }

    @Test func `one row that is refused three times tells nothing of others`() async throws {
        try await withBench { bench in
            bench.server.onRequest(Self.refuse("/api/part/"))
            try await bench.insertEach((1...4).map { .invoice(.text("\($0)"), lines: [.line("Bad")]) })
            let report = try await bench.sync()
            #expect(report.stopped == nil)
            #expect(report.documents.mixed == 4)
        }
    }

    @Test func `a removal that the user may not make leaves the invoice partial and names the right`() async throws {
        var simulator = SimulatorConfiguration.withRON
        simulator.identities.users["syncer"]?.roles = [
            "sales_order": ["view", "add", "change"], "part": ["view", "add", "change"],
        ]
        try await withBench(simulator: simulator) { bench in
            let engine = bench.engine(api: try Bench.client(of: bench.server, token: Tokens.syncer))
            try await bench.insert(.invoice(lines: [.line("Stays"), .line("Goes"), .line("Discount", -1)]))
            #expect(try await engine.run().documents.ok == 1)
            await bench.edit(.invoice(lines: [.line("Stays", 5)]))
            bench.time.advance(by: .seconds(1))
            #expect(try await engine.run(includesChanged: true).invoices.partial == 1)
            #expect(try bench.lines() == ["5 × Stays at 10 RON", "1 × Goes at 10 RON"])
            let missing = try #require(try await bench.invoiceLog().missingProducts)
            #expect(missing.map(\.name) == ["Goes", "Discount"])
            #expect(missing.allSatisfy { $0.reason.contains("delete sales_order") })
            // Who has the right removes them later.
            #expect(try await bench.retry().invoices.ok == 1)
            #expect(try bench.lines() == ["5 × Stays at 10 RON"])
            #expect(try bench.extraLines().isEmpty)
        }
    }

    @Test func `documents of known parts go on where the server fails to create others`() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedPart(name: "Known"))
            bench.server.onRequest { request in
                request.method == "POST" && request.route == "/api/part/"
                    ? .answer(status: 500, body: #"{"error":"IntegrityError"}"#) : .pass
            }
            try await bench.insertEach(
                (1...30).map { .invoice(.text("\($0)"), lines: [.line($0 % 5 == 0 ? "Known" : .text("New \($0)"))]) }
            )
            let report = try await bench.sync()
            #expect(report.stopped == nil)
            #expect(report.documents.ok == 6)
            #expect(report.documents.givenBack == 24)
            let counts = try await bench.store.counts()
            #expect(counts.waiting == 24)
            // Three parts were tried for long: the others would fare no better.
            #expect(bench.server.requestCounts["POST", "/api/part/"] == 15)
            bench.server.onRequest(nil)
            #expect(try await bench.retry().documents.ok == 24)
            #expect(bench.server.orders.count == 30)
        }
    }

    @Test func `a server that creates nothing at all is out of order`() async throws {
        try await withBench { bench in
            bench.server.onRequest { request in
                request.method == "POST" && request.route != "/api/search/"
                    ? .answer(status: 500, body: #"{"error":"OperationalError"}"#) : .pass
            }
            try await insert(bench, 6)
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .outage)
            #expect(report.documents.failed == 0)
            #expect(try await bench.document("doc1").attempts == 0)
        }
    }
}
