import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import InvenTreeClient

@Suite struct CurlTransportTests {
    private static func answer(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test func answerIsHandedOnWhole() async throws {
        let reply = "HTTP/1.1 418 Teapot\r\nX-One: a: b\r\nx-two:\r\nContent-Length: 3\r\n\r\n\u{103}!"
        try await LoopbackServer.run { _ in
            .bytes(reply)
        } _: { server in
            let answer = try await CurlTransport().send(server.request(), body: nil)
            #expect(answer.response.status.code == 418)
            #expect(try answer.response.headerFields[#require(HTTPField.Name("X-One"))] == "a: b")
            #expect(try answer.response.headerFields[#require(HTTPField.Name("X-Two"))] == "")
            #expect(String(decoding: answer.body, as: UTF8.self) == "ă!")
        }
    }

    @Test func aBodyThatIsNotOnItsWayInTimeIsNotSent() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport()
            let body = Data(count: 256 << 20)
            let error = await #expect(throws: TransportError.self) {
                try await WritePermission.limiting(to: .milliseconds(20)) { () async throws(TransportError) in
                    try await transport.send(server.request(.post), body: body)
                }
            }
            #expect(error?.reason == .cancelled)
            #expect(error?.requestMayHaveArrived == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func interimAnswersAreNotTheAnswer() async throws {
        let reply = "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + Self.answer("{}")
        try await LoopbackServer.run { _ in
            .bytes(reply)
        } _: { server in
            let answer = try await CurlTransport().send(server.request(), body: nil)
            #expect(answer.response.status == .ok)
            #expect(try answer.response.headerFields[#require(HTTPField.Name("X-Early"))] == nil)
        }
    }

    @Test func requestsOneAfterAnotherShareAConnection() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport(
                configuration: .init(maximumIdleTime: .seconds(3600), maximumAge: .seconds(3600))
            )
            for method in [HTTPRequest.Method.get, .options, .head] {
                _ = try? await transport.send(server.request(method), body: nil)
            }
            _ = try await transport.send(server.request(.post), body: Data("{}".utf8))
            _ = try await transport.send(server.request(.patch), body: Data("{}".utf8))
            #expect(server.connections == 1)
            #expect(server.requests.map(\.method) == ["GET", "OPTIONS", "HEAD", "POST", "PATCH"])
        }
    }

    @Test func connectionsAreNoMoreThanAllowed() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(maximumConnections: 3))
            let request = server.request()
            await withTaskGroup { group in
                for _ in 0..<60 {
                    group.addTask { #expect((try? await transport.send(request, body: nil)) != nil) }
                }
            }
            #expect(server.requests.count == 60)
            #expect(server.mostOpenConnections <= 3)
        }
    }

    @Test(arguments: [HTTPRequest.Method.post, .patch, .put])
    func bodiesGoOutWithTheirLength(method: HTTPRequest.Method) async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport()
            let body = #"{"a":"\#(String(repeating: "ș", count: 50_000))"}"#
            _ = try await transport.send(server.request(method), body: Data(body.utf8))
            _ = try await transport.send(server.request(method), body: Data())
            _ = try await transport.send(server.request(method), body: nil)
            #expect(server.requests.map(\.body) == [body, "", ""])
            #expect(server.requests.map { $0.fields["content-length"] } == ["\(body.utf8.count)", "0", "0"])
            for request in server.requests {
                #expect(request.fields["transfer-encoding"] == nil)
                #expect(request.fields["content-type"] == nil)
            }
        }
    }

    @Test func fieldsGoOutAsTheyAre() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            var request = server.request(.get, "/a/../b%20c?d=%2F")
            request.headerFields = [.accept: "application/json", .userAgent: "u/1", .authorization: "Token x", .te: ""]
            _ = try await CurlTransport().send(request, body: nil)
            let sent = try #require(server.requests.first)
            #expect(sent.target == "/a/../b%20c?d=%2F")
            #expect(
                sent.fields == [
                    "host": "127.0.0.1:\(server.port)", "accept": "application/json", "user-agent": "u/1",
                    "authorization": "Token x", "te": "",
                ]
            )
        }
    }

    @Test func redirectsAreNotFollowed() async throws {
        let reply = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        try await LoopbackServer.run { _ in
            .bytes(reply)
        } _: { server in
            let answer = try await CurlTransport().send(server.request(), body: nil)
            #expect(answer.response.status == .found)
            #expect(server.requests.count == 1)
        }
    }

    @Test func longAnswersAreCutOff() async throws {
        try await LoopbackServer.run { _ in
            .bytes(Self.answer(String(repeating: "x", count: 3000)))
        } _: { server in
            let transport = try CurlTransport()
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(server.request(), body: nil, maximumAnswerSize: 2999)
            }
            #expect(error?.reason == .badAnswer && error?.requestMayHaveArrived == true)
            let answer = try await transport.send(server.request(), body: nil, maximumAnswerSize: 3000)
            #expect(answer.body.count == 3000)
        }
    }

    @Test func `an error without end is read for its first 64 KiB, whatever the limit`() async throws {
        let head = "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000000000\r\n\r\n"
        try await LoopbackServer.run { _ in
            .bytes(head + String(repeating: "x", count: 100_000))
        } _: { server in
            let answer = try await CurlTransport().send(server.request(), body: nil, maximumAnswerSize: 10)
            #expect(answer.response.status == .badRequest && answer.body.count == 64 << 10)
        }
    }

    @Test func `a line of the head without end is a bad answer`() async throws {
        try await LoopbackServer.run { _ in
            .bytes("HTTP/1.1 200 OK\r\nX-Long: " + String(repeating: "x", count: 2_000_000))
        } _: { server in
            let error = try await CurlTransport().failure(server.request())
            #expect(error?.reason == .badAnswer && error?.message == "the answer is too long")
        }
    }

    @Test func answerThatIsNoHTTPIsSaidToBeNone() async throws {
        try await LoopbackServer.run { _ in
            .bytesThenClose("SSH-2.0-OpenSSH_9.2\r\n")
        } _: { server in
            let transport = try CurlTransport()
            let error = await transport.failure(server.request())
            #expect(error?.reason == .badAnswer)
        }
    }

    @Test func closedPortIsUnreachableAndCertainlyNotReached() async throws {
        var request: HTTPRequest?
        try await LoopbackServer.run { _ in
            .hang
        } _: {
            request = $0.request(.post)
        }
        let closed = try #require(request)
        let transport = try CurlTransport()
        let error = await transport.failure(closed, Data("{}".utf8))
        #expect(error?.reason == .unreachable && error?.requestMayHaveArrived == false)
    }

    @Test func unknownHostIsUnreachable() async throws {
        let request = HTTPRequest(method: .get, scheme: "http", authority: "no-such-host.invalid", path: "/")
        let transport = try CurlTransport()
        let error = await transport.failure(request)
        #expect(error?.reason == .unreachable && error?.requestMayHaveArrived == false)
    }

    @Test func missingAnswerIsATimeout() async throws {
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let transport = try CurlTransport(configuration: .init(requestTimeout: .seconds(1)))
            let error = await transport.failure(server.request(.post), Data("{}".utf8))
            #expect(error?.reason == .timeout && error?.requestMayHaveArrived == true)
        }
    }

    @Test func timeSpentWaitingForATurnDoesNotCount() async throws {
        // The first request gets no answer, so that the second waits for longer than it may take itself.
        try await LoopbackServer.run {
            $0.number == 1 ? .hang : .json("{}")
        } _: { server in
            let transport = try CurlTransport(
                configuration: .init(requestTimeout: .milliseconds(1500), maximumConnections: 1)
            )
            let request = server.request()
            let first = Task { await transport.failure(request)?.reason }
            _ = await server.nextArrival()
            #expect(await transport.failure(request) == nil)
            #expect(await first.value == .timeout)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"pk\""])
    func cutConnectionLeavesItOpenWhetherTheRequestArrived(reply: String) async throws {
        try await LoopbackServer.run { _ in
            .bytesThenClose(reply)
        } _: { server in
            let transport = try CurlTransport()
            let error = await transport.failure(server.request(.post), Data("{}".utf8))
            #expect(error?.reason == .connectionLost && error?.requestMayHaveArrived == true)
            #expect(server.requests.count == 1)
        }
    }

    /// libcurl repeats a request of its own accord when a used connection ends without an answer.
    @Test func requestThatReadsIsRepeatedOnAStaleConnection() async throws {
        try await LoopbackServer.run {
            $0.number == 2 ? .close : .json("{}")
        } _: { server in
            let transport = try CurlTransport()
            _ = try await transport.send(server.request(), body: nil)
            _ = try await transport.send(server.request(), body: nil)
            #expect(server.connections == 2)
        }
    }

    /// The same must not happen to one that changes something: the server may have carried it out.
    @Test(arguments: [
        (HTTPRequest.Method.post, #"{"name":"A"}"#), (.post, ""), (.patch, "{}"), (.delete, ""),
    ])
    func requestThatWritesIsNeverRepeatedByLibcurl(method: HTTPRequest.Method, body: String) async throws {
        try await LoopbackServer.run {
            $0.number == 2 ? .close : .json("{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(requestTimeout: .seconds(5)))
            _ = try await transport.send(server.request(), body: nil)
            let error = await transport.failure(server.request(method), Data(body.utf8))
            #expect(error?.reason == .connectionLost && error?.requestMayHaveArrived == true)
            #expect(server.requests.map(\.method) == ["GET", method.rawValue])
        }
    }

    @Test func idleConnectionIsNotUsedAgain() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(maximumIdleTime: .seconds(1)))
            _ = try await transport.send(server.request(), body: nil)
            // The age is libcurl's own, by the system's clock: there is no way but to let it pass.
            try await Task.sleep(for: .milliseconds(1100))
            _ = try await transport.send(server.request(), body: nil)
            #expect(server.connections == 2)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func oldConnectionIsNotUsedAgainHoweverBusyItIs() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(maximumIdleTime: .seconds(3600)))
            // The age is libcurl's own, by the system's clock: there is no way but to let it pass.
            while server.connections < 3 {
                let answer = try await transport.send(server.request(.post), body: Data("{}".utf8))
                #expect(answer.response.status == .ok)
            }
            #expect(server.requests.count > 3)
            #expect(server.mostOpenConnections <= 2)
        }
    }

    @Test func connectionsOverTLSMayBeOlder() {
        let configuration = CurlTransport.Configuration(maximumAge: .seconds(3))
        #expect(configuration.maximumAge(scheme: "http") == .seconds(3))
        #expect(configuration.maximumAge(scheme: "https") == .seconds(30))
    }

    @Test func cancellationEndsARequestUnderWay() async throws {
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let transport = try CurlTransport()
            let request = server.request(.post)
            let task = Task { await transport.failure(request, Data("{}".utf8)) }
            _ = await server.nextArrival()
            task.cancel()
            let error = await task.value
            #expect(error?.reason == .cancelled && error?.requestMayHaveArrived == true)
            #expect(await server.nextClosing() == 1)
        }
    }

    @Test func cancellationEndsARequestThatWaits() async throws {
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let transport = try CurlTransport(configuration: .init(maximumConnections: 1))
            let request = server.request(.post)
            let first = Task { await transport.failure(request) }
            _ = await server.nextArrival()
            let second = Task { await transport.failure(request) }
            second.cancel()
            let error = await second.value
            #expect(error?.reason == .cancelled && error?.requestMayHaveArrived == false)
            first.cancel()
            _ = await first.value
            #expect(server.requests.count == 1)
        }
    }

    @Test func cancelledTaskSendsNothing() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(maximumConnections: 1))
            let request = server.request()
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                return await transport.failure(request)
            }
            task.cancel()
            #expect(await task.value?.reason == .cancelled)
            _ = try await transport.send(request, body: nil)
        }
    }

    @Test func stormHalfOfWhichIsCancelledEndsWhole() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let transport = try CurlTransport(configuration: .init(maximumConnections: 16))
            let request = server.request()
            let outcomes = await withTaskGroup { group in
                for number in 0..<2000 {
                    group.addTask {
                        let task = Task { await transport.failure(request)?.reason }
                        if number.isMultiple(of: 2) { task.cancel() }
                        return (number, await task.value)
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1.map(Optional.some) ?? .some(nil) }
            }
            #expect(outcomes.count == 2000)
            for (number, reason) in outcomes {
                let isExpected = number.isMultiple(of: 2) ? reason == nil || reason == .cancelled : reason == nil
                #expect(isExpected, "request \(number) ended with \(String(describing: reason))")
            }
            _ = try await transport.send(request, body: nil)
        }
    }

    @Test func closingEndsWhatIsUnderWayAndWhatComesLater() async throws {
        try await LoopbackServer.run { _ in
            .hang
        } _: { server in
            let transport = try CurlTransport()
            let request = server.request()
            let task = Task { await transport.failure(request) }
            _ = await server.nextArrival()
            transport.close()
            #expect(await task.value?.reason == .closed)
            let later = await transport.failure(request)
            #expect(later?.reason == .closed && later?.requestMayHaveArrived == false)
            #expect(await server.nextClosing() == 1)
        }
    }

    @Test func threadEndsWithItsTransport() async throws {
        let loop = CurlLoop(multi: try #require(CurlMulti()), configuration: .init())
        await withCheckedContinuation { continuation in
            let transport = CurlTransport(loop: loop) { continuation.resume() }
            withExtendedLifetime(transport) {}
        }
    }
}
