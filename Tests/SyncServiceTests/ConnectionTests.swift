import Foundation
import InvoiceSync
import NIOCore
import TestSockets
import Testing

@testable import SyncService

/// Connections of clients that mean no good.
@Suite struct ConnectionTests {
    private func withLimits(
        _ change: @Sendable (inout ConnectionLimits) -> Void,
        _ body: (Service, Int) async throws -> Void
    ) async throws {
        var limits = ConnectionLimits()
        change(&limits)
        try await withService(limits: limits) { service in
            try await body(service, try #require(service.url.port))
        }
    }

    /// Whether the service answers on a connection of its own: one that was kept from before may be closed at any time here.
    private func isAlive(_ port: Int) async throws -> Bool {
        let connection = try RawConnection(port: port)
        connection.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return await connection.readToEnd()?.hasPrefix("HTTP/1.1 200") == true
    }

    @Test func `a connection whose body was not read is closed after the response`() async throws {
        try await withLimits({ _ in }) { _, port in
            let connection = try RawConnection(port: port)
            connection.send("POST /api/invoices/retry HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n{")
            let response = try #require(await connection.readToEnd())
            #expect(response.hasPrefix("HTTP/1.1 401"))
            #expect(response.lowercased().contains("connection: close"))
        }
    }

    @Test func `a body that never ends is not read for ever behind the response`() async throws {
        try await withLimits({ $0.linger = .seconds(3600) }) { _, port in
            let connection = try RawConnection(port: port)
            connection.send("POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n")
            connection.send("Content-Type: application/x-www-form-urlencoded\r\n\r\n")
            let chunk = "10000\r\n\(String(repeating: "a", count: 65_536))\r\n"
            var sent = 0
            while sent < 100_000, connection.send(chunk) {
                sent += 1
                await Task.yield()
            }
            #expect(sent < 100_000, "the connection was closed")
        }
    }

    @Test(arguments: [
        "", "GET / HTTP/1.1\r\nHost: x\r\n",
        "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
    ])
    func `a client that does not send its request in time is left`(_ part: String) async throws {
        try await withLimits({ ($0.head, $0.body) = (.milliseconds(200), .milliseconds(200)) }) { _, port in
            let connection = try RawConnection(port: port)
            connection.send(part)
            #expect(await connection.readToEnd() != nil)
            #expect(try await isAlive(port))
        }
    }

    @Test func `when all places are taken, the oldest connection that waits for its client makes room`() async throws {
        let patient = TimeAmount.hours(1)
        try await withLimits({ ($0.connections, $0.head, $0.body) = (4, patient, patient) }) { _, port in
            let events = try RawConnection(port: port)
            events.send("GET /api/system/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(Service.token)\r\n\r\n")
            #expect(await events.awaitResponse())
            let first = try RawConnection(port: port)
            first.send("POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n")
            first.send("Content-Type: application/x-www-form-urlencoded\r\n\r\na")
            let others = try (0..<50).map { _ in try RawConnection(port: port) }
            #expect(await first.readToEnd() == "")
            // Event loops take connections in their own order: a later one is the newest only when all others are in.
            try await withThrowingTaskGroup(of: String?.self) { group async throws in
                for other in others { group.addTask { await other.readToEnd() } }
                for _ in 0..<47 { #expect(try await group.next() == "") }
                #expect(try await isAlive(port))
                for other in others { other.end() }
            }
            #expect(events.send("x"), "a connection that is served stays")
        }
    }

    @Test(arguments: ["GET /livez HTTP/1.1\r\n\r\n", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"])
    func `a request without Host, or with two, is refused`(_ request: String) async throws {
        try await withLimits({ $0.linger = .milliseconds(50) }) { _, port in
            let connection = try RawConnection(port: port)
            connection.send(request)
            let response = try #require(await connection.readToEnd())
            #expect(response.hasPrefix("HTTP/1.1 400"))
            #expect(response.contains("one Host field"))
        }
    }

    @Test func `requests sent before the responses came are all answered`() async throws {
        try await withLimits({ _ in }) { _, port in
            let connection = try RawConnection(port: port)
            let request = "GET /livez HTTP/1.1\r\nHost: x\r\n"
            connection.send(String(repeating: request + "\r\n", count: 9) + request + "Connection: close\r\n\r\n")
            let responses = try #require(await connection.readToEnd()).components(separatedBy: "HTTP/1.1 200").count - 1
            #expect(responses == 10)
        }
    }

    @Test func `event streams are bounded for each session`() async throws {
        try await withLimits({ $0.streams = 2 }) { service, _ in
            let visitor = try await Visitor.signedIn(service)
            let headers = ["Cookie": visitor.cookie ?? ""]
            try await Events.listen(to: service, headers: headers) { one in
                _ = await one.next(isolation: #isolation)
                try await Events.listen(to: service, headers: headers) { two in
                    _ = await two.next(isolation: #isolation)
                    let third = try await service.ask(
                        "GET",
                        "/api/system/events",
                        headers: headers,
                        isAdmin: false
                    )
                    #expect(third.status == 429)
                    #expect(third.code == "too_many")
                    try await Events.listen(to: service, headers: ["Authorization": "Bearer \(Service.token)"]) {
                        other in
                        #expect(await other.next(isolation: #isolation) == "retry: 3000")
                    }
                }
            }
        }
    }

    @Test func `identifiers of runs differ`() {
        let moment = Date()
        let runs = (0..<100).map { _ in RunRecord(job: Job.sync, trigger: .manual, worker: "a", began: moment).id }
        #expect(Set(runs).count == 100)
    }
}
