import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import SyncService

/// The pages as a browser without a script has them.
@Suite struct DashboardTests {
    @Test func showsJobRunsAndDocuments() async throws {
        try await withStillService { service, _ in
            let visitor = try await Visitor.signedIn(service)
            try await service.insert("1")
            #expect(try await visitor.look().shows("There was no run yet."))
            #expect(try await visitor.press("/job/run").status == 303)
            let run = try await firstRun(service)

            let page = try await visitor.look()
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            for text in [
                "<h1 id=\"headline\">All is well</h1>", Job.sync, Service.schedule, "Europe/Bucharest", "Switch off",
                "href=\"/runs/\(run.id)\"", "by hand", "1 ok", "1 order, 1 line, 1 customer",
            ] {
                #expect(page.shows(text), "\(text)")
            }
            let details = try await visitor.look("/runs/\(run.id)")
            #expect(details.shows("documents: 1 ok, 0 partial, 0 failed"))
            #expect(details.shows("<dt>Store after it</dt><dd>1 ok</dd>"))
            #expect(try await visitor.look("/runs").shows(run.id))
            #expect(try await visitor.look("/failing").shows("None."))
        }
    }

    @Test func `a waiting document is named with its reason and its next attempt, on the page and by the API`()
        async throws
    {
        struct List: Decodable {
            struct Document: Decodable {
                let nextAttempt: Date
                let reason: String
            }
            let documents: [Document]
        }
        try await withStillService { service, _ in
            let visitor = try await Visitor.signedIn(service)
            try await service.insert("1")
            let request = ClaimRequest(selection: .pending, limit: 1, owner: "w", leaseDuration: .seconds(60))
            let claimed = try #require(try await service.store.claim(request).first)
            let retry = Retry(attempts: 3, delay: .seconds(600), reason: "T 1: the server failed")
            _ = try await service.store.release(claimed.lease, retry: retry)
            let page = try await visitor.look()
            for text in ["Waiting documents", "T 1: the server failed", "attempts: 3", "in 10 min"] {
                #expect(page.shows(text), "\(text)")
            }
            let list = try await service.ask("GET", "/api/invoices?state=waiting").json(List.self)
            #expect(list.documents.map(\.reason) == ["T 1: the server failed"])
        }
    }

    @Test func letsABrowserDoNothingButWhatItNeeds() async throws {
        try await withStillService { service, _ in
            let visitor = try await Visitor.signedIn(service)
            for path in ["/", "/runs", "/failing", "/runs/none"] {
                let page = try await visitor.look(path)
                #expect(
                    page.headers["content-security-policy"]
                        == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
                )
                #expect(page.headers["x-content-type-options"] == "nosniff")
                #expect(page.headers["referrer-policy"] == "same-origin")
                #expect(page.headers["cache-control"] == "no-store")
                // Neither style nor script stands in a page, and nothing comes from elsewhere.
                #expect(!page.shows(" style=") && !page.shows("<style") && !page.shows("http://"))
                #expect(page.html.matches(of: /<script/).count == 1)
            }
            for (asset, type) in [
                ("dashboard.css", "text/css"), ("dashboard.js", "text/javascript"), ("icon.svg", "image/svg+xml"),
            ] {
                let answer = try await Visitor(service).look("/assets/\(asset)")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"]?.hasPrefix(type) == true)
            }
        }
    }

    @Test func whatComesFromOutsideIsTextWhateverItHolds() async throws {
        let attack = "<script>alert(1)</script>\"'&"
        // A quotation mark with an accent is one letter for a reader, and still ends an attribute for a browser.
        let accented = "\"\u{301} autofocus onfocus=\u{22}alert(2)"
        try await withStillService { service, _ in
            let invoice: JSONValue = [
                "serie": .text(attack), "numar": "1", "denumire_client": .text(attack),
                "articole": [["nume_produs": .text(attack), "cantitate": .text(attack), "pret_unitar": 1]],
            ]
            _ = try await service.store.insert([RawDocument(id: DocumentID(.text(accented)), data: invoice)])
            let visitor = try await Visitor.signedIn(service)
            _ = try await visitor.press("/job/run")
            _ = try await firstRun(service)
            var changes = Job.Changes()
            changes.schedule = attack
            try await service.store.updateJob(Job.sync, changes)

            let page = try await visitor.look()
            #expect(page.shows("The schedule cannot be followed"))
            #expect(
                page.html.unicodeScalars.split(separator: "<").count { $0.starts(with: "script".unicodeScalars) } == 1
            )
            #expect(page.html.matches(of: /&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;/).count > 4)
            #expect(!page.html.utf8.contains("\"\u{301}".utf8))
            #expect(page.html.utf8.contains("&quot;\u{301} autofocus onfocus=&quot;alert".utf8))
        }
    }

    @Test func showsWhyInvoicesFailAndTriesThemAgain() async throws {
        try await withStillService { service, time in
            try await service.insert("1", quantity: "many")
            try await service.insert("2", quantity: "many")
            let visitor = try await Visitor.signedIn(service)
            _ = try await visitor.press("/job/run")
            _ = try await firstRun(service)
            time.advance(by: .seconds(1))

            let page = try await visitor.look()
            #expect(page.shows("2 documents are partial"))
            #expect(page.shows("<strong><bdi>T 1</bdi></strong> <bdi class=\"customer\">Dacia</bdi>"))
            #expect(page.shows("“many” is not a number"))
            #expect(page.shows("aria-label=\"Retry document 1\""))
            #expect(try await visitor.press("/retry", ["document": "\"1\""]).headers["location"] == "/")
            #expect(try await run(2, service).report.documents.done == 1)
            time.advance(by: .seconds(1))
            #expect(try await visitor.press("/retry").status == 303)
            #expect(try await run(3, service).report.documents.done == 2)
            #expect(try await visitor.look("/failing").shows("Retry document 2"))
        }
    }

    @Test func turnsTheSwitchAndChangesTheSchedule() async throws {
        try await withStillService { service, _ in
            let visitor = try await Visitor.signedIn(service)
            #expect(try await visitor.press("/job/switch", ["enabled": "false"]).status == 303)
            #expect(try await service.store.job(Job.sync)?.enabled == false)
            let off = try await visitor.look()
            #expect(off.shows("The job is switched off") && off.shows("Switch on"))
            #expect(try await visitor.press("/job/switch", ["enabled": "true"]).status == 303)
            #expect(try await service.store.job(Job.sync)?.enabled == true)

            let wrong = try await visitor.press("/job/schedule", ["schedule": "61 * * * *"])
            #expect(wrong.status == 422)
            #expect(wrong.shows("value=\"61 * * * *\"") && wrong.shows("“61” is no minute"))
            #expect(try await service.store.job(Job.sync)?.schedule == Service.schedule)
            #expect(try await visitor.press("/job/schedule", ["schedule": "0 6 * * MON"]).status == 303)
            #expect(try await service.store.job(Job.sync)?.schedule == "0 6 * * MON")
            #expect(try await visitor.press("/job/switch", ["enabled": "perhaps"]).status == 400)
        }
    }

    @Test func aRunThatIsUnderWayShowsItsProgressAndLetsNoOtherBegin() async throws {
        let gate = Gate()
        let told = Gate()
        try await withStillService(run: { request in
            var report = RunReport()
            (report.documents.expected, report.documents.ok) = (5, 3)
            request.onProgress(report)
            await told.open()
            await gate.pass()
            return report
        }) { service, _ in
            let visitor = try await Visitor.signedIn(service)
            _ = try await visitor.press("/job/run")
            await told.pass()
            let page = try await visitor.look()
            #expect(page.shows("A run is under way"))
            #expect(page.shows("max=\"5\" value=\"3\"") && page.shows("3 of 5 documents"))
            #expect(page.shows("<noscript><meta http-equiv=\"refresh\""))
            let second = try await visitor.press("/job/run")
            #expect(second.status == 409)
            #expect(second.shows("role=\"alert\">a run of \(Job.sync) is under way"))
            await gate.open()
            _ = try await firstRun(service)
            #expect(try await !visitor.look().shows("<noscript>"))
        }
    }

    @Test func whatIsNotThereIsAPageToo() async throws {
        try await withStillService { service, _ in
            let visitor = try await Visitor.signedIn(service)
            let page = try await visitor.look("/runs/none")
            #expect(page.status == 404)
            #expect(page.shows("there is no such run"))
            #expect(try await visitor.look("/failing?after=%7B").status == 400)
            #expect(try await visitor.press("/retry", ["document": "{"]).status == 404)
        }
    }

    // MARK: Support

    private func firstRun(_ service: Service) async throws -> RunRecord { try await run(1, service) }

    /// The newest of so many runs, when it has ended.
    private func run(_ count: Int, _ service: Service) async throws -> RunRecord {
        let newest = try #require(service.scheduler.watch.latest)
        let ended = await service.scheduler.end(of: newest, within: .seconds(60))
        #expect(try await service.store.runs(of: Job.sync, before: nil, limit: 10).count == count)
        return ended
    }
}
