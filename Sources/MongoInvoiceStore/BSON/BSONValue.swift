/// A value as MongoDB holds it, to the last bit.
enum BSONValue: Sendable {
    case double(Double)
    case string(String)
    case document(BSONDocument)
    case array([BSONValue])
    case binary(subtype: UInt8, [UInt8])
    case undefined
    case objectID([UInt8])
    case bool(Bool)
    case date(Milliseconds)
    case null
    case regularExpression(pattern: String, options: String)
    case dbPointer(namespace: String, id: [UInt8])
    case code(String)
    case symbol(String)
    case codeWithScope(String, BSONDocument)
    case int32(Int32)
    case timestamp(increment: UInt32, seconds: UInt32)
    case int64(Int64)
    case decimal128(Decimal128)
    case minKey
    case maxKey
    /// A string that another program wrote and that is no UTF-8.
    case malformedString([UInt8])
}

/// Fields in their order, which in a command and in an `_id` carries meaning.
struct BSONDocument: Sendable {
    struct Field: Sendable {
        let key: String
        let value: BSONValue
    }

    var fields: [Field] = []
    /// How long it was where it was read; 0 for one that was made here.
    var byteCount = 0

    /// The value under a key; a new one stands behind the others.
    subscript(key: String) -> BSONValue? {
        get { fields.first { $0.key == key }?.value }
        set {
            fields.removeAll { $0.key == key }
            if let newValue { fields.append(Field(key: key, value: newValue)) }
        }
    }
}

extension BSONValue {
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var document: BSONDocument? {
        if case .document(let document) = self { document } else { nil }
    }

    var elements: [BSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// A whole number, whatever its type: drivers and shells write `1` as an int32, an int64 or a double.
    var integer: Int64? {
        switch self {
        case .int32(let number): Int64(number)
        case .int64(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }
}

extension BSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int32) { self = .int32(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: BSONValue...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, BSONValue)...) { self = .document(BSONDocument(elements)) }
}

extension BSONDocument: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, BSONValue)...) { self.init(elements) }

    init(_ elements: [(String, BSONValue)]) {
        fields = elements.map { Field(key: $0.0, value: $0.1) }
    }

    static func + (first: BSONDocument, second: BSONDocument) -> BSONDocument {
        BSONDocument(fields: first.fields + second.fields)
    }
}

/// That bytes are no BSON, or that a value has no form in BSON.
enum BSONError: Error {
    /// The bytes do not follow the format, or are nested deeper than ``BSONReader/maximumDepth``.
    case malformed
    /// A key that holds a NUL, which ends it in BSON.
    case keyWithNUL
}
