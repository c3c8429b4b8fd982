import FGOModels
import Foundation
import HTTPTypes
import Hummingbird
import InvoiceSync
import Logging
import NIOCore
import Synchronization
import TestSockets
import Testing

@testable import SyncService

/// The rules of tokens: which ones are taken, for what, and what becomes of guesses.
@Suite struct AccessRuleTests {
    private static let reader = "reader-token-8f2c61d0"
    private static let metrics = "metrics-token-5b19e7a4"

    private func withRoles(_ body: (Service) async throws -> Void) async throws {
        try await withService(
            reader: try AccessToken(Self.reader),
            metrics: try AccessToken(Self.metrics),
            body: body
        )
    }

    @Test func `the reader looks and changes nothing, the metrics token reads figures alone`() async throws {
        try await withRoles { service in
            let looks = ["/api/system/jobs", "/api/system/runs", "/api/invoices", "/api/system/jobs/\(Job.sync)"]
            func status(_ method: String, _ path: String, _ token: String) async throws -> Int {
                let headers = ["Authorization": "Bearer \(token)"]
                return try await service.ask(
                    method,
                    path,
                    method == "GET" ? nil : "{}",
                    headers: headers,
                    isAdmin: false
                )
                .status
            }
            for path in looks {
                #expect(try await status("GET", path, Self.reader) == 200)
                #expect(try await status("GET", path, Self.metrics) == 403)
            }
            for token in [Self.reader, Self.metrics, Service.token] {
                #expect(try await status("GET", "/metrics", token) == 200)
            }
            for (method, path) in [
                ("POST", "/api/system/jobs/\(Job.sync)/run"), ("PATCH", "/api/system/jobs/\(Job.sync)"),
                ("POST", "/api/invoices/retry"),
            ] {
                #expect(try await status(method, path, Self.reader) == 403)
                #expect(try await status(method, path, Self.metrics) == 403)
            }
            #expect(try await status("GET", "/api/system/events", Self.metrics) == 403)
            let runs = try await service.store.runs(of: Job.sync, before: nil, limit: 1)
            #expect(runs.isEmpty)
        }
    }

    @Test func `a reader sees the pages without buttons, and forms of a reader are refused`() async throws {
        try await withRoles { service in
            try await service.insert("1", quantity: "many")
            _ = try await service.ask("POST", "/api/system/jobs/\(Job.sync)/run?wait")
            let visitor = Visitor(service)
            #expect(try await visitor.send("/login", ["admin_token": Self.metrics]).status == 401)
            #expect(try await visitor.send("/login", ["admin_token": Self.reader]).status == 303)
            let page = try await visitor.look()
            #expect(page.status == 200 && page.shows("Sign out") && page.shows("Failing invoices"))
            for id in ["run-now", "switch", "schedule-save", "retry-all", "class=\"retry\""] {
                #expect(!page.shows(id))
            }
            let token = try #require(page.formToken)
            for path in ["/job/run", "/job/switch", "/job/schedule", "/retry"] {
                let fields = ["form_token": token, "enabled": "false", "schedule": "0 0 * * *"]
                #expect(try await visitor.send(path, fields).status == 403)
            }
            #expect(try await service.store.job(Job.sync)?.enabled != false)
            #expect(try await visitor.press("/logout").status == 303)
            let admin = try await Visitor.signedIn(service)
            #expect(try await admin.look().shows("retry-all"))
        }
    }

    @Test func `a sign-in that was begun with the old token opens nothing after the token changed`() async throws {
        let server = Mutex<ControlServer?>(nil)
        try await withService(onMade: { made in server.withLock { $0 = made } }) { service in
            let connection = try RawConnection(port: try #require(service.url.port))
            let body = "admin_token=\(Service.token)"
            connection.send(
                "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
            )
            connection.send("Content-Type: application/x-www-form-urlencoded\r\n\r\n\(body.dropLast(4))")
            // The head has arrived when a request after it is answered.
            #expect(try await service.ask("GET", "/livez").status == 200)
            let control = try #require(server.withLock { $0 })
            try control.changeTokens(to: AccessTokens(admin: AccessToken("another-token-71c9e2d8")))
            connection.send(String(body.suffix(4)))
            let response = try #require(await connection.readToEnd())
            #expect(response.hasPrefix("HTTP/1.1 401"))
            #expect(!response.lowercased().contains("set-cookie"))
        }
    }

    @Test func `a session ends with the token that it began with, and only then`() async throws {
        let server = Mutex<ControlServer?>(nil)
        let reader = try AccessToken(Self.reader)
        try await withService(reader: reader, onMade: { made in server.withLock { $0 = made } }) { service in
            let admin = try await Visitor.signedIn(service)
            let looker = Visitor(service)
            _ = try await looker.send("/login", ["admin_token": Self.reader])
            let control = try #require(server.withLock { $0 })
            try control.changeTokens(to: AccessTokens(admin: AccessToken("another-token-71c9e2d8"), reader: reader))
            #expect(try await admin.look().status == 401)
            #expect(try await looker.look().status == 200)
            let lost = #expect(throws: ServiceError.self) { try control.changeTokens(to: AccessTokens()) }
            #expect(lost?.code == .unprotected)
            #expect(try await service.ask("GET", "/api/system/jobs", isAdmin: false).status == 401)
        }
    }

    @Test(arguments: ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"])
    func `without a token what came through a proxy is refused`(_ field: String) async throws {
        try await withService(token: nil) { service in
            let headers = [field: "for=192.0.2.1"]
            let jobs = try await service.ask("GET", "/api/system/jobs", headers: headers, isAdmin: false)
            #expect(jobs.status == 403)
            let path = "/api/system/jobs/\(Job.sync)/run"
            #expect(try await service.ask("POST", path, headers: headers, isAdmin: false).status == 403)
            #expect(try await Visitor(service).look(headers: headers).status == 403)
            #expect(try await service.ask("GET", "/api/system/jobs", isAdmin: false).status == 200)
        }
    }

    @Test(arguments: [
        "aaaaaaaaaaaaaaaa", "abababababababababab", "passwordpassword", "1111111111111112", "aaaabbbbccccdddd",
    ])
    func `a token that repeats itself is refused`(_ text: String) {
        #expect(throws: ServiceError.self) { try AccessToken(text) }
    }

    @Test(arguments: [
        "d41d8cd98f00b204", "e3b0c44298fc1c149afbf4c8996fb924", "correct-horse-battery", "Tr0ub4dor&3Tr0ub4dor",
    ])
    func `a random token is taken`(_ text: String) throws {
        #expect(try AccessToken(text).matches(text))
    }

    @Test func `tokens of two roles differ, and none protects without an admin token`() throws {
        let token = try AccessToken(Self.reader)
        for tokens in [
            AccessTokens(reader: token), AccessTokens(metrics: token), AccessTokens(admin: token, reader: token),
            AccessTokens(admin: try AccessToken(Service.token), reader: token, metrics: token),
        ] {
            #expect(throws: ServiceError.self) { try tokens.check(listeningOn: "127.0.0.1") }
        }
    }

    @Test func `guesses are slowed down by address, and the right token has to wait, too`() async throws {
        let time = try FakeTime()
        try await withService(environment: time.environment()) { service in
            func ask(_ token: String, from address: String = "192.0.2.1") async throws -> Service.Answer {
                let headers = ["Authorization": "Bearer \(token)", "X-Forwarded-For": "203.0.113.9, \(address)"]
                return try await service.ask("GET", "/api/system/jobs", headers: headers, isAdmin: false)
            }
            for _ in 1...SignInAttempts.free { #expect(try await ask("wrong").status == 401) }
            #expect(try await ask("wrong").status == 401)
            let blocked = try await ask(Service.token)
            #expect(blocked.status == 429)
            #expect(blocked.headers["retry-after"] == "1")
            #expect(try await ask(Service.token, from: "192.0.2.2").status == 200, "another address is not concerned")
            time.advance(by: .seconds(1))
            #expect(try await ask("wrong").status == 401)
            #expect(try await ask("wrong").headers["retry-after"] == "2")
            let form = Visitor(service)
            let page = try await form.send(
                "/login",
                ["admin_token": Service.token],
                headers: ["X-Forwarded-For": "192.0.2.1"]
            )
            #expect(page.status == 429 && page.shows("Wait a minute"))
            time.advance(by: .seconds(2))
            #expect(try await ask(Service.token).status == 200)
            #expect(try await ask("wrong").status == 401)
            #expect(try await ask(Service.token).status == 200, "a success forgets the failures")
        }
    }

    @Test func `who has the reader token is slowed down in guessing the admin token`() async throws {
        let time = try FakeTime()
        let reader = try AccessToken(Self.reader)
        try await withService(reader: reader, environment: time.environment()) { service in
            var statuses: [Int] = []
            for token in Array(repeating: ["wrong", Self.reader], count: SignInAttempts.free + 2).flatMap(\.self) {
                let headers = ["Authorization": "Bearer \(token)"]
                statuses.append(
                    try await service.ask("GET", "/api/system/jobs", headers: headers, isAdmin: false).status
                )
            }
            #expect(statuses.suffix(3) == [429, 429, 429])
        }
    }

    @Test func `the addresses that are remembered are bounded`() async throws {
        let count = Mutex(0)
        let attempts = SignInAttempts(elapsed: { .zero }) { _, _ in count.withLock { $0 += 1 } }
        let request = Request(
            head: .init(method: .get, scheme: nil, authority: nil, path: "/"),
            body: .init(buffer: ByteBuffer())
        )
        func client(_ number: Int) throws -> ClientAddress {
            let address = "2001:db8:\(String(number / 65_536, radix: 16)):\(String(number % 65_536, radix: 16))::1"
            return ClientAddress(try SocketAddress(ipAddress: address, port: 1), request)
        }
        for number in 0..<SignInAttempts.limit * 2 {
            await attempts.note(isSuccess: false, try client(number), "a test")
        }
        #expect(attempts.count == SignInAttempts.limit)
        #expect(count.withLock { $0 } == SignInAttempts.limit * 2)
    }

    @Test(arguments: [
        ("192.0.2.7", nil, "192.0.2.7"), ("::ffff:192.0.2.7", nil, "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", nil, "2001:db8:1:2::/64"), ("127.0.0.1", "198.51.100.1, 192.0.2.9", "192.0.2.9"),
        ("127.0.0.1", "no address", "127.0.0.1"), ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("::1", "2001:db8::1", "2001:db8:0:0::/64"),
    ])
    func `clients are told apart by address, networks of IPv6, and a proxy on this machine`(
        _ peer: String,
        _ forwarded: String?,
        _ text: String
    ) throws {
        var head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        if let forwarded, let name = HTTPField.Name("X-Forwarded-For") { head.headerFields[name] = forwarded }
        let request = Request(head: head, body: .init(buffer: ByteBuffer()))
        #expect(ClientAddress(try SocketAddress(ipAddress: peer, port: 1), request).text == text)
    }
}
