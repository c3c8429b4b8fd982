import Foundation
import Testing

@testable import SyncService

/// The document that the service gives of itself, as a test reads it.
struct OpenAPI: Decodable, Sendable {
    struct Operation: Decodable, Sendable {
        struct Response: Decodable, Sendable {}

        let operationId: String
        let responses: [String: Response]
        let security: [[String: [String]]]?
    }

    struct PathItem: Decodable, Sendable {
        var operations: [String: Operation] = [:]

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys where key.stringValue != "parameters" {
                operations[key.stringValue.uppercased()] = try container.decode(Operation.self, forKey: key)
            }
        }
    }

    let openapi: String
    let paths: [String: PathItem]

    static var document: OpenAPI {
        get throws { try JSONDecoder().decode(OpenAPI.self, from: Data(PackageResources.openapi_json)) }
    }

    /// Finds the status of an answer documented; what every path answers alike is said in the document's description.
    func check(_ method: String, _ target: String, _ status: Int) throws {
        let path = target.split(separator: "?", maxSplits: 1).first.map(String.init) ?? "/"
        let names = path.split(separator: "/")
        let found = paths.first { pattern, _ in
            let parts = pattern.split(separator: "/")
            return parts.count == names.count && zip(parts, names).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        guard let item = found?.value else {
            #expect(status == 404, "\(method) \(path)")
            return
        }
        guard let operation = item.operations[method == "HEAD" ? "GET" : method] else {
            #expect(status == 405, "\(method) \(path)")
            return
        }
        #expect(operation.responses["\(status)"] != nil, "\(method) \(path) answers \(status), which is not documented")
    }
}
