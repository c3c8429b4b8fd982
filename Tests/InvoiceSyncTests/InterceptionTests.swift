import FGOModels
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// Responses of proxies, firewalls and sign-in pages in front of the server (SyncRules, “Responses of other programs”).
@Suite struct InterceptionTests {
    private static let blocked = FaultAction.answer(
        status: 403,
        headers: ["Content-Type": "text/html"],
        body: "<html><head><title>Blocked</title></head></html>"
    )

    @Test func `a firewall page is named, and no role is advised`() async throws {
        try await withBench { bench in
            bench.server.onRequest { _ in Self.blocked }
            try await bench.insert(.invoice())
            let report = await Preflight(api: bench.api, configuration: bench.configuration).run()
            let check = try #require(report.checks.last)
            #expect(check.name == "server" && check.outcome == .failed)
            #expect(check.detail.contains("something in front of the server answered 403 with a web page “Blocked”"))
            #expect(check.remedy?.contains("firewall") == true && check.remedy?.contains("role") == false)
            let error = await #expect(throws: SyncError.self) { try await bench.sync() }
            #expect(error?.code == .serverUnavailable && error?.isTransient == true)
            #expect(error?.message.contains("let requests to it pass") == true)
        }
    }

    @Test func `a redirect is named with its target`() async throws {
        try await withBench { bench in
            bench.server.onRequest { _ in .answer(status: 302, headers: ["Location": "https://sso.example.ro/x?key=1"])
            }
            let report = await Preflight(api: bench.api, configuration: bench.configuration).run()
            #expect(report.outage?.message.contains("302 and points to https://sso.example.ro/x;") == true)
            #expect(report.checks.last?.remedy?.contains("INVENTREE_URL") == true)
        }
    }

    @Test func `a host name that the server does not accept is named as such`() async throws {
        try await withBench { bench in
            bench.server.onRequest { _ in .answer(status: 400, body: "<html><title>Bad Request (400)</title></html>") }
            let report = await Preflight(api: bench.api, configuration: bench.configuration).run()
            #expect(report.checks.last?.remedy?.contains("INVENTREE_ALLOWED_HOSTS") == true)
        }
    }

    @Test(arguments: [1, 4])
    func `a proxy's 404 in the middle of a run marks nothing as failed, and the next run completes all`(
        parallel: Int
    ) async throws {
        try await withBench(SyncConfiguration(parallel: parallel)) { bench in
            let numbers = (1...12).map { "\($0)" }
            try await bench.insertEach(numbers.map { .invoice(.text($0), lines: [.line("Bolt"), .line("Nut", 2)]) })
            let lines = Mutex(0)
            bench.server.onRequest { request in
                let isOver = lines.withLock { lines in
                    if request.place == "POST /api/order/so-line/" { lines += 1 }
                    return lines > 5
                }
                return isOver ? .answer(status: 404, body: "404 page not found\n") : .pass
            }
            let report = try await bench.sync()
            #expect(report.stopped?.cause == .outage)
            #expect(report.stopped?.reason.contains("answered 404 with plain text") == true)
            #expect(report.documents.failed == 0 && report.invoices.failed == 0 && report.invoices.partial == 0)
            bench.server.onRequest(nil)
            bench.time.advance(by: .seconds(60))
            let rest = try await bench.sync()
            #expect(report.documents.ok + rest.documents.ok == 12 && rest.stopped == nil)
            #expect(bench.server.orders.count == 12 && bench.server.lines.count == 24)
            for number in numbers { #expect(try bench.lines(number).count == 2) }
        }
    }

    @Test(arguments: [403, 404, 405, 408, 409, 413, 421, 425, 502, 520], [false, true])
    func `no line is lost or doubled by a page in place of the response to its creation`(
        status: Int,
        isCarriedOut: Bool
    ) async throws {
        let page = "<html>\(status)</html>"
        let action: FaultAction =
            isCarriedOut ? .carryOutThenAnswer(status: status, body: page) : .answer(status: status, body: page)
        try await withBench { bench in
            let count = Mutex(0)
            bench.server.onRequest { request in
                guard request.place == "POST /api/order/so-line/" else { return .pass }
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                return number == 2 ? action : .pass
            }
            try await bench.insert(.invoice(lines: (1...6).map { .line(.text("Part \($0)")) }))
            #expect(try await bench.sync().documents.ok == 1)
            #expect(try bench.lines().count == 6 && Set(bench.lines()).count == 6)
        }
    }
}
