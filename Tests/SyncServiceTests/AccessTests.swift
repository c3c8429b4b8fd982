import Foundation
import InvoiceSync
import Testing

@testable import SyncService

@Suite struct AccessTests {
    private let path = "/api/system/jobs"

    @Test func theTokenIsAskedFor() async throws {
        try await withService { service in
            let missing = try await service.ask("GET", path, isAdmin: false)
            #expect(missing.status == 401)
            #expect(missing.code == "unauthorized")
            #expect(missing.headers["www-authenticate"] == "Bearer realm=\"invsync\"")
            let metrics = try await service.ask("GET", "/metrics", isAdmin: false)
            #expect(metrics.status == 401)
        }
    }

    @Test(arguments: [
        "Bearer wrong", "Bearer \(Service.token)x", "Bearer", "Bearer ", "Basic \(Service.token)",
        "Token \(Service.token)",
        "Bearer \(Service.token.dropLast())", Service.token,
    ])
    func nothingElseIsTheToken(_ authorization: String) async throws {
        try await withService { service in
            let answer = try await service.ask("GET", path, headers: ["Authorization": authorization], isAdmin: false)
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
        }
    }

    @Test func aPageOfAnotherSiteIsForbiddenWhateverItSends() async throws {
        try await withService { service in
            for headers in [["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Origin": "null"]] {
                let answer = try await service.ask("GET", path, headers: headers)
                #expect(answer.status == 403)
                #expect(answer.code == "forbidden")
            }
            let own = try await service.ask("GET", path, headers: ["Origin": service.url.absoluteString])
            #expect(own.status == 200)
        }
    }

    @Test func withoutATokenLocalhostIsServedAlone() async throws {
        try await withService(token: nil) { service in
            #expect(try await service.ask("GET", path, isAdmin: false).status == 200)
            let name = "http://localhost:\(service.url.port ?? 0)"
            let local = Service(
                url: try #require(URL(string: name)),
                store: service.store,
                scheduler: service.scheduler,
                simulator: service.simulator
            )
            #expect(try await local.ask("GET", path, isAdmin: false).status == 200)
            let rebound = try await service.ask("GET", path, headers: ["Host": "evil.example"], isAdmin: false)
            #expect(rebound.status == 403)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "invsync.example", "127.0.0.1.example"])
    func anotherAddressNeedsAToken(_ host: String) throws {
        let scheduler = SyncScheduler(store: InMemoryInvoiceStore(), logger: .silent) { _ in RunReport() }
        var configuration = ControlServer.Configuration()
        configuration.host = host
        func server() throws -> ControlServer {
            try ControlServer(
                configuration: configuration,
                scheduler: scheduler,
                metrics: ServiceMetrics(),
                logger: .silent,
                askServer: { nil }
            )
        }
        #expect(#expect(throws: ServiceError.self) { try server() }?.code == .unprotected)
        configuration.tokens.admin = try AccessToken(Service.token)
        let protected = try server()
        let error = #expect(throws: ServiceError.self) { try protected.changeTokens(to: AccessTokens()) }
        #expect(error?.code == .unprotected)
    }

    @Test(arguments: ["", "short", "fifteen letters", "with spaces in between it", "ștergător-ștergător"])
    func aTokenIsLongAndPlain(_ text: String) {
        #expect(throws: ServiceError.self) { try AccessToken(text) }
    }

    @Test func aTokenIsNeverShown() throws {
        let token = try AccessToken(Service.token + "\n")
        #expect(token.matches(Service.token))
        #expect(
            !"\(token) \(String(reflecting: token)) \(String(describing: Mirror(reflecting: token).children))"
                .contains("secret")
        )
    }
}
