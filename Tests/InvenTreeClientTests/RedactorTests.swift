import Foundation
import Testing

@testable import InvenTreeClient

@Suite struct RedactorTests {
    private static let secret = #"s3cr3t/"pa\ss+wörd 42"#

    private static let forms: [String] = {
        let data = { (text: String) in Data(text.utf8).base64EncodedString() }
        let set = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyz0123456789")
        let encoded = secret.addingPercentEncoding(withAllowedCharacters: set) ?? ""
        let json = (try? JSONEncoder().encode(secret)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return [secret, encoded, encoded.lowercased(), json, data(secret)]
            + ["a", "ab", "abc", "user"].map { data("\($0):\(secret)") }
    }()

    @Test(arguments: forms)
    func `a secret is removed from a text in each of its forms`(_ form: String) {
        let held = Secret(Self.secret)
        let text = Redactor.redact("before \(form) and \(form) after")
        for part in ["s3cr3t", "pa\\ss", "42", String(form.dropFirst(6).prefix(8))] { #expect(!text.contains(part)) }
        #expect(text.hasPrefix("before ") && text.hasSuffix(" after"))
        withExtendedLifetime(held) {}
    }

    @Test func `other text stays as it is, and so does all text when the secret is gone`() {
        let text = "nothing about ZUVxTGV0Q29kZQ here; ünïcödé"
        do {
            let held = Secret("another-secret-of-this-test")
            #expect(Redactor.redact(text) == text)
            #expect(Redactor.redact("x another-secret-of-this-test") == "x <redacted>")
            withExtendedLifetime(held) {}
        }
        #expect(Redactor.redact("x another-secret-of-this-test") == "x another-secret-of-this-test")
    }

    @Test func `a secret that is also used elsewhere stays known`() {
        let one = Secret("used-twice-in-this-test")
        do {
            let other = Secret("used-twice-in-this-test")
            withExtendedLifetime(other) {}
        }
        #expect(Redactor.redact("used-twice-in-this-test") == "<redacted>")
        withExtendedLifetime(one) {}
    }

    @Test(arguments: [
        "http://user:Proxy%2FPass-1@host:99999", "mongodb://u:Proxy%2FPass-1@a,b/db?x=y", "u:Proxy%2FPass-1@host",
    ])
    func `the password of an address is a secret, encoded or not`(_ address: String) {
        let held = Secret.passwords(in: address)
        #expect(!Redactor.redact("Unsupported syntax in '\(address)'").contains("Pass-1"))
        #expect(!Redactor.redact("the password Proxy/Pass-1").contains("Pass-1"))
        withExtendedLifetime(held) {}
    }

    @Test func `passwords among the options of an address, or with marks of their own, are secrets`() {
        let address =
            "mongodb://u:Who?Pass-2@h/?tlsCertificateKeyFilePassword=Key%20Pass-3"
            + "&authMechanismProperties=SERVICE_NAME:x,AWS_SESSION_TOKEN:Session-4==&retryWrites=true"
        let held = Secret.passwords(in: address)
        let text = Redactor.redact("\(address) Who?Pass-2 Key Pass-3 Session-4== retryWrites")
        for part in ["Pass-2", "Pass-3", "Session-4"] { #expect(!text.contains(part), "\(text)") }
        #expect(text.hasSuffix("retryWrites"))
        withExtendedLifetime(held) {}
    }

    @Test func `what a server repeats of a token is not in the error, wherever the text is cut`() async throws {
        let token = "inv-repeated-by-the-server"
        for padding in [0, 485, 990] {
            try await LoopbackServer.run { _ in
                .json(
                    400,
                    #"{"detail":"\#(String(repeating: "x", count: padding)) Token \#(token)","\#(token)":["\#(token)"]}"#
                )
            } _: { server in
                let client = try server.client(credentials: .token(Secret(token)), retryPolicy: .never)
                let error = try #require(try await failure { _ = try await client.company(7) })
                let texts = [error.message, error.body ?? ""] + error.fieldErrors.values.flatMap(\.self)
                #expect(texts.allSatisfy { !$0.contains("inv-rep") }, "\(texts)")
            }
        }
    }
}
