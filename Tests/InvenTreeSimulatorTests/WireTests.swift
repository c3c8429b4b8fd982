import InvenTreeSimulator
import Testing

@Suite struct WireTests {
    @Test func aPathWithoutItsLastSlashIsUnknown() async throws {
        try await withClient { client async throws in
            #expect(try await client.get("/api/company").status == 404)
            #expect(try await client.post("/api/company", #"{"name":"a"}"#).status == 404)
            #expect(try await client.get("/api/order/so/abc/").fields == ["detail", "url"])
            #expect(client.simulator.companies.isEmpty)
        }
    }

    @Test func aRequestLineOf4094BytesIsTheLongest() async throws {
        try await withClient { client async throws in
            let frame = "GET /api/company/?limit=1&search= HTTP/1.1".utf8.count
            let longest = String(repeating: "a", count: 4094 - frame)
            #expect(try await client.get("/api/company/?limit=1&search=" + longest).status == 200)
            let answer = try await client.get("/api/company/?limit=1&search=a" + longest)
            #expect(answer.status == 400)
            #expect(answer.headers["content-type"]?.hasPrefix("text/html") == true)
        }
    }

    @Test func aHeaderBeyondItsLimitIs431() async throws {
        try await withClient { client async throws in
            let value = String(repeating: "a", count: 8200)
            #expect(try await client.send("GET", "/api/", headers: ["X-Long": value]).status == 431)
        }
    }

    @Test func aWrongHostIsRefusedInHTML() async throws {
        try await withClient { client async throws in
            let answer = try await client.send("GET", "/api/", headers: ["Host": "evil.example"])
            #expect(answer.status == 400)
            #expect(answer.headers["content-type"]?.hasPrefix("text/html") == true)
        }
    }

    @Test func aBodyInChunksArrivesEmpty() async throws {
        try await withClient { client async throws in
            let body = #"{"name":"ACME"}"#
            let size = String(body.utf8.count, radix: 16)
            let answer = try await client.send(
                raw: """
                    POST /api/company/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
                    Authorization: \(client.authorization ?? "")\r\nContent-Type: application/json\r\n\
                    Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n
                    """
            )
            #expect(answer.status == 400)
            #expect(answer.fields == ["name"])
        }
    }

    @Test(arguments: ["text/html", "application/xml"])
    func onlyJSONIsAnswered(accept: String) async throws {
        try await withClient { client async throws in
            let headers = ["Accept": accept]
            #expect(try await client.send("GET", "/api/company/?limit=1", headers: headers).status == 406)
            #expect(try await client.send("GET", "/api/nope/", headers: headers).status == 406)
        }
    }

    @Test func methodsThatAreNotServedAre405() async throws {
        try await withClient { client async throws in
            #expect(try await client.delete("/api/company/").status == 405)
            #expect(try await client.patch("/api/order/so/", "{}").status == 405)
            #expect(try await client.post("/api/user/token/", "{}").status == 405)
        }
    }

    @Test func bodiesThatAreNoObjectAreRefusedEachInItsWay() async throws {
        try await withClient { client async throws in
            #expect(try await client.post("/api/company/", #"{"name": "#).status == 400)
            #expect(try await client.post("/api/company/", #"[{"name":"a"}]"#).status == 500)
            #expect(try await client.post("/api/order/so-line/", "[]").fields.contains("error_class"))
            let plain = try await client.send(
                "POST",
                "/api/company/",
                #"{"name":"a"}"#,
                headers: ["Content-Type": "text/plain"]
            )
            #expect(plain.status == 415)
            #expect(client.simulator.companies.isEmpty)
        }
    }

    @Test func anAddressOutsideTheAPILeadsElsewhere() async throws {
        try await withClient { client async throws in
            #expect(try await client.get("/").status == 302)
        }
    }

    @Test func aConnectionServesManyRequests() async throws {
        try await withClient { client async throws in
            let request = "GET /api/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let last = "GET /api/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let answer = try await client.send(raw: request + last)
            #expect(answer.text.contains("HTTP/1.1 200"))
            #expect(client.simulator.requestCounts["GET", "/api/"] == 2)
        }
    }
}

/// Connections that the server closes although the client would keep them.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    private func request(_ body: String, token: String) -> String {
        """
        POST /api/company/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token \(token)\r\n\
        Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
        """
    }

    @Test(
        "after a refusal with a body API 530 closes the connection without notice",
        arguments: [("inv-unknown", 401), (Client.reader, 403)]
    )
    func refusal(token: String, status: Int) async throws {
        try await withClient(version: .v530) { client async throws in
            for body in ["{}", #"{"name":"\#(String(repeating: "x", count: 100_000))"}"#] {
                // The answer ends only when the server closes the connection.
                let answer = try await client.send(raw: request(body, token: token))
                #expect(answer.status == status)
                #expect(answer.headers["connection"] == nil)
                #expect(answer.object["detail"] is String)
            }
        }
    }

    @Test(arguments: [(APIVersion.v425, "{}"), (.v530, "")])
    func otherConnectionsServeTheNextRequest(version: APIVersion, body: String) async throws {
        try await withClient(version: version) { client async throws in
            let next = "GET /api/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let answer = try await client.send(raw: request(body, token: "inv-unknown") + next)
            #expect(answer.status == 401)
            #expect(answer.text.contains("HTTP/1.1 200"))
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        var configuration = SimulatorConfiguration()
        configuration.idleTimeout = .milliseconds(20)
        try await withClient(configuration) { client async throws in
            #expect(try await client.send(raw: "GET /api/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
        }
        #expect(APIVersion.allCases.map(\.idleTimeout) == [.seconds(3), .seconds(3), .seconds(2)])
    }
}

@Suite struct LifetimeTests {
    @Test func aServerEndsWithItsBodyAndFreesItsPort() async throws {
        var configuration = SimulatorConfiguration()
        try await withClient { client async throws in configuration.port = client.simulator.port }
        try await withClient(configuration) { client async throws in
            #expect(client.simulator.port == configuration.port)
            #expect(try await client.get("/api/").status == 200)
        }
    }

    @Test func aServerRunsUntilItsTaskIsCancelled() async throws {
        let (listening, continuation) = AsyncStream.makeStream(of: RunningSimulator.self)
        let serving = Task { try await InvenTreeSimulator().run { continuation.yield($0) } }
        for await simulator in listening {
            #expect(try await Client(simulator: simulator).get("/api/").status == 200)
            serving.cancel()
            break
        }
        await #expect(throws: Never.self) { try await serving.value }
    }
}
