import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Failures of the world, which are no document's fault (SyncRules, “Transient failures” and “Outages”).
@Suite struct WorldFailureTests {
    private static let outage = FaultAction.answer(status: 503, body: "<html>")

    /// Lets the creation of orders fail for some customers.
    private func failOrders(of numbers: Set<String>, on bench: Bench, with action: FaultAction = outage) {
        let descriptions = Set(numbers.map { JSONValue.text(Bench.description($0)) })
        bench.server.onRequest { request in
            guard request.place == "POST /api/order/so/", let description = request.json?["description"] else {
                return .pass
            }
            return descriptions.contains(description) ? action : .pass
        }
    }

    @Test(
        arguments: [
            .answer(status: 503), .answer(status: 500), .answer(status: 502), .answer(status: 504),
            .answer(status: 429),
            .answer(status: 401), .drop, .answer(status: 200, body: "<html>Welcome to the hotel</html>"),
            .answer(status: 403, body: "<html>Blocked</html>"), .answer(status: 404, body: "404 page not found\n"),
            .answer(status: 408), .answer(status: 302, headers: ["Location": "https://sso.example.ro/login"]),
        ] as [FaultAction]
    )
    func giveTheDocumentBackToBeTriedLater(_ action: FaultAction) async throws {
        try await withBench { bench in
            failOrders(of: ["1"], on: bench, with: action)
            try await bench.insertEach([.invoice("1"), .invoice("2")])
            let report = try await bench.sync()
            #expect(report.documents.givenBack == 1)
            #expect(report.documents.ok == 1)
            #expect(report.stopped?.cause != .outage)
            #expect(report.stopped?.reason == nil)
            let document = try await bench.document("doc1")
            #expect(document.status == nil)
            #expect(document.log == nil)
            #expect(document.owner == nil)
            #expect(document.attempts == 1)
            #expect(document.nextAttempt == bench.time.now.addingTimeInterval(30))
        }
    }

    @Test func aServerThatForbidsLookUpsEndsTheRunAndMarksNothing() async throws {
        try await withBench { bench in
            bench.server.onRequest {
                $0.place == "GET /api/part/" ? .answer(status: 403, body: #"{"detail":"No."}"#) : .pass
            }
            try await bench.insert(.invoice())
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .preflight)
            let document = try await bench.document()
            #expect(document.status == nil)
            #expect(document.owner == nil)
            #expect(document.attempts == 0)
            bench.server.onRequest(nil)
            #expect(try await bench.sync().documents.ok == 1)
        }
    }

    @Test func leaveTheDocumentAloneUntilItsTime() async throws {
        try await withBench { bench in
            failOrders(of: ["1"], on: bench)
            try await bench.insert(.invoice())
            try await bench.sync()
            bench.server.onRequest(nil)
            bench.time.advance(by: .seconds(29))
            #expect(try await bench.sync().documents.done == 0)
            bench.time.advance(by: .seconds(1))
            #expect(try await bench.sync().documents.ok == 1)
            let document = try await bench.document()
            #expect(document.attempts == 0)
            #expect(document.nextAttempt == nil)
        }
    }

    @Test func backOffTwiceAsLongEachTime() async throws {
        try await withBench { bench in
            failOrders(of: ["1"], on: bench)
            try await bench.insert(.invoice())
            for wait in [30, 60, 120, 240, 480, 960, 1920] as [TimeInterval] {
                try await bench.sync()
                let nextAttempt = try await bench.document().nextAttempt
                #expect(nextAttempt == bench.time.now.addingTimeInterval(wait))
                bench.time.advance(by: .seconds(wait))
            }
        }
    }

    @Test func giveTheDocumentUpAfterTheLastAttempt() async throws {
        try await withBench { bench in
            var bench = bench
            bench.configuration.maxAttempts = 3
            failOrders(of: ["1"], on: bench)
            try await bench.insert([.invoice("1"), .invoice("2")])
            for _ in 1...2 {
                try await bench.sync()
                #expect(try await bench.document().status == nil)
                bench.time.advance(by: .seconds(3600))
            }
            #expect(try await bench.sync().documents.failed == 1)
            let document = try await bench.document()
            #expect(document.status == .failed)
            #expect(document.nextAttempt == nil)
            let log = try #require(document.log)
            #expect(log.error?.contains("3 attempts") == true)
            #expect(log.invoices.map(\.error).contains("server_unavailable"))
            #expect(log.invoices.map(\.statusCode).contains(503))
        }
    }

    @Test(arguments: [9_223_372_036_854_775_807, -9_223_372_036_854_775_808])
    func withAnAbsurdCountOfAttemptsAreNoCrash(_ attempts: Int) async throws {
        try await withBench { bench in
            failOrders(of: ["1"], on: bench)
            let document = RawDocument(
                id: DocumentID("doc"),
                data: .invoice(),
                otherFields: ["sync_attempts": .number(Decimal(attempts))]
            )
            _ = try await bench.store.insert([document])
            try await bench.sync()
            #expect(try await bench.document().status == (attempts > 0 ? .failed : nil))
        }
    }

    @Test func ofOneInvoiceKeepTheWholeDocumentButNotItsOtherOrders() async throws {
        try await withBench { bench in
            failOrders(of: ["2"], on: bench)
            try await bench.insert([.invoice("1"), .invoice("2"), .invoice("3")])
            let report = try await bench.sync()
            #expect(report.documents.givenBack == 1)
            #expect(report.written.orders == 2 && report.written.linesAdded == 2, "what was written counts")
            #expect(report.written.customers == bench.server.companies.count { $0.isCustomer })
            bench.server.onRequest(nil)
            let retry = try await bench.retry()
            #expect(retry.documents.ok == 1)
            #expect(retry.written.orders == 1 && retry.written.linesAdded == 1, "and only once")
            #expect(bench.server.orders.count == 3)
            #expect(bench.server.lines.count == 3)
        }
    }

    // MARK: An outage

    @Test func inARowEndTheRunAndMarkNothingAsFailed() async throws {
        var configuration = SyncConfiguration(parallel: 1)
        configuration.batchSize = 4
        try await withBench(configuration) { bench in
            failOrders(of: Set((1...10).map(String.init)), on: bench)
            try await bench.insertEach((1...10).map { .invoice(.text("\($0)")) })
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .outage)
            #expect(report.stopped?.reason.hasPrefix("3 documents in a row failed: ") == true)
            #expect(report.documents.failed == 0)
            let counts = try await bench.store.counts()
            #expect(counts.waiting == 3)
            #expect(counts.pending == 7)
            #expect(counts.held == 0)
            #expect(try await bench.document("doc1").attempts == 0, "an outage counts against no document")
        }
    }

    @Test func thatASuccessPartsDoNotEndTheRun() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            failOrders(of: ["1", "2", "4", "5", "7", "8"], on: bench)
            try await bench.insertEach((1...9).map { .invoice(.text("\($0)")) })
            let report = try await bench.sync()
            #expect(report.stopped?.cause != .outage)
            #expect(report.documents.ok == 3)
            #expect(report.documents.givenBack == 6)
        }
    }

    @Test func howeverOftenItComesBackMarksNothingAsFailed() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            failOrders(of: Set((1...4).map(String.init)), on: bench)
            try await bench.insertEach((1...4).map { .invoice(.text("\($0)")) })
            for _ in 1...20 {
                #expect(try await bench.sync().stopped?.cause == .outage)
                bench.time.advance(by: .seconds(3600))
            }
            #expect(try await bench.store.counts().pending == 4)
            bench.server.onRequest(nil)
            #expect(try await bench.sync().documents.ok == 4)
        }
    }

    @Test func inARowEndTheRunAlsoAtTheLastAttempt() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            var bench = bench
            bench.configuration.maxAttempts = 1
            failOrders(of: Set((1...10).map(String.init)), on: bench)
            try await bench.insertEach((1...10).map { .invoice(.text("\($0)")) })
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .outage)
            #expect(report.documents.failed == 0)
            #expect(try await bench.store.counts().pending == 7)
        }
    }

    @Test func whileNamesAreLookedUpGiveTheBatchBack() async throws {
        try await withBench { bench in
            bench.server.onRequest { $0.place == "GET /api/part/" ? Self.outage : .pass }
            try await bench.insertEach([.invoice("1"), .invoice("2")])
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .outage)
            #expect(report.documents.givenBack == 2)
            #expect(bench.server.requestCounts.writes == 0)
            #expect(try await bench.store.counts().waiting == 2)
        }
    }

    // MARK: Before the run begins

    @Test(
        arguments: [
            .answer(status: 503), .drop, .answer(status: 200, body: "<html>"), .answer(status: 429),
        ] as [FaultAction]
    )
    func beforeAnythingIsBegunLeaveEveryDocumentAsItWas(_ action: FaultAction) async throws {
        try await withBench { bench in
            bench.server.onRequest { _ in action }
            try await bench.insert(.invoice())
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .serverUnavailable)
            #expect(error?.isTransient == true)
            let document = try await bench.document()
            #expect(document == StoredDocument(document: document.document, received: document.received))
        }
    }

    @Test func ofAServerThatIsNotThereLeaveEveryDocumentAsItWas() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let url = try #require(ServerURL("http://127.0.0.1:1"))
            let api = InvenTreeClient(
                configuration: .init(server: url, credentials: .token(Secret("x"))),
                transport: try CurlTransport(),
                clock: InstantClock(),
                logger: .silent
            )
            let error = await #expect(throws: SyncError.self) { try await bench.engine(api: api).run() }
            #expect(error?.code == .serverUnavailable)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test(arguments: [Tokens.reader, Tokens.revoked, Tokens.noRoles])
    func ofRightsLeaveEveryDocumentAsItWas(token: String) async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let api = try Bench.client(of: bench.server, token: token)
            let error = await #expect(throws: SyncError.self) { try await bench.engine(api: api).run() }
            #expect(error?.code == .preflight)
            #expect(bench.server.requestCounts.writes == 0)
            let document = try await bench.document()
            #expect(document == StoredDocument(document: document.document, received: document.received))
            #expect(try await bench.sync().documents.ok == 1, "the run's lock was given back")
        }
    }

    @Test func ofTheConfiguredCurrencyLeaveEveryDocumentAsItWas() async throws {
        try await withBench(simulator: SimulatorConfiguration()) { bench in
            try await bench.insert(.invoice())
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .preflight)
            #expect(error?.message.contains("RON") == true)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test func nothingIsAskedOfTheServerWhereThereIsNothingToDo() async throws {
        try await withBench { bench in
            let report = try await bench.sync()
            var nothing = RunReport()
            nothing.left = RunReport.Left()
            #expect(report == nothing)
            #expect(bench.server.requestCounts.total == 0)
        }
    }

    @Test func aLesserUserWithTheRightRolesIsEnough() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice(cui: "RO10", lines: [.line("Bolt"), .line("Off", -1)]))
            let api = try Bench.client(of: bench.server, token: Tokens.syncer)
            #expect(try await bench.engine(api: api).run().documents.ok == 1)
        }
    }
}
