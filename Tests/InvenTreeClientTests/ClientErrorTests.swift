import Foundation
import Testing

@testable import InvenTreeClient

/// What becomes of answers that are no success.
@Suite struct ClientErrorTests {
    /// The error of creating a company, and of reading one, when the server answers so.
    private func errors(_ status: Int, _ body: String) async throws -> (create: InvenTreeError, read: InvenTreeError) {
        var errors: (InvenTreeError, InvenTreeError)?
        try await LoopbackServer.run { _ in
            .json(status, body)
        } _: { server in
            let client = try server.client(retryPolicy: .never)
            let create = try await failure { _ = try await client.createCompany(.init(name: "A")) }
            let read = try await failure { _ = try await client.company(7) }
            errors = (try #require(create), try #require(read))
        }
        return try #require(errors)
    }

    @Test(arguments: [
        (400, "refused", false, false), (401, "unauthorized", true, false), (403, "forbidden", false, false),
        (404, "not_found", false, false), (405, "refused", false, false), (406, "refused", false, false),
        (415, "refused", false, false), (429, "throttled", true, false), (431, "refused", false, false),
        (500, "server_error", true, true), (502, "server_error", true, true), (503, "server_error", true, true),
        (504, "server_error", true, true),
    ])
    func statusDecides(status: Int, code: String, isTransient: Bool, mayHaveBeenCarriedOut: Bool) async throws {
        let (create, read) = try await errors(status, #"{"detail":"Words."}"#)
        #expect(create.code.rawValue == code && create.status == status)
        #expect(create.isTransient == isTransient)
        #expect(create.mayHaveBeenCarriedOut == mayHaveBeenCarriedOut)
        #expect(create.message == "Words." && create.fieldErrors.isEmpty)
        #expect(create.request == .init(method: "POST", path: "/api/company/"))
        #expect(!read.mayHaveBeenCarriedOut && read.request.description == "GET /api/company/7/")
    }

    @Test(arguments: [
        (#"{"name":["Too long.","Bad."],"tax_id":["Bad."]}"#, ["name": ["Too long.", "Bad."], "tax_id": ["Bad."]]),
        (#"{"non_field_errors":["Taken."]}"#, ["non_field_errors": ["Taken."]]),
        (#"{"non_field_errors":"Taken."}"#, ["non_field_errors": ["Taken."]]),
        (#"["Null."]"#, ["non_field_errors": ["Null."]]), (#""Plain.""#, ["non_field_errors": ["Plain."]]),
        (#"{"items":[{"pk":["Bad."]},{}],"n":3}"#, ["items.pk": ["Bad."]]),
        ("<html>Bad Request</html>", [:]), ("", [:]),
    ])
    func complaintsAreFoundInEveryForm(body: String, expected: [String: [String]]) async throws {
        let error = try await errors(400, body).create
        #expect(error.fieldErrors == expected)
        #expect(error.body == body)
    }

    @Test func bodyOfAnErrorIsCutAt500Characters() async throws {
        let error = try await errors(500, String(repeating: "ș", count: 2000)).create
        #expect(error.body == String(repeating: "ș", count: 500))
    }

    @Test(arguments: ["[]", #"{"pk":"x","name":"A"}"#, #"{"name":"A"}"#])
    func successOfAnotherShapeMayHaveBeenOne(body: String) async throws {
        let (create, read) = try await errors(200, body)
        #expect(create.code == .badAnswer && create.mayHaveBeenCarriedOut && create.cause != nil)
        #expect(read.code == .badAnswer && !read.mayHaveBeenCarriedOut)
    }

    @Test func failuresOfTheConnectionAreTold() async throws {
        var unreachable: InvenTreeClient?
        try await LoopbackServer.run {
            $0.method == "GET" ? .hang : .close
        } _: { server in
            unreachable = try server.client(retryPolicy: .never)
            let hasty = try server.client(retryPolicy: .never, transport: .init(requestTimeout: .milliseconds(150)))
            let timeout = try #require(try await failure { _ = try await hasty.company(1) })
            #expect(timeout.code == .timeout && timeout.isTransient && !timeout.mayHaveBeenCarriedOut)
            let client = try server.client(retryPolicy: .never)
            let lost = try #require(try await failure { _ = try await client.createCompany(.init(name: "A")) })
            #expect(lost.code == .connectionLost && lost.isTransient && lost.mayHaveBeenCarriedOut)
            #expect(lost.cause is TransportError)
        }
        let client = try #require(unreachable)
        let error = try #require(try await failure { _ = try await client.createCompany(.init(name: "A")) })
        #expect(error.code == .unreachable && error.isTransient && !error.mayHaveBeenCarriedOut)
    }

    @Test func secretsAreNowhereToBeSeen() async throws {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<redacted>" && String(reflecting: secret) == "<redacted>")
        var dumped = ""
        let credentials = [Credentials.token(secret), .password(username: "u", secret, tokenName: "n")]
        dump(credentials, to: &dumped)
        try await LoopbackServer.run { _ in
            .json(401, "{}")
        } _: { server in
            let client = try server.client(credentials: credentials[1])
            dump(client, to: &dumped)
            let error = try #require(try await failure { _ = try await client.company(1) })
            dump(error, to: &dumped)
        }
        dumped += "\(credentials) \(String(reflecting: credentials))"
        #expect(!dumped.contains("hunter2"))
        #expect(!dumped.contains(Data("u:hunter2".utf8).base64EncodedString()))
    }
}

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"), ("HTTPS://Host.ro/", "https://Host.ro"),
        ("https://h.ro/a/b//", "https://h.ro/a/b"), ("http://[::1]:80/x", "http://[::1]:80/x"),
        (" http://h.ro:8000/ \n", "http://h.ro:8000"),
    ])
    func serversAreReadAndWritten(text: String, expected: String) {
        #expect(ServerURL(text)?.description == expected)
    }

    @Test(arguments: [
        ("https://h.ro/api", "https://h.ro"), ("https://h.ro/api/", "https://h.ro"),
        ("https://h.ro/inventree/api/ ", "https://h.ro/inventree"),
        ("https://h.ro/api/inventree", "https://h.ro/api/inventree"),
        ("https://h.ro/web", "https://h.ro"), ("https://h.ro/web/sales/sales-order/7/?x=1#lines", "https://h.ro"),
        ("http://h.ro/inventree/platform/home", "http://h.ro/inventree"), ("https://h.ro/web/api/", "https://h.ro/web"),
        ("https://h.ro/webshop", "https://h.ro/webshop"),
    ])
    func `what users copy along with the address is left out`(text: String, expected: String) {
        #expect(ServerURL(text)?.description == expected)
    }

    @Test(arguments: [
        "", "host.ro", "ftp://host.ro", "http://", "https://u@h.ro", "https://u:p@h.ro", "https://h.ro?x=1",
        "https://h.ro#x",
        "/api/", "http://h.ro:0", "http://h.ro:99999",
    ])
    func whatIsNoServerIsRefused(text: String) {
        #expect(ServerURL(text) == nil)
    }
}
