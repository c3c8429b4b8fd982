import Foundation
import InvoiceSync
import Testing

@testable import SyncService

/// Who may see the pages, and press their buttons.
@Suite struct SessionTests {
    @Test func thePagesAskForTheTokenFirst() async throws {
        try await withService { service in
            let visitor = Visitor(service)
            for path in ["/", "/runs", "/failing", "/runs/x"] {
                let page = try await visitor.look(path)
                #expect(page.status == 401)
                #expect(page.headers["www-authenticate"] == "Bearer realm=\"invsync\"")
                #expect(page.shows("Admin token") && !page.shows(Job.sync))
            }
            let wrong = try await visitor.send("/login", ["admin_token": Service.token + "x"])
            #expect(wrong.status == 401)
            #expect(wrong.shows("That is not the admin token.") && wrong.headers["set-cookie"] == nil)
            #expect(try await visitor.send("/login", [:]).status == 401)
            #expect(try await visitor.look("/login").headers["location"] == "/")
        }
    }

    @Test func aSessionStandsForTheTokenUntilItIsEnded() async throws {
        try await withService { service in
            let visitor = Visitor(service)
            let answer = try await visitor.send("/login", ["admin_token": Service.token])
            #expect(answer.status == 303)
            #expect(answer.headers["location"] == "/")
            let set = try #require(answer.headers["set-cookie"])
            let parts = Set(set.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
            #expect(parts.isSuperset(of: ["httponly", "samesite=strict", "path=/", "max-age=43200"]))
            #expect(!parts.contains("secure") && !set.contains(Service.token))
            #expect(try await visitor.look().shows("Sign out"))

            // The session is for pages, the token for the API.
            let api = try await service.ask(
                "GET",
                "/api/system/jobs",
                headers: ["Cookie": visitor.cookie ?? ""],
                isAdmin: false
            )
            #expect(api.status == 401)

            let cookie = visitor.cookie
            #expect(try await visitor.press("/logout").headers["set-cookie"]?.contains("Max-Age=0") == true)
            visitor.cookie = cookie
            #expect(try await visitor.look().status == 401)
            let late = try await visitor.send("/job/run", [:])
            #expect(late.status == 401)
            #expect(late.shows("Your session is over, and nothing was done."))
        }
    }

    @Test func theCookieIsSecureWhereTheBrowserCameByTLS() async throws {
        try await withService { service in
            let origin = "https://127.0.0.1:\(service.url.port ?? 0)"
            let form = ["admin_token": Service.token]
            let answer = try await Visitor(service).send("/login", form, headers: ["Origin": origin])
            let set = try #require(answer.headers["set-cookie"])
            #expect(set.contains("; Secure") && set.hasPrefix("__Host-invsync_session=") && set.contains("Path=/"))
        }
    }

    @Test func aSessionLastsTwelveHours() async throws {
        let time = try FakeTime()
        try await withService(environment: time.environment()) { service in
            let visitor = try await Visitor.signedIn(service)
            for _ in 1..<12 {
                time.advance(by: .seconds(3600))
                #expect(try await visitor.look("/runs").status == 200)
            }
            time.advance(by: .seconds(3599))
            #expect(try await visitor.look("/runs").status == 200)
            time.advance(by: .seconds(1))
            #expect(try await visitor.look("/runs").status == 401)
        }
    }

    @Test func `a session ends after two hours without a request`() async throws {
        let time = try FakeTime()
        try await withService(environment: time.environment()) { service in
            let visitor = try await Visitor.signedIn(service)
            time.advance(by: Sessions.idleness - .seconds(1))
            #expect(try await visitor.look("/runs").status == 200)
            time.advance(by: Sessions.idleness)
            #expect(try await visitor.look("/runs").status == 401)
        }
    }

    @Test func sessionsAreBoundedInNumber() {
        let sessions = Sessions(elapsed: { .zero })
        let first = sessions.begin(.admin)
        let others = (1..<Sessions.limit).map { _ in sessions.begin(.admin) }
        #expect(sessions.session(first.id.text) != nil)
        let last = sessions.begin(.admin)
        #expect(sessions.session(first.id.text) == nil)
        #expect((others + [last]).allSatisfy { sessions.session($0.id.text) != nil })
        #expect(Set((others + [last]).map(\.id.text)).count == Sessions.limit)
        #expect(last.id.text.count == 64 && last.id.text != last.formToken.text)
    }

    @Test(arguments: ["/job/run", "/job/switch", "/job/schedule", "/retry", "/logout"])
    func aFormNeedsTheTokenOfItsSession(_ path: String) async throws {
        try await withService { service in
            let visitor = try await Visitor.signedIn(service)
            let another = try await Visitor.signedIn(service)
            let foreign = try #require(try await another.look().formToken)
            let fields = ["enabled": "false", "schedule": "0 0 * * *"]
            for token in [nil, "", foreign] {
                let answer = try await visitor.send(
                    path,
                    fields.merging(token.map { ["form_token": $0] } ?? [:]) { $1 }
                )
                #expect(answer.status == 403)
                #expect(answer.shows("nothing was done"))
            }
            let token = try #require(try await visitor.look().formToken)
            for headers in [["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Origin": "null"]] {
                let answer = try await visitor.send(
                    path,
                    fields.merging(["form_token": token]) { $1 },
                    headers: headers
                )
                #expect(answer.status == 403)
            }
            let type = ["Content-Type": "application/json"]
            #expect(try await visitor.send(path, ["form_token": token], headers: type).status == 415)
            #expect(try await service.store.runs(of: Job.sync, before: nil, limit: 1).isEmpty)
            #expect(try await service.store.job(Job.sync)?.enabled != false)
            #expect(try await visitor.look().status == 200)
        }
    }

    @Test func aLinkFromElsewhereLeadsHereAndAFrameDoesNot() async throws {
        try await withService { service in
            let visitor = Visitor(service)
            var headers = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"]
            // The browser keeps the cookie to itself until the page loads itself again.
            let arrival = try await visitor.look(headers: headers)
            #expect(arrival.status == 401)
            #expect(arrival.shows("http-equiv=\"refresh\" content=\"0\""))
            headers["Sec-Fetch-Site"] = "same-origin"
            #expect(try await !visitor.look(headers: headers).shows("http-equiv"))
            let frame = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"]
            #expect(try await visitor.look(headers: frame).status == 403)
            let script = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"]
            #expect(try await visitor.look(headers: script).status == 403)
        }
    }

    @Test func withoutATokenThereIsNoSignInAndFormsAreStillChecked() async throws {
        try await withService(token: nil) { service in
            let visitor = Visitor(service)
            let page = try await visitor.look()
            #expect(page.status == 200)
            #expect(!page.shows("Sign out") && page.headers["set-cookie"] == nil)
            #expect(try await visitor.send("/job/switch", ["enabled": "false"]).status == 403)
            #expect(try await visitor.press("/job/switch", ["enabled": "false"]).status == 303)
            #expect(try await visitor.send("/login", ["admin_token": "x"]).headers["location"] == "/")
            #expect(try await visitor.look(headers: ["Host": "evil.example"]).status == 403)
        }
    }
}
