import FGOModels
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// What an engine that runs again, as in a service, knows of its server.
@Suite struct KnownServerTests {
    /// Runs an engine on one more invoice, and says which requests that caused beside writes, in their order.
    private func questions(_ bench: Bench, _ engine: SyncEngine, _ numar: String) async throws -> [String] {
        try await bench.insert(.invoice(.text(numar)), as: numar)
        let seen = Mutex<[String]>([])
        bench.server.onRequest { request in
            if request.route == "/api/search/" || !["POST", "PATCH"].contains(request.method) {
                seen.withLock { $0.append("\(request.method) \(request.path)") }
            }
            return .pass
        }
        #expect(try await engine.run().documents.failed == 0)
        bench.server.onRequest(nil)
        return seen.withLock(\.self)
    }

    private static let version = "GET /api/"
    private static let next = "OPTIONS /api/order/so/"

    @Test func aRunAsksOnlyForWhatMayHaveChangedSinceTheLast() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            let first = try await questions(bench, engine, "1")
            #expect(first.contains(Self.version) && first.contains(Self.next))
            let again = try await questions(bench, engine, "2")
            #expect(
                again == [
                    "GET /api/user/me/", "GET /api/user/roles/", "GET /api/settings/global/", "GET /api/order/so/",
                    "GET /api/order/so/",
                    "GET /api/order/so/",
                ]
            )
            #expect(bench.server.orders.map(\.reference) == ["SO-0001", "SO-0002"])
        }
    }

    @Test func anOrderThatTookTheNextReferenceIsNoticed() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            _ = try await questions(bench, engine, "1")
            let customer = try #require(bench.server.companies.first).pk
            try bench.server.add(SimulatedOrder(customer: customer, reference: "SO-0002"))
            try bench.server.add(SimulatedOrder(customer: customer, reference: "SO-0007"))
            #expect(try await questions(bench, engine, "2").contains(Self.next))
            #expect(try bench.order("2").reference == "SO-0008")
            #expect(bench.server.requestCounts["POST", "/api/order/so/"] == 2)
        }
    }

    @Test func anotherPatternIsNoticed() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            _ = try await questions(bench, engine, "1")
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: "{ref}")
            #expect(try await questions(bench, engine, "2").contains(Self.next))
            #expect(try bench.order("2").reference == "F-2")
            #expect(try await !questions(bench, engine, "3").contains(Self.next))
            #expect(try bench.order("3").reference == "F-3")
        }
    }

    @Test func rightsThatWereTakenAwayFailNoInvoice() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            _ = try await questions(bench, engine, "1")
            bench.server.onRequest { request in
                switch request.path {
                case "/api/user/me/": .answer(status: 200, body: #"{"pk":1,"username":"sync","is_superuser":false}"#)
                case "/api/user/roles/": .answer(status: 200, body: #"{"roles":{"part":["view","add"]}}"#)
                default: .pass
                }
            }
            try await bench.insert(.invoice("2"), as: "2")
            let error = await #expect(throws: SyncError.self) { try await engine.run() }
            #expect(error?.code == .preflight)
            #expect(try await bench.store.counts().pending == 1)
        }
    }

    @Test func whereThereWereNoOrdersThereMayBeSomeNow() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            _ = try await questions(bench, engine, "1")
            let order = try bench.addOrder("2")
            _ = try await questions(bench, engine, "2")
            #expect(try bench.order("2").pk == order)
        }
    }

    @Test func afterAnOutageAllIsAskedAnew() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            _ = try await questions(bench, engine, "1")
            bench.server.onRequest { _ in .answer(status: 503, body: "") }
            try await bench.insert(.invoice("2"), as: "2")
            await #expect(throws: SyncError.self) { try await engine.run() }
            bench.time.advance(by: .seconds(7200))
            bench.server.onRequest(nil)
            #expect(try await questions(bench, engine, "3").contains(Self.version))
        }
    }

    @Test func afterAnHourTheVersionIsAskedForAnew() async throws {
        try await withBench { bench in
            let engine = bench.engine()
            _ = try await questions(bench, engine, "1")
            bench.time.advance(by: .seconds(1800))
            #expect(try await !questions(bench, engine, "2").contains(Self.version))
            bench.time.advance(by: .seconds(1801))
            #expect(try await questions(bench, engine, "3").contains(Self.version))
        }
    }
}
