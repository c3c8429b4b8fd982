import Foundation
import HTTPTypes
import Testing

@testable import InvenTreeClient

/// Bodies that wait until the server reads the request.
@Suite struct GoAheadTests {
    private let body = Data(#"{"name":"A"}"#.utf8)

    @Test func bodiesWaitForAServerThatSaysWhenItReads() async throws {
        try await LoopbackServer.run(whenAsked: [.goOn]) { _ in
            .json(201, "{}")
        } _: { server in
            let transport = try CurlTransport()
            for _ in 0..<3 {
                let answer = try await transport.send(server.request(.post), body: body)
                #expect(answer.response.status == .created && answer.body == Data("{}".utf8))
            }
            #expect(server.requests.map { $0.fields["expect"] } == Array(repeating: "100-continue", count: 3))
            #expect(server.requests.allSatisfy { $0.body == #"{"name":"A"}"# } && server.connections == 1)
        }
    }

    @Test func aServerThatNeverSaysIsAskedOnceAndGetsItsBodies() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport()
            for method in [HTTPRequest.Method.post, .patch, .post] {
                _ = try await transport.send(server.request(method), body: body)
            }
            #expect(server.requests.map { $0.fields["expect"] } == ["100-continue", nil, nil])
            #expect(server.requests.allSatisfy { $0.body == #"{"name":"A"}"# })
        }
    }

    /// As a worker does that is replaced while requests arrive on its connections.
    @Test func aCreationWhoseConnectionIsClosedUnreadIsSentAgainAtOnce() async throws {
        try await LoopbackServer.run(whenAsked: [.goOn, .close]) { _ in
            .json(201, .company(7, "A"))
        } _: { server in
            let clock = InstantClock()
            let client = try server.client(clock: clock)
            for _ in 0..<10 { _ = try await client.createCompany(.init(name: "A")) }
            #expect(server.requests.count == 10)
            #expect(server.connections == 10)
            #expect(clock.waited.isEmpty)
        }
    }

    @Test func aCreationWhoseNewConnectionIsClosedUnreadIsRepeatedByThePolicy() async throws {
        try await LoopbackServer.run(whenAsked: [.close, .goOn]) { _ in
            .json(201, .company(7, "A"))
        } _: { server in
            let observer = RecordingObserver()
            let client = try server.client(observer: observer)
            #expect(try await client.createCompany(.init(name: "A")).id == 7)
            #expect(observer.exchanges.map(\.errorCode) == [.connectionLost, nil])
            #expect(server.requests.count == 1)
        }
    }

    @Test func aBodyIsNeverSentToAServerThatSaysWhenItReadsAndDoesNot() async throws {
        try await LoopbackServer.run(whenAsked: [.goOn, .nothing, .nothing]) { _ in
            .json(201, "{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(requestTimeout: .seconds(1)))
            _ = try await transport.send(server.request(.post), body: body)
            let error = await transport.failure(server.request(.post), body)
            #expect(error?.reason == .timeout && error?.requestMayHaveArrived == false)
            #expect(server.requests.count == 1)
            // It may be another server by now, one that never says.
            _ = try await transport.send(server.request(.post), body: body)
            #expect(server.requests.count == 2)
        }
    }

    @Test func aRefusalBeforeTheBodyIsTheAnswer() async throws {
        let refusal = "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"
        try await LoopbackServer.run { request in
            request.fields["expect"] == nil ? .json("{}") : .bytes(refusal)
        } _: { server in
            let transport = try CurlTransport()
            let first = try await transport.send(server.request(.post), body: body)
            let second = try await transport.send(server.request(.post), body: body)
            #expect([.ok, .expectationFailed].contains(first.response.status) && second.response.status == .ok)
        }
    }
}
