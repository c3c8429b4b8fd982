import Foundation
import HTTPTypes
import InvenTreeClient

/// The API as the programs to compare with use it: JSON there and back, and a request without an answer once more.
struct InvenTree: Sendable {
    /// What the programs read of a row.
    struct Row: Decodable, Sendable {
        let pk: Int
        let name: String?
        let description: String?
        let taxID: String?
        let number: String?

        private enum CodingKeys: String, CodingKey {
            case pk, name, description
            case taxID = "tax_id"
            case number = "IPN"
        }
    }

    private struct List: Decodable {
        let results: [Row]
    }

    let site: Site
    private let server: ServerURL
    private let transport: CurlTransport

    /// - Throws: Where the address is none, or libcurl cannot be started.
    init(_ site: Site, inFlight: Int) throws {
        guard let server = ServerURL(site.url) else { throw BenchmarkError("\(site.url) is no address") }
        self.site = site
        self.server = server
        transport = try CurlTransport(configuration: .init(maximumConnections: inFlight))
    }

    /// Creates a row.
    ///
    /// - Returns: Its key.
    /// - Throws: Where the server does not.
    @discardableResult
    func create(_ path: String, _ fields: some Encodable) async throws -> Int {
        let body = try JSONEncoder().encode(fields)
        return try JSONDecoder().decode(Row.self, from: try await send(.post, path, body)).pk
    }

    /// The first rows of a list, up to a limit.
    ///
    /// - Throws: Where the server does not answer.
    func list(_ path: String, _ query: KeyValuePairs<String, String>, limit: Int = 100) async throws -> [Row] {
        var components = URLComponents()
        components.queryItems =
            query.map { URLQueryItem(name: $0, value: $1) } + [.init(name: "limit", value: "\(limit)")]
        let answer = try await send(.get, "\(path)?\(components.percentEncodedQuery ?? "")", nil)
        return try JSONDecoder().decode(List.self, from: answer).results
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: Data?) async throws -> Data {
        var request = HTTPRequest(
            method: method,
            scheme: server.scheme,
            authority: server.authority,
            path: server.basePath + path
        )
        request.headerFields[.authorization] = "Token \(site.token)"
        request.headerFields[.accept] = "application/json"
        if body != nil { request.headerFields[.contentType] = "application/json" }
        var answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await transport.send(request, body: body)
        } catch {
            answer = try await transport.send(request, body: body)
        }
        if answer.response.status.code >= 500 { answer = try await transport.send(request, body: body) }
        guard answer.response.status.kind == .successful else {
            let text = String(decoding: answer.body.prefix(300), as: UTF8.self)
            throw BenchmarkError("\(method) \(path): \(answer.response.status.code) \(text)")
        }
        return answer.body
    }
}

/// A row to create.
enum NewRow {
    struct Company: Encodable {
        let name: String
        let tax_id: String
        let is_customer = true
        let is_supplier = false
        let currency = "RON"

        init(_ customer: Invoice.Customer) {
            name = customer.name
            tax_id = customer.taxID ?? ""
        }
    }

    struct Part: Encodable {
        let name: String
        let IPN: String
        let active = true
        let salable = true

        init(_ part: Invoice.Part) {
            name = part.name
            IPN = part.number ?? ""
        }
    }

    struct Order: Encodable {
        let customer: Int
        let reference: String?
        let description: String
        let issue_date: String
        let order_currency = "RON"

        init(_ invoice: Invoice, customer: Int, reference: String?) {
            self.customer = customer
            self.reference = reference
            description = invoice.description
            issue_date = invoice.date
        }
    }

    struct Line: Encodable {
        let order: Int
        let part: Int
        let quantity: Decimal
        let sale_price: Decimal
        let sale_price_currency = "RON"
        let reference: String

        init(_ line: Invoice.Line, order: Int, part: Int) {
            self.order = order
            self.part = part
            quantity = line.quantity
            sale_price = line.price
            reference = line.details ?? ""
        }
    }
}

/// Why a benchmark cannot go on.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
