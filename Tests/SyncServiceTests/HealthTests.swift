import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

@testable import InvenTreeClient
@testable import SyncService

@Suite struct HealthTests {
    private struct Readiness: Decodable {
        struct Check: Decodable {
            let name: String
            let ok: Bool
            let detail: String?
        }
        let status: String
        let checks: [Check]
    }

    @Test func isReadyWhereStoreAndServerAnswer() async throws {
        try await withService { service in
            let answer = try await service.ask("GET", "/readyz", isAdmin: false)
            #expect(answer.status == 200)
            let readiness = try answer.json(Readiness.self)
            #expect(readiness.status == "ready")
            #expect(readiness.checks.map(\.name) == ["store", "runs", "inventree"])
            #expect(try await service.ask("GET", "/livez", isAdmin: false).status == 200)
        }
    }

    @Test func saysWhichPartIsMissing() async throws {
        try await withService { service in
            service.simulator.onRequest { _ in .answer(status: 503) }
            let answer = try await service.ask("GET", "/readyz")
            #expect(answer.status == 503)
            let checks = try answer.json(Readiness.self).checks
            #expect(checks.filter { !$0.ok }.map(\.name) == ["inventree"])
            #expect(checks.allSatisfy { $0.detail?.isEmpty == false })
        }
    }

    @Test func `strangers see names and states, details need the token or a session`() async throws {
        try await withService { service in
            service.simulator.onRequest { _ in .answer(status: 503) }
            let visitor = try await Visitor.signedIn(service)
            let cookie = ["Cookie": visitor.cookie ?? ""]
            for (headers, isKnown) in [([:], false), (["Authorization": "Bearer wrong"], false), (cookie, true)] {
                let answer = try await service.ask("GET", "/readyz", headers: headers, isAdmin: false)
                #expect(answer.status == 503)
                let checks = try answer.json(Readiness.self).checks
                #expect(checks.map(\.name) == ["store", "runs", "inventree"])
                #expect(checks.allSatisfy { ($0.detail != nil) == isKnown })
            }
        }
    }

    @Test func `a secret in text of the server or of an older version is in no response, page or record`() async throws
    {
        let token = try #require(Identities.standard.tokens["admin"]).token.value
        try await withService { service in
            let basic = Data("admin:\(Service.token)".utf8).base64EncodedString()
            service.simulator.onRequest { _ in
                .answer(status: 503, body: #"{"detail":"bad header: Token \#(token), \#(basic)"}"#)
            }
            try await service.insert("1")
            let visitor = try await Visitor.signedIn(service)
            _ = try await service.ask("POST", "/api/system/jobs/\(Job.sync)/run?wait")
            var old = Job.Changes()
            old.finished = Job.Run(began: Date(), duration: .zero, status: .failed, output: "old: \(token)")
            for path in ["/readyz", "/api/system/jobs", "/api/system/runs", "/api/invoices"] {
                let answer = try await service.ask("GET", path)
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(!text.contains(token) && !text.contains(basic) && !text.contains(basic.dropFirst(8)), "\(path)")
            }
            let records = try await service.store.runs(of: Job.sync, before: nil, limit: 9).map { try $0.json() }
            #expect(records.contains { $0.contains("<redacted>") })
            #expect(!records.contains { $0.contains(token) || $0.contains(basic) })
            try await service.store.updateJob(Job.sync, old)
            let job = try await service.ask("GET", "/api/system/jobs")
            #expect(String(decoding: job.body, as: UTF8.self).contains("old: <redacted>"))
            #expect(try await !visitor.look().shows(token))
        }
    }

    @Test func aStoreThatDoesNotAnswerIsNotWaitedForWithoutEnd() async throws {
        struct Silent: ForwardingInvoiceStore {
            let base: any InvoiceStore = InMemoryInvoiceStore()
            let gate = Gate()

            func job(_ name: String) async throws(SyncError) -> Job? {
                await gate.pass()
                return nil
            }
        }
        let silent = Silent()
        let time = try FakeTime()
        let scheduler = SyncScheduler(store: silent, environment: time.environment(), logger: .silent) { _ in
            RunReport()
        }
        async let checks = Health(scheduler: scheduler, askServer: { nil }).checks()
        await time.sleepers(1)
        time.advance(by: .seconds(5))
        let store = try #require(await checks.first { $0.name == "store" })
        #expect(!store.ok)
        #expect(store.detail == "no answer within 5.0 seconds")
        await silent.gate.open()
    }

    @Test func isStaleWhenThreeDueTimesSawNoSuccess() async throws {
        let time = try FakeTime()
        let store = InMemoryInvoiceStore(now: { time.now })
        let scheduler = SyncScheduler(
            store: store,
            zone: try #require(TimeZone(identifier: "UTC")),
            environment: time.environment(),
            logger: .silent
        ) { _ in RunReport() }
        func runs() async throws -> Health.Check {
            let checks = await Health(scheduler: scheduler, askServer: { nil }).checks()
            return try #require(checks.first { $0.name == "runs" })
        }
        let health = Health(scheduler: scheduler, askServer: { nil })
        #expect(await health.checks().allSatisfy(\.ok))
        time.advance(by: .seconds(27 * 60))
        #expect(await health.checks().allSatisfy(\.ok), "10:10, 10:20 and 10:30: the last is only now")
        time.advance(by: .seconds(11))
        let stale = try #require(await health.checks().first { $0.name == "runs" })
        #expect(!stale.ok)
        #expect(stale.detail == "stale: no success yet")

        var run = RunRecord(job: Job.sync, trigger: .schedule, worker: "another", began: time.now)
        run.status = .partial
        run.ended = time.now
        try await store.record(run)
        #expect(try await runs().ok)
        var off = Job.Changes()
        off.enabled = false
        try await store.updateJob(Job.sync, off)
        time.advance(by: .seconds(86_400))
        #expect(try await runs().ok, "what is switched off is not stale")
    }

    @Test func metricsParseAndTellOfTheRun() async throws {
        try await withService { service in
            try await service.insert("1")
            _ = try await service.ask("POST", "/api/system/jobs/\(Job.sync)/run?wait")
            let answer = try await service.ask("GET", "/metrics")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let samples = try PrometheusReader.read(String(decoding: answer.body, as: UTF8.self))
            #expect(samples[#"invsync_runs_total{status="ok"}"#] == 1)
            #expect(samples[#"invsync_documents{state="ok"}"#] == 1)
            #expect(samples[#"invsync_invoices_total{result="ok"}"#] == 1)
            #expect(samples["invsync_warnings_total"] == 0)
            #expect(samples["invsync_documents_with_warnings"] == 0)
            #expect(samples[#"invsync_rows_written_total{kind="order"}"#] == 1)
            #expect(samples["invsync_run_duration_seconds_count"] == 1)
            #expect(samples["invsync_breaker_open"] == 0)
            let order = #"{method="POST",route="/api/order/so/",outcome="2xx"}"#
            #expect(samples["invsync_inventree_requests_total\(order)"] == 1)
        }
    }

    @Test func theBreakerIsOpenWhereTheServerWasOutOfReachFromTheStart() async throws {
        try await withService { service in
            func breaker() async throws -> Double? {
                _ = try await service.ask("POST", "/api/system/jobs/\(Job.sync)/run?wait")
                let answer = try await service.ask("GET", "/metrics")
                return try PrometheusReader.read(String(decoding: answer.body, as: UTF8.self))["invsync_breaker_open"]
            }
            try await service.insert("1")
            service.simulator.onRequest { _ in .answer(status: 503) }
            #expect(try await breaker() == 1)
            let run = try #require(try await service.store.runs(of: Job.sync, before: nil, limit: 1).first)
            #expect(run.status == .failed)
            #expect(run.report.stopped?.cause == .outage)
            service.simulator.onRequest { _ in .answer(status: 403, body: #"{"detail":"No."}"#) }
            #expect(try await breaker() == 0, "what the server forbids is no outage")
            service.simulator.onRequest(nil)
            #expect(try await breaker() == 0)
        }
    }

    @Test func aRunThatWasAskedToEndTellsNothingOfTheBreaker() throws {
        let metrics = ServiceMetrics()
        var run = RunRecord(job: Job.sync, trigger: .schedule, worker: "a", began: Date())
        (run.ended, run.status) = (run.began, .failed)
        run.report.stopped = .init(cause: .outage, reason: "gone")
        metrics.runChanged(run)
        (run.status, run.report.stopped) = (.aborted, .init(cause: .request, reason: "asked"))
        metrics.runChanged(run)
        let breaker = try #require(metrics.families(documents: nil).first { $0.name == "invsync_breaker_open" })
        #expect(breaker.samples.map(\.value) == [1])
    }

    @Test func retriesAreCountedByRoute() throws {
        let metrics = ServiceMetrics()
        for attempt in 1...3 {
            metrics.exchangeEnded(
                Exchange(method: "GET", route: "/api/part/", attempt: attempt, status: 500, duration: .seconds(1))
            )
        }
        metrics.exchangeEnded(Exchange(method: "GET", route: "/api/user/me/", status: 200, duration: .seconds(1)))
        let samples = try PrometheusReader.read(PrometheusText.render(metrics.families(documents: nil)))
        #expect(samples[#"invsync_inventree_retries_total{route="/api/part/"}"#] == 2)
        #expect(samples[#"invsync_inventree_retries_total{route="/api/user/me/"}"#] == 0)
    }

    @Test func routesBeyondTheLimitAreCountedTogether() throws {
        let metrics = ServiceMetrics()
        for number in 0..<200 {
            metrics.exchangeEnded(
                Exchange(method: "GET", route: "/\(number)/", attempt: 2, status: 200, duration: .seconds(1))
            )
        }
        let families = metrics.families(documents: nil)
        let requests = try #require(families.first { $0.name == "invsync_inventree_requests_total" })
        #expect(requests.samples.count == ServiceMetrics.routeLimit + 1)
        #expect(requests.samples.map(\.value).reduce(0, +) == 200)
        let retries = try #require(families.first { $0.name == "invsync_inventree_retries_total" })
        #expect(retries.samples.count == ServiceMetrics.routeLimit + 1)
    }
}
