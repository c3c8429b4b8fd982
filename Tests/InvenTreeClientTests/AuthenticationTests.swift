import Foundation
import Synchronization
import Testing

@testable import InvenTreeClient

/// How the client comes by its token.
@Suite struct AuthenticationTests {
    private static let password = Credentials.password(username: "syncer", Secret("pass 1"), tokenName: "invoice sync")
    private static let basic = "Basic " + Data("syncer:pass 1".utf8).base64EncodedString()

    /// A server that gives `token-1`, `token-2` and so on, of which only some hold.
    private static func script(
        tokenRoute: String = "/api/user/token/",
        holds: @escaping @Sendable (_ token: Int) -> Bool
    ) -> LoopbackServer.Script {
        let given = Counter()
        return { request in
            switch request.path {
            case tokenRoute where request.fields["authorization"] == basic:
                return .json(#"{"token":"token-\#(given.next())","name":"invoice-sync","expiry":"2099-01-01"}"#)
            case "/api/company/7/":
                let token = request.fields["authorization"]?.wholeMatch(of: /Token token-(\d+)/).flatMap { Int($0.1) }
                return token.map(holds) == true ? .json(.company(7, "A")) : .json(401, #"{"detail":"Invalid token."}"#)
            default:
                return .json(404, #"{"detail":"API endpoint not found"}"#)
            }
        }
    }

    private static func targets(_ server: LoopbackServer) -> [String] {
        server.requests.map(\.target)
    }

    @Test func tokenIsFetchedOnceUnderItsName() async throws {
        try await LoopbackServer.run(Self.script { _ in true }) { server in
            let client = try server.client(credentials: Self.password)
            _ = try await client.company(7)
            _ = try await client.company(7)
            #expect(
                Self.targets(server) == ["/api/user/token/?name=invoice%20sync", "/api/company/7/", "/api/company/7/"]
            )
        }
    }

    @Test func tokenIsFoundWhereLaterServersKeepIt() async throws {
        try await LoopbackServer.run(Self.script(tokenRoute: "/api/user/me/token/") { $0 == 2 }) { server in
            let client = try server.client(credentials: Self.password)
            _ = try await client.company(7)
            #expect(
                server.requests.map(\.path) == [
                    "/api/user/token/", "/api/user/me/token/", "/api/company/7/", "/api/user/me/token/",
                    "/api/company/7/",
                ]
            )
        }
    }

    @Test func concurrentCallersShareOneFetch() async throws {
        try await LoopbackServer.run(Self.script { _ in true }) { server in
            let client = try server.client(credentials: Self.password)
            await withTaskGroup { group in
                for _ in 0..<50 { group.addTask { #expect((try? await client.company(7)) != nil) } }
            }
            #expect(server.requests.filter { $0.path == "/api/user/token/" }.count == 1)
        }
    }

    @Test func tokenThatNoLongerHoldsIsFetchedAnewOnceForAll() async throws {
        try await LoopbackServer.run(Self.script { $0 == 2 }) { server in
            let client = try server.client(credentials: Self.password)
            await withTaskGroup { group in
                for _ in 0..<50 { group.addTask { #expect((try? await client.company(7)) != nil) } }
            }
            #expect(server.requests.filter { $0.path == "/api/user/token/" }.count == 2)
        }
    }

    @Test func secondRefusalIsFinal() async throws {
        try await LoopbackServer.run(Self.script { _ in false }) { server in
            let client = try server.client(credentials: Self.password)
            let error = try await failure { _ = try await client.company(7) }
            #expect(error?.code == .unauthorized && error?.mayHaveBeenCarriedOut == false)
            #expect(server.requests.count == 4)
        }
    }

    @Test func creationIsRepeatedWithAFreshToken() async throws {
        let given = Counter()
        let script: LoopbackServer.Script = { request in
            if request.method == "GET" { return .json(#"{"token":"t\#(given.next())"}"#) }
            return request.fields["authorization"] == "Token t2"
                ? .json(201, .company(1, "A")) : .json(401, #"{"detail":"Invalid token."}"#)
        }
        try await LoopbackServer.run(script) { server in
            _ = try await server.client(credentials: Self.password).createCompany(.init(name: "A"))
            #expect(server.requests.map(\.method) == ["GET", "POST", "GET", "POST"])
        }
    }

    @Test func tokenOfTheConfigurationIsNotFetchedAnew() async throws {
        try await LoopbackServer.run { _ in
            .json(401, #"{"detail":"Invalid token."}"#)
        } _: { server in
            let client = try server.client(credentials: .token(Secret("t")))
            #expect(try await failure { _ = try await client.company(7) }?.code == .unauthorized)
            #expect(Self.targets(server) == ["/api/company/7/"])
        }
    }

    @Test func wrongPasswordIsToldAndTriedAgainByTheNextCall() async throws {
        try await LoopbackServer.run { _ in
            .json(401, #"{"detail":"Invalid username/password."}"#)
        } _: { server in
            let client = try server.client(credentials: Self.password)
            for calls in 1...2 {
                let error = try await failure { _ = try await client.company(7) }
                #expect(error?.code == .unauthorized && error?.request.path == "/api/user/token/")
                #expect(server.requests.count == calls)
            }
        }
    }

    @Test func callerWhoIsCancelledLeavesTheFetchToTheOthers() async throws {
        let gate = Gate()
        let script: LoopbackServer.Script = { request in
            if request.path == "/api/company/7/" { return .json(.company(7, "A")) }
            gate.wait()
            return .json(#"{"token":"t"}"#)
        }
        try await LoopbackServer.run(script) { server in
            let client = try server.client(credentials: Self.password)
            let impatient = Task { try await failure { _ = try await client.company(7) }?.code }
            let patient = Task { try await client.company(7).name }
            impatient.cancel()
            #expect(try await impatient.value == .cancelled)
            gate.open()
            #expect(try await patient.value == "A")
            #expect(server.requests.filter { $0.path == "/api/user/token/" }.count == 1)
        }
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// What holds a server's thread until a test lets it go on.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }
    func open() { semaphore.signal() }
}
