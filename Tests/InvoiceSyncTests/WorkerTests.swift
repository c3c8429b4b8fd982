import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// Any number of workers on one store and one server (SyncRules, “Leases and locks”).
@Suite struct WorkerTests {
    private func engines(_ count: Int, _ bench: Bench) -> [SyncEngine] {
        (1...count).map { number in bench.engine { $0.worker = "worker \(number)" } }
    }

    /// Runs workers at the same time until nothing is left to do.
    private func runTogether(_ count: Int, _ bench: Bench) async throws -> [RunReport] {
        try await withThrowingTaskGroup(of: RunReport.self) { group in
            for engine in engines(count, bench) { group.addTask { try await engine.run() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Claims what is pending, as a worker that is not of this test's making.
    private func claim(by owner: String, _ bench: Bench, limit: Int = 1) async throws {
        _ = try await bench.store.claim(
            ClaimRequest(selection: .pending, limit: limit, owner: owner, leaseDuration: .seconds(60))
        )
    }

    /// Counts how often somebody asks to hold on to something.
    private final class CountingStore: ForwardingInvoiceStore {
        let base: any InvoiceStore
        let renewals = Atomic(0)

        init(_ base: any InvoiceStore) {
            self.base = base
        }

        func renew(_ leases: [Lease], for duration: Duration) async throws(SyncError) -> Set<DocumentID> {
            renewals.add(1, ordering: .relaxed)
            return try await base.renew(leases, for: duration)
        }

        func renewLocks(
            _ names: Set<LockName>,
            owner: String,
            for duration: Duration
        ) async throws(SyncError) -> Set<LockName> {
            renewals.add(1, ordering: .relaxed)
            return try await base.renewLocks(names, owner: owner, for: duration)
        }
    }

    @Test(arguments: ["SO-{ref:04d}", "{ref}", "{date:%Y}/{ref}"])
    func shareTheWork(pattern: String) async throws {
        var configuration = SyncConfiguration(parallel: 3)
        configuration.batchSize = 2
        try await withBench(configuration) { bench in
            try bench.server.set("SALESORDER_REFERENCE_PATTERN", to: pattern)
            try await bench.insertEach(
                (1...24).map { number in
                    .invoice(
                        .text("\(number)"),
                        of: .text("Client \(number % 5)"),
                        cui: .text("RO\(number % 5 + 1)"),
                        lines: [7, 3, 7].map { .line(.text("Part \(number % $0)")) }
                    )
                }
            )
            let reports = try await runTogether(4, bench)
            #expect(reports.map(\.documents.ok).reduce(0, +) == 24)
            #expect(reports.allSatisfy { $0.stopped == nil && $0.documents.givenBack == 0 })
            #expect(bench.companyNames.sorted() == (0..<5).map { "Client \($0)" })
            #expect(bench.partNames.sorted() == (0..<7).map { "Part \($0)" })
            #expect(Set(bench.server.orders.map(\.description)).count == 24)
            #expect(bench.server.orders.count == 24)
            #expect(bench.server.lines.count == 72)
            #expect(try await runTogether(2, bench).allSatisfy { $0 == .nothingDone })
        }
    }

    @Test func makeOneOrderOfAnInvoiceInTwentyDocuments() async throws {
        var configuration = SyncConfiguration(parallel: 4)
        configuration.batchSize = 1
        try await withBench(configuration) { bench in
            try await bench.insertEach(
                Array(repeating: .invoice("1", lines: [.line("A"), .line("B"), .line("A")]), count: 20)
            )
            let reports = try await runTogether(4, bench)
            #expect(reports.map(\.documents.ok).reduce(0, +) == 20)
            #expect(bench.server.orders.count == 1)
            let lines = try bench.lines("1")
            #expect(lines == ["1 × A at 10 RON", "1 × B at 10 RON", "1 × A at 10 RON"])
            #expect(bench.companyNames == ["ACME"])
            #expect(bench.partNames.sorted() == ["A", "B"])
        }
    }

    @Test func waitForEachOtherWhereBothNeedANewCustomer() async throws {
        try await withBench { bench in
            let isFirst = Once()
            let isHeld = Gate()
            bench.server.onRequest { request in
                guard request.place == "POST /api/company/", isFirst.take() else { return .pass }
                // The first creation lasts until the other worker has read what there is and found the name taken.
                await isHeld.pass()
                return .pass
            }
            try await bench.insertEach([.invoice("1", of: "Ştefan SRL"), .invoice("2", of: "ȘTEFAN  srl")])
            var one = bench
            one.configuration.batchSize = 1
            let workers = ["first", "second"].map { name in
                one.engine { environment in
                    environment.worker = name
                    let sleep = environment.sleep
                    environment.sleep = { duration in
                        if duration < .seconds(1) { await isHeld.open() }
                        try await sleep(duration)
                    }
                }
            }
            let first = Task { try await workers[0].run() }
            while try await bench.store.counts().held == 0 { await Task.yield() }
            let reports = [try await workers[1].run(), try await first.value]
            #expect(reports.map(\.documents.ok).reduce(0, +) == 2)
            #expect(bench.server.companies.count == 1)
        }
    }

    @Test func lookFirstWhereAWorkerDiedWithALock() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let isFirst = Once()
            bench.server.onRequest { request in
                // The dead worker's company is there, but this run has already read the list of companies.
                if request.place == "POST /api/part/", isFirst.take() {
                    _ = try? bench.server.add(SimulatedCompany(name: "ACME", isCustomer: true))
                }
                return .pass
            }
            _ = try await bench.store.lock(LockName(.customer, "acme"), owner: "dead", for: .seconds(60))
            try await bench.insert(.invoice())
            #expect(try await bench.outwaitingEngine().run().documents.ok == 1)
            #expect(bench.companyNames == ["ACME"])
        }
    }

    @Test func giveADocumentBackWhereALockIsHeldForEver() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insertEach([.invoice("1"), .invoice("2")])
            let lock = LockName(.order, Bench.description("1"))
            _ = try await bench.store.lock(lock, owner: "hung", for: .seconds(60))
            let leases = ["doc1", "doc2"].map { Lease(document: DocumentID(.text($0)), owner: "test") }
            let engine = bench.engine { environment in
                environment.sleep = { duration in
                    guard duration < .seconds(1) else { return try await Task.sleep(for: .seconds(86_400)) }
                    bench.time.advance(by: .seconds(10))
                    _ = try await bench.store.lock(lock, owner: "hung", for: .seconds(60))
                    _ = try await bench.store.renew(leases, for: .seconds(60))
                }
            }
            let report = try await engine.run()
            #expect(report.documents.ok == 1)
            #expect(report.documents.givenBack == 1)
            #expect(bench.server.orders.map(\.description) == [Bench.description("2")])
        }
    }

    @Test func aloneAskForNothingTwice() async throws {
        try await withBench { bench in
            try await bench.insertEach(
                (1...10).map { .invoice(.text("\($0)"), of: .text("C\($0)"), lines: [.line(.text("P\($0)"))]) }
            )
            #expect(try await bench.sync().documents.ok == 10)
            let reads = bench.server.requestCounts.total - bench.server.requestCounts.writes
            bench.server.resetRequestCounts()
            try await bench.insert(.invoice("11", of: "C11", lines: [.line("P11")]), as: "doc11")
            #expect(try await bench.sync().documents.ok == 1)
            // The server is no longer empty: new names are looked for, once.
            let searches = bench.server.requestCounts.total - bench.server.requestCounts.writes - reads
            #expect(searches == 3)
        }
    }

    // MARK: Leases

    @Test func prolongALeaseBeforeItIsTooShortToWriteUnder() async throws {
        try await withBench { bench in
            let lines: [JSONValue] = (1...9).map { .line(.text("P\($0)")) }
            try await bench.insert(.invoice("1", lines: lines))
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so-line/" { bench.time.advance(by: .seconds(45)) }
                return .pass
            }
            #expect(try await bench.sync().documents.ok == 1)
            #expect(try bench.lines("1").count == 9)
        }
    }

    @Test func thatWakeAfterTheirLeaseInTheMiddleOfAnInvoiceWriteNothingMoreUnderIt() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice("1", lines: [.line("A"), .line("B"), .line("C")]))
            let isFirst = Once()
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so-line/", isFirst.take() {
                    bench.time.advance(by: .seconds(61))
                    try? await claim(by: "other", bench)
                }
                return .pass
            }
            let report = try await bench.sync()
            #expect(report.documents.lost == 1)
            #expect(report.documents.ok == 0)
            #expect(bench.server.lines.count == 1)
            #expect(try await bench.document().owner == "other")
            bench.time.advance(by: .seconds(61))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(bench.server.orders.count == 1)
            #expect(bench.server.lines.count == 3)
        }
    }

    @Test func thatWakeAfterTheirLeaseWhileARequestWaitsToBeRepeatedDoNotRepeatIt() async throws {
        try await withBench { bench in
            try await bench.insert(.invoice())
            let isFirst = Once()
            bench.server.onRequest { request in
                guard request.place == "POST /api/order/so-line/", isFirst.take() else { return .pass }
                bench.time.advance(by: .seconds(61))
                try? await claim(by: "other", bench)
                return .answer(status: 429, headers: ["Retry-After": "1"])
            }
            #expect(try await bench.sync().documents.lost == 1)
            #expect(bench.server.lines.isEmpty)
            #expect(try await bench.document().owner == "other")
        }
    }

    /// To ask for each document would keep its locks for as long, and the other workers waiting.
    @Test func thatWakeAfterTheirLeaseAskOnceWhatTheyStillHold() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insertEach((1...9).map { .invoice(.text("\($0)")) })
            let isFirst = Once()
            bench.server.onRequest { request in
                if request.place == "POST /api/company/", isFirst.take() {
                    bench.time.advance(by: .seconds(61))
                    try? await claim(by: "other", bench, limit: 9)
                }
                return .pass
            }
            let store = CountingStore(bench.store)
            let environment = SyncEnvironment.instant(bench.time)
            let engine = SyncEngine(
                store: store,
                api: bench.api,
                configuration: bench.configuration,
                environment: environment
            )
            #expect(try await engine.run().documents.ok == 0)
            #expect(bench.server.orders.isEmpty)
            #expect(store.renewals.load(ordering: .relaxed) == 2, "documents and locks")
        }
    }

    @Test func thatLoseOneDocumentGoOnWithTheOthers() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            try await bench.insertEach([[.invoice("1"), .invoice("2")], .invoice("3")])
            let isFirst = Once()
            bench.server.onRequest { request in
                if request.place == "POST /api/order/so/", isFirst.take() {
                    bench.time.advance(by: .seconds(61))
                    try? await claim(by: "other", bench)
                }
                return .pass
            }
            let report = try await bench.sync()
            #expect(report.documents.lost == 2)
            #expect(report.documents.ok == 1)
            #expect(!bench.server.orders.map(\.description).contains(Bench.description("2")))
            let document = try await bench.document("doc1")
            #expect(document.owner == "other")
            #expect(document.status == nil)
        }
    }

    @Test func takeTheClockOfTheStoreForTheirs() async throws {
        try await withBench { bench in
            try await bench.insertEach((1...8).map { .invoice(.text("\($0)")) })
            let skewed = [-30.0, 30.0].map { skew in
                bench.engine { environment in
                    environment.worker = "skewed by \(skew)"
                    environment.now = { bench.time.now.addingTimeInterval(skew) }
                }
            }
            for engine in skewed { #expect(try await engine.run(includesChanged: true).stopped == nil) }
            #expect(try await bench.store.counts().ok == 8)
            #expect(bench.server.orders.count == 8)
        }
    }
}
