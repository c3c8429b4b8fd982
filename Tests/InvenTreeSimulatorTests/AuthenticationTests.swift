import Foundation
import InvenTreeSimulator
import Testing

@Suite struct AuthenticationTests {
    private func basic(_ credentials: String) -> String {
        "Basic " + Data(credentials.utf8).base64EncodedString()
    }

    @Test func basicCredentialsGetTheSameTokenForTheSameName() async throws {
        try await withClient { client async throws in
            let client = client.with(authorization: basic("syncer:syncer-pass-1"))
            let first = try await client.get("/api/user/token/?name=invoice%20sync")
            let again = try await client.get("/api/user/token/?name=invoice%20sync")
            let other = try await client.get("/api/user/token/?name=other")
            let token = try #require(first.object["token"] as? String)
            #expect(first.object["name"] as? String == "invoice-sync")
            #expect(again.object["token"] as? String == token)
            #expect(other.object["token"] as? String != token)
            #expect(try await client.with(token: token).get("/api/company/?limit=1").status == 200)
        }
    }

    @Test(
        "every failure to authenticate is 401 and asks for a token",
        arguments: [
            nil, "Basic bm9wZTpub3Bl", "Token inv-unknown", "Token", "Token a b",
            "Token inv-expired0123456789abcdef0123456789abcdef-20240101",
            "Token inv-revoked0123456789abcdef0123456789abcdef-20240101",
            "Bearer inv-0123456789abcdef0123456789abcdef01234567-20260101",
        ]
    )
    func failure(authorization: String?) async throws {
        try await withClient { client async throws in
            let answer = try await client.with(authorization: authorization).get("/api/company/?limit=1")
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == "Token")
            #expect(answer.fields == ["detail"])
        }
    }

    @Test func `of a user's tokens the one that a request carries is in use`() async throws {
        try await withClient { client async throws in
            let token = try #require(try await client.get("/api/user/token/?name=other").object["token"] as? String)
            let other = client.with(token: token)
            let tokens = try await other.get("/api/user/tokens/").list
            #expect(tokens.count == 4)
            #expect(tokens.filter { $0["in_use"] as? Bool == true }.compactMap { $0["name"] as? String } == ["other"])
        }
    }

    @Test func aMissingPermissionIsToldBeforeAnythingElse() async throws {
        try await withClient { client async throws in
            let reader = client.with(token: Client.reader)
            #expect(try await reader.get("/api/order/so/?limit=1").status == 200)
            #expect(try await reader.post("/api/order/so/", "{}").status == 403)
            let syncer = client.with(token: Client.syncer)
            #expect(try await syncer.post("/api/order/so/", "{}").status == 400)
            #expect(try await syncer.delete("/api/order/so-line/1/").status == 403)
        }
    }

    @Test func settingsAreWrittenByStaffOnly() async throws {
        try await withClient { client async throws in
            let path = "/api/settings/global/CURRENCY_CODES/"
            let syncer = client.with(token: Client.syncer)
            #expect(try await syncer.get(path).object["value"] as? String == "AUD,CAD,CNY,EUR,GBP,JPY,NZD,USD")
            #expect(try await syncer.patch(path, #"{"value":"RON"}"#).status == 403)
            #expect(try await client.patch(path, #"{"value":"RON"}"#).status == 200)
            #expect(try await client.patch(path, #"{"value":"QQQ"}"#).status == 400)
        }
    }

    @Test(arguments: APIVersion.allCases)
    func anybodyMayAskForTheVersion(version: APIVersion) async throws {
        try await withClient(version: version) { client async throws in
            let answer = try await client.with(authorization: nil).get("/api/")
            #expect(answer.object["apiVersion"] as? Int == version.rawValue)
        }
    }

    @Test func identitiesAreReadFromJSONAndNeverShown() throws {
        let json = #"""
            {"_": "", "users": {"u": {"password": "hush-1", "roles": {"part": ["view"]}}},
             "tokens": {"t": {"user": "u", "token": "hush-2", "revoked": true}}}
            """#
        let identities = try JSONDecoder().decode(Identities.self, from: Data(json.utf8))
        #expect(identities.users["u"]?.password.value == "hush-1")
        #expect(identities.tokens["t"]?.revoked == true)
        #expect(!String(reflecting: identities).contains("hush"))
    }
}
