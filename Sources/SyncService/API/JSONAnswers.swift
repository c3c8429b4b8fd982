import Foundation
import HTTPTypes
import Hummingbird
import InvenTreeClient
import NIOCore

extension Response {
    /// A value as JSON with keys such as `given_back`, and moments as RFC 3339 in UTC.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        guard let data = try? encoder.encode(value) else {
            let body = #"{"error":{"code":"internal","message":"the answer has no JSON form"}}"#
            return .bytes(Array(body.utf8), "application/json", status: .internalServerError)
        }
        let text = Redactor.redact(String(decoding: data, as: UTF8.self))
        return .bytes(Array(text.utf8), "application/json", status: status)
    }

    static func bytes(_ bytes: [UInt8], _ type: String, status: HTTPResponse.Status = .ok) -> Response {
        let fields: HTTPFields = [
            .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension Request {
    /// The longest body that is read.
    static let longestBody = 64 << 10

    /// The bytes of the body.
    ///
    /// - Throws: ``APIError`` where it is longer than ``longestBody``, or the client ended before it did.
    func wholeBody() async throws(APIError) -> ByteBuffer {
        do {
            return try await body.collect(upTo: Self.longestBody)
        } catch is NIOTooManyBytesError {
            throw APIError(HTTPError(.contentTooLarge))
        } catch {
            throw APIError.invalid("the body did not arrive to its end")
        }
    }

    /// The body as a value; no body is an empty object.
    ///
    /// - Parameter type: What it is to be; keys that it does not know are refused.
    /// - Throws: ``APIError`` where it is something else, or longer than ``longestBody``.
    /// - Returns: The value.
    func decoded<Value: StrictlyDecodable>(_ type: Value.Type) async throws -> Value {
        let body = try await wholeBody()
        if body.readableBytes > 0, headers[.contentType]?.lowercased().hasPrefix("application/json") != true {
            throw APIError(
                status: .unsupportedMediaType,
                code: "unsupported_media_type",
                message: "the body must be application/json"
            )
        }
        let data = body.readableBytes == 0 ? Data("{}".utf8) : Data(body.readableBytesView)
        do {
            return try JSONDecoder().decode(Strictly<Value>.self, from: data).value
        } catch let error as APIError {
            throw error
        } catch {
            throw APIError.invalid("the body must be a JSON object: \(Value.rule)")
        }
    }
}

/// A body of which every key is known.
protocol StrictlyDecodable: Decodable {
    associatedtype CodingKeys: CodingKey & CaseIterable

    /// What it is, for who got it wrong.
    static var rule: String { get }
}

private struct Strictly<Value: StrictlyDecodable>: Decodable {
    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let value: Value

    init(from decoder: any Decoder) throws {
        let known = Set(Value.CodingKeys.allCases.map(\.stringValue))
        let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = keys.first(where: { !known.contains($0) }) {
            throw APIError.invalid("“\(unknown.prefix(40))” is not known here: \(Value.rule)")
        }
        value = try Value(from: decoder)
    }
}

extension KeyedDecodingContainer {
    /// The value under a key; nil where there is no such key, while a null is no value of anything.
    func value<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        contains(key) ? try decode(type, forKey: key) : nil
    }
}
