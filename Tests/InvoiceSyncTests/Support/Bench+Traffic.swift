import FGOModels
import Foundation
import HTTPTypes
import InvenTreeClient
import InvenTreeSimulator
import Synchronization
import Testing

extension Bench {
    /// The requests about customers, parts and lines that a body causes, and the writes of orders, such as `search part` and
    /// `POST order`, in alphabetical order.
    func traffic(_ body: () async throws -> Void) async throws -> [String] {
        let seen = Mutex<[String]>([])
        server.onRequest { request in
            if let words = request.words { seen.withLock { $0.append(words) } }
            return .pass
        }
        try await body()
        server.onRequest(nil)
        return seen.withLock { $0.sorted() }
    }

    /// Changes a row as somebody at the server would, such as `part/1`.
    func edit(_ row: String, _ fields: JSONValue) async throws {
        try await send(.patch, row, try fields.encoded())
    }

    /// Deletes a row as somebody at the server would.
    func delete(_ row: String) async throws {
        if row.hasPrefix("part/") { try await edit(row, ["active": false]) }
        try await send(.delete, row, nil)
    }

    private func send(_ method: HTTPRequest.Method, _ row: String, _ body: Data?) async throws {
        let request = HTTPRequest(
            method: method,
            scheme: "http",
            authority: "\(server.host):\(server.port)",
            path: "/api/\(row)/",
            headerFields: [.authorization: "Token \(Tokens.admin)", .contentType: "application/json"]
        )
        let answer = try await CurlTransport().send(request, body: body)
        try #require((200..<300).contains(answer.response.status.code))
    }
}

extension JSONValue {
    fileprivate func encoded() throws -> Data { try JSONEncoder().encode(self) }
}

extension SimulatedRequest {
    /// Method and kind of row; nil for look-ups of orders and for what is asked before a run.
    fileprivate var words: String? {
        if route == "/api/search/" {
            return ["company", "part"].first { json?[$0] != nil }.map { "search \($0)" }
        }
        guard let noun = Self.nouns[route], method != "OPTIONS", noun != "order" || method != "GET" else { return nil }
        return "\(method) \(noun)"
    }

    private static let nouns = [
        "/api/company/": "company", "/api/company/{pk}/": "company", "/api/part/": "part", "/api/part/{pk}/": "part",
        "/api/order/so/": "order", "/api/order/so/{pk}/": "order", "/api/order/so-line/": "line",
        "/api/order/so-line/{pk}/": "line",
    ]
}
