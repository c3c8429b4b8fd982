import Foundation
import InvenTreeSimulator
import NIOCore
import NIOPosix

/// An answer as it came over the wire.
struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let text: String

    /// The body as JSON, or null when it is none.
    var json: Any {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) ?? NSNull()
    }

    var object: [String: Any] { json as? [String: Any] ?? [:] }
    var list: [[String: Any]] { json as? [[String: Any]] ?? [] }
    var results: [[String: Any]] { object["results"] as? [[String: Any]] ?? [] }
    var count: Int? { object["count"] as? Int }
    var pk: Int? { object["pk"] as? Int }
    /// The names of the fields that an error complains of.
    var fields: Set<String> { Set(object.keys) }
}

/// The server cut the connection without an answer.
struct ConnectionCut: Error {}

/// A client that sends bytes as it is told, each request on a connection of its own.
struct Client: Sendable {
    let simulator: RunningSimulator
    var authorization: String? = "Token inv-0123456789abcdef0123456789abcdef01234567-20260101"

    func with(token: String) -> Client {
        Client(simulator: simulator, authorization: "Token \(token)")
    }

    func with(authorization: String?) -> Client {
        Client(simulator: simulator, authorization: authorization)
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }
    func delete(_ path: String) async throws -> Answer { try await send("DELETE", path) }
    func post(_ path: String, _ json: String) async throws -> Answer { try await send("POST", path, json) }
    func patch(_ path: String, _ json: String) async throws -> Answer { try await send("PATCH", path, json) }

    func send(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var fields = ["Host": "\(simulator.host):\(simulator.port)", "Connection": "close", "Accept": "*/*"]
        fields["Authorization"] = authorization
        if let body {
            fields["Content-Type"] = "application/json"
            fields["Content-Length"] = body.utf8.count.description
        }
        fields.merge(headers) { $1 }
        let head = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try await send(raw: "\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")")
    }

    func send(raw: String) async throws -> Answer {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: simulator.host, port: simulator.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let received = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: raw))
            var received = ByteBuffer()
            do {
                for try await buffer in inbound { received.writeImmutableBuffer(buffer) }
            } catch is IOError {
                // A reset is what a cut connection looks like.
            }
            return received
        }
        return try Self.answer(String(buffer: received))
    }

    private static func answer(_ text: String) throws -> Answer {
        guard let end = text.range(of: "\r\n\r\n") else { throw ConnectionCut() }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let headers = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
        return Answer(
            status: status ?? 0,
            headers: Dictionary(
                headers.map { ($0[0].lowercased(), $0.count > 1 ? $0[1].trimmingCharacters(in: .whitespaces) : "") },
                uniquingKeysWith: { $1 }
            ),
            text: String(text[end.upperBound...])
        )
    }
}

/// Runs a simulator and hands out a client of it that may do everything.
func withClient(
    _ configuration: SimulatorConfiguration = .init(),
    version: APIVersion = .v425,
    _ body: (Client) async throws -> Void
) async throws {
    var configuration = configuration
    configuration.apiVersion = version
    try await InvenTreeSimulator.withRunning(configuration) { try await body(Client(simulator: $0)) }
}

extension Client {
    static let syncer = "inv-syncer00123456789abcdef0123456789abcdef0-20260101"
    static let reader = "inv-reader00123456789abcdef0123456789abcdef0-20260101"

    /// Seeds a customer.
    func customer(_ name: String = "ACME", currency: String = "EUR") throws -> Int {
        try simulator.add(SimulatedCompany(name: name, currency: currency))
    }

    /// Seeds a customer and an order of theirs.
    func order(reference: String = "", status: OrderStatus = .pending) throws -> Int {
        let customer = try simulator.companies.first?.pk ?? customer()
        return try simulator.add(SimulatedOrder(customer: customer, reference: reference, status: status))
    }

    /// Seeds a part that may be sold.
    func part(_ name: String = "Widget", ipn: String = "") throws -> Int {
        try simulator.add(SimulatedPart(name: name, ipn: ipn))
    }

    /// Lets requests wait for each other, so that this many are in flight together.
    func overlap(_ count: Int, of method: String = "POST") {
        let meeting = Meeting(count)
        simulator.onRequest { request in
            if request.method == method { await meeting.join() }
            return .pass
        }
    }

    /// Sends several requests at once.
    func all(_ requests: [@Sendable (Client) async throws -> Answer]) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, try await request(self)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// Where tasks wait until enough of them have come.
actor Meeting {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ size: Int) {
        missing = size
    }

    func join() async {
        missing -= 1
        if missing > 0 {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            for task in waiting { task.resume() }
            waiting = []
        }
    }
}
