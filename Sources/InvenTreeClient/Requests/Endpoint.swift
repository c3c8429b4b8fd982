import Foundation
import HTTPTypes

/// One request of the REST interface, before it is known which server it goes to and with which token.
struct Endpoint: Sendable {
    /// How a request proves whose it is.
    enum Authorization: Sendable {
        case none
        case password(username: String, Secret)
        case token
    }

    let method: HTTPRequest.Method

    /// The path below the base URL, encoded.
    let path: String

    /// The path with its variable parts replaced, for metrics.
    let route: String
    let query: [QueryItem]
    let body: Data?
    let authorization: Authorization

    /// Whether the request changes nothing on the server, whatever its method.
    private(set) var isReadOnly: Bool

    /// The longest answer that is taken, in bytes.
    ///
    /// A row of a real server takes 1 to 3 KB. What is longer than any answer can be is not read: JSON in memory takes many
    /// times its bytes, and several answers are read at a time.
    private(set) var maximumAnswerSize = usualAnswerSize

    /// A request to a route, of which the part in braces, at most one, stands for a value.
    init(
        _ method: HTTPRequest.Method,
        _ route: String,
        value: String? = nil,
        query: [QueryItem] = [],
        body: Data? = nil,
        authorization: Authorization = .token
    ) {
        self.method = method
        self.route = route
        self.path = value.map { route.replacing(/\{\w+\}/, with: QueryItem.encoded($0)) } ?? route
        self.query = query
        self.body = body
        self.authorization = authorization
        isReadOnly = method == .get || method == .head || method == .options
    }

    /// A request that carries a value as JSON.
    init(
        _ method: HTTPRequest.Method,
        _ route: String,
        value: String? = nil,
        query: [QueryItem] = [],
        json: some Encodable
    ) throws(InvenTreeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            self.init(method, route, value: value, query: query, body: try encoder.encode(json))
        } catch {
            let request = Endpoint(method, route, value: value).request
            throw InvenTreeError(.invalidRequest, "a value cannot be sent", request: request, cause: error)
        }
    }

    /// The same request, known to change nothing: it needs no permission to write and may be repeated.
    func reading() -> Endpoint {
        var endpoint = self
        endpoint.isReadOnly = true
        return endpoint
    }

    /// The same request, whose answer may be as long as so many rows need.
    func answering(rows: Int) -> Endpoint {
        var endpoint = self
        endpoint.maximumAnswerSize = max(maximumAnswerSize, min(rows, Self.maximumRows) * 8 << 10)
        return endpoint
    }

    /// The longest answer to a request that is for no more than a page of 250 rows, in bytes.
    static let usualAnswerSize = 4 << 20

    /// The largest number of rows that is read out of one answer.
    static let maximumRows = 20_000

    var request: InvenTreeError.Request {
        InvenTreeError.Request(method: method.rawValue, path: path)
    }

    /// The path with the query, below the base URL.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map(\.encoded).joined(separator: "&")
    }

    /// Why the request must not be sent; nil if it may be.
    ///
    /// A filter by a blank text is ignored, so that the answer would be every row (<doc:ServerBehaviour#Lists>), and a
    /// request line of more than 4094 bytes is refused (<doc:ServerBehaviour#Requests-over-HTTP>).
    var objection: String? {
        if let blank = query.first(where: \.isBlank) {
            return "a blank \(blank.name) filters nothing"
        }
        let requestLine = "\(method.rawValue) \(target) HTTP/1.1\r\n"
        return requestLine.utf8.count > 4094 ? "the filters are too long for a URL" : nil
    }
}

/// One parameter of a query.
struct QueryItem: Hashable, Sendable {
    let name: String
    let value: String

    var isBlank: Bool { value.allSatisfy(\.isWhitespace) }

    var encoded: String { "\(Self.encoded(name))=\(Self.encoded(value))" }

    /// A text with all but the unreserved characters of RFC 3986 percent-encoded.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(Character(Unicode.Scalar(byte)))
            default:
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

extension [QueryItem] {
    /// Adds a parameter, unless there is no value for it.
    mutating func add(_ name: String, _ value: String?) {
        if let value {
            append(QueryItem(name: name, value: value))
        }
    }

    /// Adds a parameter, unless there is no value for it.
    mutating func add(_ name: String, _ value: (some CustomStringConvertible)?) {
        add(name, value?.description)
    }

    /// Adds the part of a list that is wanted.
    mutating func add(_ page: PageRequest) {
        add("limit", page.limit)
        add("offset", page.offset)
    }
}
