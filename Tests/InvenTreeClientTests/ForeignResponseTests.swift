import Foundation
import HTTPTypes
import Testing

@testable import InvenTreeClient

/// Responses of proxies, firewalls and sign-in pages (SyncRules, “Responses of other programs”).
@Suite struct ForeignResponseTests {
    private static let page =
        "<!DOCTYPE html><html><head><title>\n Just a moment…</title></head><body>wait</body></html>"

    private static func reply(_ status: Int, _ type: String, _ body: String, _ fields: String...)
        -> LoopbackServer.Reply
    {
        let head = ["HTTP/1.1 \(status) X", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + fields
        return .bytes(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// The error of a creation that is responded to so.
    private func error(_ reply: LoopbackServer.Reply) async throws -> InvenTreeError {
        var found: InvenTreeError?
        try await LoopbackServer.run { _ in
            reply
        } _: { server in
            let client = try server.client(retryPolicy: .never)
            found = try await failure { _ = try await client.createCompany(.init(name: "A")) }
        }
        return try #require(found)
    }

    @Test(arguments: [200, 201, 401, 403, 404, 405, 406, 409, 413, 415, 418, 431, 451])
    func `a web page is transient, whatever its status`(status: Int) async throws {
        let error = try await error(Self.reply(status, "text/html; charset=UTF-8", Self.page))
        #expect(
            error.code == .intercepted && error.status == status && error.isTransient && error.mayHaveBeenCarriedOut
        )
        #expect(error.message == "something in front of the server answered \(status) with a web page “Just a moment…”")
        #expect(error.body == Self.page && error.fieldErrors.isEmpty)
    }

    @Test(arguments: [408, 421, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530])
    func `a status that passes is transient with any body`(status: Int) async throws {
        for body in [Self.page, "", #"{"detail":"Words."}"#] {
            let error = try await error(Self.reply(status, "text/html", body))
            #expect(error.code == .serverError && error.isTransient && error.mayHaveBeenCarriedOut)
        }
    }

    @Test(arguments: [
        ("text/plain", "404 page not found\n", "with plain text “404 page not found”"),
        ("text/plain", "\u{1B}[31mred\u{7}\r\nalert", "with plain text “[31mred alert”"),
        ("text/html", "<html><body>no title</body></html>", "with a web page"),
        ("application/json", #"{"message":"Forbidden"}"#, "with JSON that is not InvenTree's"),
        ("application/problem+json", #"{"title":"T","detail":"D","status":404}"#, "with JSON that is not InvenTree's"),
        ("application/xml", "<?xml version='1.0'?><Error/>", "with an XML document"),
        ("application/octet-stream", "\0\u{1}", "with data that is not text"),
        ("text/plain", "", "without a body"),
    ])
    func `the kind of body is described`(type: String, body: String, words: String) async throws {
        let error = try await error(Self.reply(404, type, body, "Server: edge/1.2"))
        #expect(error.code == .intercepted)
        #expect(error.message == "something in front of the server answered 404 \(words) (edge/1.2)")
    }

    @Test func `what is quoted is short`() async throws {
        let error = try await error(Self.reply(404, "text/plain", String(repeating: "word ", count: 1000)))
        #expect(error.message.count < 200)
    }

    /// A wrong Host is a web page with 400 from Django itself.
    @Test(arguments: [400, 500])
    func `the server's own web pages are not blamed on a proxy alone`(status: Int) async throws {
        let message = try await error(Self.reply(status, "text/html", "<html></html>")).message
        #expect(message == "the server, or something in front of it, answered \(status) with a web page")
    }

    @Test(arguments: [
        ("https://user:secret@sso.example.ro/login?next=/api/&key=secret#top", "https://sso.example.ro/login"),
        ("/accounts/login/?next=secret", "/accounts/login/"),
    ])
    func `a redirect is named without its secrets and not followed`(location: String, target: String) async throws {
        for status in [301, 302, 303, 307, 308] {
            let error = try await error(Self.reply(status, "text/html", "<html></html>", "Location: \(location)"))
            #expect(error.code == .redirected && error.isTransient && !error.mayHaveBeenCarriedOut)
            let words = "answered \(status) and points to \(target); redirects are not followed"
            #expect(error.message == "something in front of the server \(words)")
        }
    }

    @Test func `credentials never reach the target of a redirect`() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { target in
            try await LoopbackServer.run { _ in
                .json(307, "{}", fields: ["Location": "\(target.url)/api/company/7/"])
            } _: { server in
                let client = try server.client()
                #expect(try await failure { _ = try await client.company(7) }?.code == .redirected)
                #expect(server.requests.count == 1 && target.requests.isEmpty)
            }
        }
    }

    @Test(arguments: [
        (400, #"{"name":["Too long."]}"#, "refused"), (400, #"["Null characters are not allowed."]"#, "refused"),
        (400, #""Plain.""#, "refused"), (400, #"{"non_field_errors":"No items."}"#, "refused"),
        (400, #"{"items":[{"pk":["Bad."]},{}]}"#, "refused"), (400, #"{"detail":"JSON parse error"}"#, "refused"),
        (401, #"{"detail":"Invalid token."}"#, "unauthorized"), (403, #"{"detail":"Not allowed."}"#, "forbidden"),
        (404, #"{"detail":"API endpoint not found","url":"http://h/api/x"}"#, "not_found"),
        (405, #"{"detail":"Method not allowed."}"#, "refused"),
    ])
    func `InvenTree's own rejections stay permanent`(status: Int, body: String, code: String) async throws {
        let error = try await error(.json(status, body))
        #expect(error.code.rawValue == code && !error.mayHaveBeenCarriedOut)
    }

    @Test(arguments: [
        (400, "{}"), (400, #"{"message":"Bad Request"}"#), (400, "[]"), (400, "7"), (403, #"{"message":"Forbidden"}"#),
        (403, #"["Forbidden"]"#), (404, #"{"error":{"code":404}}"#), (404, #"{"name":["Too long."]}"#),
    ])
    func `JSON of another program is not InvenTree's`(status: Int, body: String) async throws {
        #expect(try await error(.json(status, body)).code == .intercepted)
    }

    @Test func `a deletion is not believed to a sign-in page`() async throws {
        try await LoopbackServer.run { _ in
            Self.reply(200, "text/html", Self.page)
        } _: { server in
            let client = try server.client()
            #expect(try await failure { try await client.deleteCompany(7) }?.code == .intercepted)
        }
    }

    @Test func `a deletion is not believed to a proxy's 404 after an uncertain attempt`() async throws {
        try await LoopbackServer.run { request in
            request.number == 1 ? .close : Self.reply(404, "text/plain", "404 page not found\n")
        } _: { server in
            let client = try server.client()
            #expect(try await failure { try await client.deleteCompany(7) }?.code == .intercepted)
        }
    }

    @Test func `a page that passes is outwaited by what may be repeated`() async throws {
        try await LoopbackServer.run { request in
            request.number <= 2 ? Self.reply(403, "text/html", Self.page) : .json(.company(7, "A"))
        } _: { server in
            let client = try server.client()
            #expect(try await client.updateCompany(7, .init(name: "A")).name == "A")
            #expect(server.requests.count == 3)
        }
    }

    @Test func `a fresh token is not asked for because of a page`() async throws {
        let credentials = Credentials.password(username: "u", Secret("p"), tokenName: "n")
        try await LoopbackServer.run { request in
            request.path == "/api/user/token/" ? .json(#"{"token":"t"}"#) : Self.reply(401, "text/html", Self.page)
        } _: { server in
            let client = try server.client(credentials: credentials, retryPolicy: .never)
            #expect(try await failure { _ = try await client.company(7) }?.code == .intercepted)
            #expect(server.requests.map(\.path) == ["/api/user/token/", "/api/company/7/"])
        }
    }
}
