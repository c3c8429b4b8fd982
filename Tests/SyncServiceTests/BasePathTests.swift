import Foundation
import InvoiceSync
import Testing

@testable import SyncService

/// The service below a path of a host that a proxy shares out.
@Suite struct BasePathTests {
    @Test func `links, redirects and the cookie begin with the base path, also where the proxy takes it away`()
        async throws
    {
        try await withService(basePath: "/tools/invsync/") { service in
            for prefix in ["/tools/invsync", ""] {
                let visitor = Visitor(service)
                let answer = try await visitor.send("\(prefix)/login", ["admin_token": Service.token])
                #expect(answer.status == 303)
                #expect(answer.headers["location"] == "/tools/invsync/")
                #expect(answer.headers["set-cookie"]?.contains("Path=/tools/invsync") == true)
                let page = try await visitor.look("\(prefix)/")
                #expect(page.status == 200)
                let links = page.html.matches(of: /(?:href|src|action|data-page)="(\/[^"]*)"/).map { String($0.1) }
                #expect(links.count > 8)
                #expect(links.allSatisfy { $0.hasPrefix("/tools/invsync/") }, "\(links)")
                #expect(page.shows("data-base=\"/tools/invsync\""))
                let run = try await visitor.send(
                    "\(prefix)/job/switch",
                    ["enabled": "true", "form_token": try #require(page.formToken)]
                )
                #expect(run.headers["location"] == "/tools/invsync/")
                #expect(try await visitor.look("\(prefix)/runs?before=x").status == 200)
            }
            #expect(try await Visitor(service).look("/tools/invsync").status == 401, "the path alone is the overview")
            #expect(try await Visitor(service).look("/tools/invsyncs").status == 404)
        }
    }

    @Test func `a second slash at the beginning of a path is not the name of a host`() async throws {
        try await withService(token: nil) { service in
            let page = try await Visitor(service).look("//runs")
            #expect(page.shows("data-page=\"/runs\""))
        }
    }

    @Test(arguments: ["/in vsync", "/a/../b", "/a?b", "http://x/", "/\"", "/api", "runs/x", "/metrics/"])
    func `a base path that is none, or an address of the service, is refused`(_ path: String) throws {
        let scheduler = SyncScheduler(store: InMemoryInvoiceStore(), logger: .silent) { _ in RunReport() }
        var configuration = ControlServer.Configuration()
        configuration.basePath = path
        let error = #expect(throws: ServiceError.self) {
            try ControlServer(
                configuration: configuration,
                scheduler: scheduler,
                metrics: ServiceMetrics(),
                logger: .silent,
                askServer: { nil }
            )
        }
        #expect(error?.code == .invalidBasePath)
    }

    @Test func `a form with Origin null is taken where the browser says that it comes from here, and only there`()
        async throws
    {
        try await withService { service in
            let visitor = Visitor(service)
            let own = ["Origin": "null", "Sec-Fetch-Site": "same-origin"]
            let form = ["admin_token": Service.token]
            #expect(try await visitor.send("/login", form, headers: ["Origin": "null"]).status == 403)
            #expect(try await visitor.send("/login", form, headers: own).status == 303)
            let token = try #require(try await visitor.look().formToken)
            let fields = ["enabled": "false", "form_token": token]
            for foreign in [
                ["Origin": "null", "Sec-Fetch-Site": "cross-site"], ["Origin": "null", "Sec-Fetch-Site": "same-site"],
                ["Origin": "null", "Sec-Fetch-Site": "none"],
                ["Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"], ["Origin": "null"],
            ] {
                #expect(try await visitor.send("/job/switch", fields, headers: foreign).status == 403)
            }
            #expect(try await visitor.send("/job/switch", ["enabled": "false"], headers: own).status == 403)
            #expect(try await service.store.job(Job.sync)?.enabled != false)
            #expect(try await visitor.send("/job/switch", fields, headers: own).status == 303)
            #expect(try await service.store.job(Job.sync)?.enabled == false)
        }
    }
}
