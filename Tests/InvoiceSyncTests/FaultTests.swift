import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import Synchronization
import Testing

/// Once, whatever happens to a request (SyncRules, “Lost responses”).
@Suite struct FaultTests {
    /// A document that makes a sync send every kind of request that it knows.
    private static let data: JSONValue = [
        .invoice(
            "1",
            of: "New Ltd",
            cui: "RO10",
            lines: [
                .line("Bolt", 2, details: "a"), .line("Bolt", 2, details: "a"), .line("New", ipn: "N1"),
                .line("Off", -1),
            ]
        ),
        .invoice("2", cui: "RO20", lines: [.line("Unsalable"), .line("Bolt")]),
        .invoice(
            "3",
            cui: "RO20",
            lines: [.line("Bolt"), .line("Axle", 7), .line("Less", 1, at: -2), .line("More", -1)]
        ),
    ]

    /// What a former sync wrote of it: two lines of invoice 3 that are to go, and two that are to stay.
    private static let log: JSONValue = [
        "total_invoices": 1, "partial": 1,
        "invoices": [
            [
                "timestamp": "2025-11-20T00:00:00Z", "serie": "F", "numar": "3", "result": "partial",
                "added_lines": [
                    ["part": 1, "qty": 1, "line_id": 1], ["part": 2, "qty": 1, "line_id": 2],
                    ["part": 3, "qty": 1, "line_id": 3], ["qty": 1, "line_id": 1], ["qty": 1, "line_id": 2],
                ],
            ]
        ],
    ]

    private static let state: [String] = [
        "company ACME, CUI RO20, true", "company New Ltd, CUI RO10, true",
        "part Axle, IPN , true", "part Bolt, IPN , true", "part Gone, IPN , true", "part New, IPN N1, true",
        "part Unsalable, IPN , true",
        "order SERIE=F;NUMAR=1 of New Ltd, 2025-11-20, RON",
        "- 2 × Bolt at 10 RON (a)", "- 2 × Bolt at 10 RON (a)", "- 1 × New at 10 RON", "- extra 1 × Off at -10 RON",
        "order SERIE=F;NUMAR=2 of ACME, 2025-11-20, RON",
        "- 1 × Unsalable at 10 RON", "- 1 × Bolt at 10 RON",
        "order SERIE=F;NUMAR=3 of ACME, 2025-11-20, RON",
        "- 1 × Bolt at 10 RON", "- 7 × Axle at 10 RON", "- 4 × Gone",
        "- extra 1 × Less at -2 RON", "- extra 1 × More at -10 RON",
    ]

    private func withSeededBench(
        retryPolicy: RetryPolicy = .never,
        parallel: Int = 1,
        _ body: (Bench) async throws -> Void
    ) async throws {
        try await withBench { bench in
            let customer = try bench.server.add(SimulatedCompany(name: "ACME", isCustomer: true))
            let order = try bench.addOrder("3", customer: customer, currency: "EUR")
            for name in ["Bolt", "Axle", "Gone"] {
                let part = try bench.server.add(SimulatedPart(name: name))
                try bench.server.add(SimulatedLine(order: order, part: part, salePrice: 10, currency: "RON"))
            }
            try bench.server.add(SimulatedPart(name: "Unsalable", isSalable: false))
            for name in ["Less", "Nothing"] {
                try bench.server.add(SimulatedExtraLine(order: order, description: name, price: -1, currency: "RON"))
            }
            try bench.server.add(SimulatedLine(order: order, part: 3, quantity: 4))
            let document = RawDocument(
                id: DocumentID(.text("doc")),
                data: Self.data,
                otherFields: ["sync_status": 2, "sync_log": Self.log]
            )
            _ = try await bench.store.insert([document])
            let configuration = SyncConfiguration(makesPartsSalable: true, parallel: parallel)
            let api = try Bench.client(of: bench.server, retryPolicy: retryPolicy)
            try await body(
                Bench(
                    server: bench.server,
                    store: bench.store,
                    time: bench.time,
                    api: api,
                    configuration: configuration
                )
            )
        }
    }

    /// Runs until the document is finished, as a schedule would.
    private func finish(_ bench: Bench) async throws {
        for _ in 1...8 {
            _ = try? await bench.retry()
            if try await bench.document().status == .ok { break }
        }
        #expect(try await bench.document().status == .ok)
    }

    @Test func everyKindOfRequestIsSent() async throws {
        try await withSeededBench { bench in
            try await finish(bench)
            #expect(bench.snapshot == Self.state)
            let places = [
                ("POST", "/api/company/"), ("PATCH", "/api/company/{pk}/"), ("POST", "/api/part/"),
                ("PATCH", "/api/part/{pk}/"), ("POST", "/api/order/so/"), ("PATCH", "/api/order/so/{pk}/"),
                ("POST", "/api/order/so-line/"), ("PATCH", "/api/order/so-line/{pk}/"),
                ("DELETE", "/api/order/so-line/{pk}/"), ("POST", "/api/order/so-extra-line/"),
                ("PATCH", "/api/order/so-extra-line/{pk}/"), ("DELETE", "/api/order/so-extra-line/{pk}/"),
            ]
            for (method, route) in places {
                #expect(bench.server.requestCounts[method, route] > 0, "\(method) \(route)")
            }
        }
    }

    /// The requests of a sync that nothing happens to: whether each writes.
    private func requests() async throws -> [Bool] {
        let writes = Mutex<[Bool]>([])
        try await withSeededBench { bench in
            bench.server.onRequest { request in
                writes.withLock { $0.append(request.isWrite) }
                return .pass
            }
            try await finish(bench)
        }
        return writes.withLock { $0 }
    }

    /// The client is one that repeats nothing, so that each fault reaches the engine.
    @Test(arguments: Fault.allCases)
    func oneFaultAtAnyRequestLeavesTheRightState(_ fault: Fault) async throws {
        for (index, isWrite) in try await requests().enumerated() where isWrite || Fault.ofReading.contains(fault) {
            try await withSeededBench { bench in
                bench.server.onRequest { request in request.ordinal == index + 1 ? fault.action : .pass }
                try await finish(bench)
                #expect(bench.snapshot == Self.state, "\(fault) at request \(index + 1)")
            }
        }
    }

    @Test(arguments: Fault.allCases, [1, 8])
    func aFaultAtEveryWriteLeavesTheRightState(_ fault: Fault, parallel: Int) async throws {
        try await withSeededBench(retryPolicy: RetryPolicy(), parallel: parallel) { bench in
            let writes = FirstOfEach()
            bench.server.onRequest { request in
                request.isWrite && writes.isFirst(request) ? fault.action : .pass
            }
            try await finish(bench)
            #expect(bench.snapshot == Self.state)
        }
    }

    @Test(arguments: [
        ("/api/company/", 1), ("/api/part/", 1), ("/api/order/so/", 1), ("/api/order/so-line/", 12),
        ("/api/order/so-extra-line/", 1),
    ])
    func aCreationWhoseAnswerWasLostIsNotSentAgain(route: String, count: Int) async throws {
        try await withBench { bench in
            bench.server.onRequest { $0.method == "POST" && $0.route == route ? .carryOutThenDrop : .pass }
            let lines = (1...12).map { JSONValue.line("Bolt", .number(Decimal($0))) }
            try await bench.insert(.invoice(cui: "RO10", lines: lines + [.line("Off", -1)]))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(bench.server.requestCounts["POST", route] == count)
            #expect(try bench.lines().count == 12)
            #expect(try bench.extraLines().count == 1)
            let log = try await bench.invoiceLog()
            #expect(log.addedLines?.count == 13)
            #expect(log.customer?.created == true)
            #expect(log.salesOrder?.created == true)
        }
    }

    @Test func aCreationThatNeverSucceedsIsGivenUpForNow() async throws {
        try await withBench { bench in
            bench.server.onRequest { $0.place == "POST /api/order/so-line/" ? .answer(status: 500) : .pass }
            try await bench.insert(.invoice())
            #expect(try await bench.sync().documents.givenBack == 1)
            #expect(bench.server.requestCounts["POST", "/api/order/so-line/"] == 5)
        }
    }

    /// With the client's own repetitions, faults at a tenth of all requests, and many documents in parallel.
    @Test(arguments: 1...4)
    func faultsAtRandomLeaveTheRightState(seed: UInt64) async throws {
        var configuration = SyncConfiguration(parallel: 8)
        configuration.failuresBeforeStop = 100
        try await withBench(configuration) { bench in
            let documents = (1...30).map { number in
                JSONValue.invoice(
                    .text("\(number % 25)"),
                    of: .text("Firma \(number % 5)"),
                    cui: .text("\(number % 5 + 100)"),
                    lines: [
                        .line(.text("Part \(number % 25 % 7)")), .line("Common"), .line("Common"), .line("Off", -1),
                    ]
                )
            }
            try await bench.insertEach(documents)
            let dice = Dice(seed: seed)
            bench.server.onRequest { _ in
                dice.roll(10) == 0 ? Fault.allCases[dice.roll(Fault.allCases.count)].action : .pass
            }
            for _ in 1...8 where try await bench.store.counts().ok < 30 { _ = try? await bench.retry() }
            #expect(try await bench.store.counts().ok == 30)
            #expect(bench.companyNames.sorted() == (0..<5).map { "Firma \($0)" })
            #expect(bench.partNames.sorted() == ["Common"] + (0..<7).map { "Part \($0)" })
            #expect(bench.server.orders.count == 25)
            for number in 0..<25 {
                let lines = ["1 × Part \(number % 7) at 10 RON", "1 × Common at 10 RON", "1 × Common at 10 RON"]
                #expect(try bench.lines("\(number)") == lines)
                #expect(try bench.extraLines("\(number)") == ["1 × Off at -10 RON"])
            }
        }
    }
}
