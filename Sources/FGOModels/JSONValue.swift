public import Foundation

/// Any JSON value, kept as it came: what a document holds beside the fields that the sync reads is never lost.
///
/// Numbers are `Decimal` from the first byte, so that 3045.7353 stays 3045.7353. A number that no `Decimal` holds
/// (NaN, an infinity, 1e200) is kept as ``double(_:)`` and is never money nor a quantity.
public enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, exact.
    case number(Decimal)
    /// A number that no `Decimal` holds.
    case double(Double)
    /// Text.
    case text(String)
    /// A list.
    case array([JSONValue])
    /// An object. The order of its keys carries no meaning.
    case object([String: JSONValue])
}

extension JSONValue {
    /// The value under a key, where this is an object that has it.
    ///
    /// - Parameter key: The key to look under.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields[key]
    }

    /// What a person would call this value in a sentence: "text", "a number", "a list".
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number, .double: "a number"
        case .text: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// Reads JSON.
    ///
    /// Text that is not UTF-8 and halves of surrogate pairs become U+FFFD.
    ///
    /// - Parameter json: UTF-8 text of one JSON value, nested at most 500 deep; of two equal keys the last counts.
    /// - Throws: ``FGOError`` with code ``FGOError/Code/notJSON``, and the way to what is broken.
    public init(json: Data) throws(FGOError) {
        self = try json.withUnsafeBytes { bytes in Self.read(bytes) }.get().value
    }

    /// Reads JSON, and tells whether U+FFFD stands for something in it that is no text.
    static func read(_ json: UnsafeRawBufferPointer) -> Result<(value: JSONValue, hasBrokenText: Bool), FGOError> {
        Result { () throws(FGOError) in
            var reader = JSONReader(json)
            let value = try reader.document()
            return (value, reader.hasBrokenText)
        }
    }

    /// The same value as JSON text with sorted keys: equal values give equal text.
    public var json: String {
        var writer = JSONWriter()
        writer.append(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue: Codable {
    /// Reads any value that the decoder holds.
    ///
    /// - Parameter decoder: The decoder to read from.
    /// - Throws: `DecodingError` where the input is corrupt.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try container.decode(ifPossible: String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Decimal.self), !number.isNaN {
            self = .number(number)
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .double(number)
        } else if let elements = try container.decode(ifPossible: [JSONValue].self) {
            self = .array(elements)
        } else if let fields = try container.decode(ifPossible: [String: JSONValue].self) {
            self = .object(fields)
        } else {
            // All that JSON has left is a number beyond even a Double: 1e400 reads as IEEE 754 says.
            self = .double(.infinity)
        }
    }

    /// Writes the value.
    ///
    /// A number that JSON has no form for is written as Extended JSON's `$numberDouble`.
    ///
    /// - Parameter encoder: The encoder to write to.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .double(let number) where number.isFinite: try container.encode(number)
        case .double(let number): try container.encode(["$numberDouble": number.extendedText])
        case .text(let text): try container.encode(text)
        case .array(let elements): try container.encode(elements)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension SingleValueDecodingContainer {
    /// The value, or nil where the input holds one of another type.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where it is of the type and broken, with the way to it.
    fileprivate func decode<Value: Decodable>(ifPossible type: Value.Type) throws -> Value? {
        do {
            return try decode(type)
        } catch DecodingError.typeMismatch {
            return nil
        } catch let error as DecodingError {
            throw error
        } catch {
            // Foundation's own error for broken text tells a byte's position, which says nothing about the document.
            let context = DecodingError.Context(
                codingPath: codingPath,
                debugDescription: "broken text",
                underlyingError: error
            )
            throw DecodingError.dataCorrupted(context)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// An object; of two equal keys the last counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }

    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(Decimal(value)) }

    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// `null`.
    public init(nilLiteral: ()) { self = .null }
}
