import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// What names stand for is remembered in the store, from run to run and for all workers.
@Suite struct MemoryTests {
    private static let newOrder = ["POST line", "POST line", "POST order"]

    private func invoice(_ numar: String, _ name: JSONValue = "Bolt") -> JSONValue {
        .invoice(.text(numar), cui: "RO 123", lines: [.line(name), .line("Nut", ipn: "n-1")])
    }

    @Test func whatARunKnewTheNextOneDoesNotAskFor() async throws {
        try await withBench { bench in
            try await bench.insert(invoice("1"))
            try await bench.sync()
            try await bench.insert(invoice("2"), as: "next")
            let requests = try await bench.traffic { try await bench.sync() }
            #expect(requests == Self.newOrder)
            #expect(try bench.lines("2") == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
        }
    }

    @Test func whatWasFoundAndNotCreatedIsRememberedToo() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "Acme Group", taxID: "123"))
            try bench.server.add(SimulatedPart(name: "BOLT"))
            try bench.server.add(SimulatedPart(name: "Nuts", ipn: "N-1"))
            try await bench.insert(invoice("1"))
            try await bench.sync()
            try await bench.insert(invoice("2"), as: "next")
            let requests = try await bench.traffic { try await bench.sync() }
            #expect(requests == Self.newOrder)
            #expect(try bench.lines("2") == ["1 × BOLT at 10 RON", "1 × Nuts at 10 RON"])
            #expect(try await bench.invoiceLog("next").customer?.created == false)
        }
    }

    @Test func onlyTheUnknownNameIsAskedFor() async throws {
        try await withBench { bench in
            for number in 1...300 { try bench.server.add(SimulatedPart(name: "Produs \(number)")) }
            try await bench.insert(invoice("1", "Kx0815"))
            try await bench.sync()
            let searches = Mutex<[String]>([])
            bench.server.onRequest { request in
                if request.route == "/api/search/" {
                    searches.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
                }
                return .pass
            }
            let lines: [JSONValue] = [.line("Kx0815"), .line("Qw4711")]
            try await bench.insert(.invoice("2", cui: "123", lines: lines), as: "next")
            #expect(try await bench.sync().documents.ok == 1)
            let parts = searches.withLock { $0.filter { $0.contains("name_regex") } }
            #expect(parts.count == 1)
            #expect(parts.allSatisfy { $0.contains("4711") && !$0.contains("0815") })
            #expect(bench.server.requestCounts["GET", "/api/company/"] == 1)
        }
    }

    @Test func anotherServerIsAnotherMemory() async throws {
        try await withBench { first in
            try await first.insert(invoice("1"))
            try await first.sync()
            try await withBench { other in
                try other.server.add(SimulatedCompany(name: "Somebody else"))
                try other.server.add(SimulatedPart(name: "Something else"))
                let bench = Bench(
                    server: other.server,
                    store: first.store,
                    time: first.time,
                    api: other.api,
                    configuration: other.configuration
                )
                try await bench.insert(invoice("2"), as: "next")
                #expect(try await bench.sync().documents.ok == 1)
                #expect(try bench.lines("2") == ["1 × Bolt at 10 RON", "1 × Nut at 10 RON"])
                #expect(bench.companyNames == ["Somebody else", "ACME"])
                #expect(bench.server.requestCounts["POST", "/api/order/so/"] == 1, "no wrong pk is tried")
            }
        }
    }

    @Test func aPlanAsksTheServerAndLeavesNoWord() async throws {
        try await withBench { bench in
            try await bench.insert(invoice("1"))
            try await bench.sync()
            try await bench.edit("part/1", ["name": "Screw"])
            try await bench.insert(invoice("2"), as: "next")
            var steps: [String] = []
            try await bench.engine().plan { planned in
                if case .plan(let plan) = planned.outcome { steps = plan.steps }
            }
            #expect(steps.contains("add 1 × “Bolt” at 10 RON, after creating the part"))
            try await bench.store.pruneDirectory(keeping: 0)
            try await bench.engine().plan { _ in }
            let requests = try await bench.traffic { try await bench.sync() }
            #expect(requests.contains("GET company"))
            #expect(requests.contains("GET part"))
        }
    }

    @Test func aReconciliationAsksTheServer() async throws {
        try await withBench { bench in
            try await bench.insert(invoice("1"))
            try await bench.sync()
            try await bench.edit("company/1", ["name": "Other", "tax_id": ""])
            try await bench.edit("part/1", ["name": "Screw"])
            let remembering = try await told(bench)
            try await bench.store.pruneDirectory(keeping: 0)
            #expect(try await told(bench) == remembering)
            #expect(!remembering.isEmpty)
        }
    }

    // MARK: Between workers

    /// Runs two workers on a document each; neither writes before both have looked at the empty server.
    private func runTwo(_ bench: Bench, _ first: JSONValue, _ second: JSONValue) async throws -> [String] {
        try await bench.insertEach([first, second])
        var one = bench
        one.configuration.batchSize = 1
        one.configuration.parallel = 1
        let workers = ["first", "second"].map { name in one.engine { $0.worker = name } }
        let (looks, mayWrite) = (Countdown(2), Gate())
        let seen = Mutex<[String]>([])
        bench.server.onRequest { request in
            if request.place == "GET /api/order/so/", looks.strike() { await mayWrite.open() }
            if request.isWrite { await mayWrite.pass() }
            let kind = request.json?["company"] != nil || request.route == "/api/company/" ? "company" : "part"
            if ["/api/search/", "/api/company/", "/api/part/"].contains(request.route) {
                seen.withLock { $0.append("\(request.method) \(kind)") }
            }
            return .pass
        }
        let reports = try await withThrowingTaskGroup(of: RunReport.self) { group in
            for worker in workers { group.addTask { try await worker.run() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.map(\.documents.ok) == [1, 1])
        return seen.withLock { $0.sorted() }
    }

    @Test(.timeLimit(.minutes(1))) func whatOneWorkerCreatedTheOtherUsesWithoutAsking() async throws {
        try await withBench { bench in
            let requests = try await runTwo(
                bench,
                .invoice("1", of: "Ştefan SRL", cui: "RO 123", lines: [.line("Bolt"), .line("Nut", ipn: "n-1")]),
                .invoice("2", of: "ȘTEFAN  srl", cui: 123, lines: [.line(" BOLT"), .line("nut", ipn: "N-1")])
            )
            // Both count the rows of an empty server; after that each row is created once and nobody searches.
            #expect(
                requests == [
                    "GET company", "GET company", "GET part", "GET part", "POST company", "POST part", "POST part",
                ]
            )
            #expect(try bench.lines("1") == bench.lines("2"))
        }
    }

    @Test func whatADeadWorkerMayHaveCreatedIsLookedForFirst() async throws {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let isFirst = Once()
            bench.server.onRequest { request in
                // The dead worker's part is there, but this run has already seen that there is none.
                if request.place == "GET /api/order/so/", isFirst.take() {
                    _ = try? bench.server.add(SimulatedPart(name: "Bolt"))
                }
                return .pass
            }
            _ = try await bench.store.lock(LockName(.part, "any"), owner: "dead", for: .seconds(60))
            try await bench.insert(.invoice())
            #expect(try await bench.outwaitingEngine().run().documents.ok == 1)
            #expect(bench.partNames == ["Bolt"])
            #expect(
                bench.server.requestCounts["POST", "/api/part/"] == 0,
                "the server is looked at before it is written to"
            )
        }
    }
}
