import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// Invoices flow: what does not depend on each other goes on at the same time, and what must not overlap does not.
@Suite(.timeLimit(.minutes(1))) struct FlowTests {
    private static func configuration(parallel: Int = 4, batchSize: Int = 2) -> SyncConfiguration {
        var configuration = SyncConfiguration(parallel: parallel)
        configuration.batchSize = batchSize
        return configuration
    }

    /// Runs a test on a bench whose client sends as many requests at the same time as come.
    private func withFlow(_ configuration: SyncConfiguration, _ body: (Bench) async throws -> Void) async throws {
        try await withBench(configuration) { bench in
            let api = try Bench.client(of: bench.server, concurrency: .fixed(16))
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

    // MARK: Batches

    @Test func aSlowInvoiceDoesNotHoldUpTheNextBatches() async throws {
        try await withFlow(Self.configuration()) { bench in
            let isLastDone = Gate()
            bench.server.onRequest { request in
                guard request.place == "POST /api/order/so/" else { return .pass }
                switch request.json?["description"] {
                case .text(Bench.description("1")): await isLastDone.pass()
                case .text(Bench.description("8")): await isLastDone.open()
                default: break
                }
                return .pass
            }
            try await bench.insertEach((1...8).map { .invoice(.text("\($0)")) })
            #expect(try await bench.sync().documents.ok == 8)
        }
    }

    /// Lets the first order wait until further documents are claimed than it is worked on, and does something then.
    private func whenClaimedAhead(_ bench: Bench, _ action: @escaping @Sendable () -> FaultAction) {
        bench.server.onRequest { request in
            guard request.place == "POST /api/order/so/" else { return .pass }
            while (try? await bench.store.counts().held) ?? 0 < 4 { await Task.yield() }
            return action()
        }
    }

    private func expectEverythingLater(_ bench: Bench) async throws {
        #expect(try await bench.store.counts().held == 0)
        bench.server.onRequest(nil)
        bench.time.advance(by: .seconds(7200))
        #expect(try await bench.sync().stopped == nil)
        #expect(try await bench.store.counts().ok == 8)
        #expect(Set(bench.server.orders.map(\.description)).count == 8)
        #expect(bench.server.orders.count == 8)
        #expect(bench.server.lines.count == 8)
    }

    @Test func documentsClaimedAheadAreGivenBackWhenTheRunIsStopped() async throws {
        try await withFlow(Self.configuration(parallel: 2)) { bench in
            let stop = StopSignal()
            whenClaimedAhead(bench) {
                stop.request()
                return .pass
            }
            try await bench.insertEach((1...8).map { .invoice(.text("\($0)")) })
            let report = try await bench.sync(stop: stop)
            #expect(report.stopped?.cause == .request)
            #expect(report.documents.givenBack >= 2)
            #expect(report.documents.ok <= 2)
            let untouched = try await bench.store.counts().pending
            #expect(untouched == 8 - report.documents.ok, "nobody has to wait for what was only claimed")
            try await expectEverythingLater(bench)
        }
    }

    @Test func documentsClaimedAheadAreGivenBackWhenTheServerGoesAway() async throws {
        try await withFlow(Self.configuration(parallel: 2)) { bench in
            whenClaimedAhead(bench) { .answer(status: 503) }
            try await bench.insertEach((1...8).map { .invoice(.text("\($0)")) })
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .outage)
            #expect(report.documents.ok == 0)
            #expect(try await bench.store.counts().failed == 0)
            try await expectEverythingLater(bench)
        }
    }

    // MARK: Parts

    @Test func partsAreCreatedOneAtATimeWhileOrdersGoOn() async throws {
        try await withFlow(SyncConfiguration(parallel: 8)) { bench in
            let (crowd, orders, areOrdersThere) = (Crowd(), Countdown(8), Gate())
            let isFirst = Once()
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so/", orders.strike() { await areOrdersThere.open() }
                guard request.place == "POST /api/part/" else { return .pass }
                if isFirst.take() { await areOrdersThere.pass() }
                await crowd.pass()
                return .pass
            }
            try await bench.insertEach((1...8).map { .invoice(.text("\($0)"), lines: [.line(.text("P\(9 - $0)"))]) })
            #expect(try await bench.sync().documents.ok == 8)
            #expect(await crowd.peak == 1)
            #expect(bench.partNames.count == 8)
            // From the first that came upwards, then from the lowest.
            let names = bench.partNames
            let start = try #require(names.first)
            #expect(names == names.filter { $0 >= start }.sorted() + names.filter { $0 < start }.sorted())
        }
    }

    // MARK: Lines

    /// Notes whether headers and lines are ever written at the same time.
    private actor Sides {
        private var under: [String: Int] = [:]
        private(set) var haveMet = false

        func enter(_ side: String) {
            under[side, default: 0] += 1
            if under.values.count(where: { $0 > 0 }) > 1 { haveMet = true }
        }

        func leave(_ side: String) { under[side, default: 0] -= 1 }
    }

    @Test(arguments: [SyncConfiguration.LineOrder.any, .invoice])
    func theHeaderIsNotWrittenWhileLinesAre(_ lineOrder: SyncConfiguration.LineOrder) async throws {
        var configuration = SyncConfiguration(parallel: 8)
        configuration.lineOrder = lineOrder
        try await withFlow(configuration) { bench in
            let order = try bench.addOrder(currency: "EUR")
            for number in 1...3 {
                let part = try bench.server.add(SimulatedPart(name: "P\(number)"))
                try bench.server.add(SimulatedLine(order: order, part: part, quantity: 9, currency: "EUR"))
            }
            let sides = Sides()
            bench.server.onRequest { request in
                guard request.isWrite, request.route.hasPrefix("/api/order/so") else { return .pass }
                let side = request.route.contains("line") ? "lines" : "header"
                await sides.enter(side)
                for _ in 0..<200 { await Task.yield() }
                await sides.leave(side)
                return .pass
            }
            try await bench.insert(.invoice(lines: (1...6).map { .line(.text("P\($0)")) }))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(await !sides.haveMet)
            #expect(bench.server.requestCounts["PATCH", "/api/order/so/{pk}/"] == 1)
            #expect(try bench.lines().count == 6)
        }
    }

    private static let names = (1...6).map { "P\($0)" }
    private static let written = names.map { "1 × \($0) at 10 RON" }

    private func writeLongInvoice(
        _ lineOrder: SyncConfiguration.LineOrder,
        _ hook: @escaping @Sendable (SimulatedRequest) async -> FaultAction,
        _ body: (Bench) async throws -> Void
    ) async throws {
        var configuration = SyncConfiguration(parallel: 8)
        configuration.lineOrder = lineOrder
        try await withFlow(configuration) { bench in
            for name in Self.names { try bench.server.add(SimulatedPart(name: name)) }
            bench.server.onRequest { await $0.place == "POST /api/order/so-line/" ? hook($0) : .pass }
            try await bench.insert(.invoice(lines: Self.names.map { .line(.text($0)) }))
            #expect(try await bench.sync().documents.ok == 1)
            try await body(bench)
        }
    }

    @Test func linesOfOneOrderAreWrittenTogetherWhereTheirOrderIsAny() async throws {
        let (lines, areTwo) = (Countdown(2), Gate())
        try await writeLongInvoice(.any) { _ in
            if lines.strike() { await areTwo.open() }
            await areTwo.pass()
            return .pass
        } _: { bench in
            let lines = try bench.lines().sorted()
            #expect(lines == Self.written)
        }
    }

    @Test func linesOfOneOrderAreWrittenInTheInvoicesOrder() async throws {
        let crowd = Crowd()
        try await writeLongInvoice(.invoice) { _ in
            await crowd.pass()
            return .pass
        } _: { bench in
            #expect(await crowd.peak == 1)
            let lines = try bench.lines()
            #expect(lines == Self.written)
        }
    }

    @Test(arguments: [FaultAction.carryOutThenDrop, .drop, .carryOutThenAnswer(status: 504), .answer(status: 500)])
    func aLostAnswerAmongLinesWrittenTogetherDoublesNone(_ fault: FaultAction) async throws {
        let unlucky = Countdown(3)
        try await writeLongInvoice(.any) { _ in
            unlucky.strike() ? fault : .pass
        } _: { bench in
            let lines = try bench.lines().sorted()
            #expect(lines == Self.written)
            let log = try await bench.invoiceLog()
            let added = try #require(log.addedLines)
            #expect(Set(added.map(\.lineID)) == Set(bench.server.lines.map(\.pk)))
            #expect(added.count == 6)
        }
    }
}
