import FGOModels
import Foundation
import HTTPTypes
import InvenTreeClient
import InvenTreeSimulator
import Testing

extension Bench {
    /// Creates a category of parts, which the client has no need for.
    func createCategory(_ name: String = "Goods", isStructural: Bool = false) async throws -> Int {
        let request = HTTPRequest(
            method: .post,
            scheme: "http",
            authority: "\(server.host):\(server.port)",
            path: "/api/part/category/",
            headerFields: [.authorization: "Token \(Tokens.admin)", .contentType: "application/json"]
        )
        let body = #"{"name":"\#(name)","structural":\#(isStructural)}"#
        let answer = try await CurlTransport().send(request, body: Data(body.utf8))
        let category = try JSONDecoder().decode([String: JSONValue].self, from: answer.body)
        guard case .number(let pk)? = category["pk"] else { throw Missing() }
        return try #require(Int("\(pk)"))
    }
}

struct Missing: Error {}
