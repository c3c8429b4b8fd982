import FGOModels
import Foundation

extension BSONValue {
    /// A value as MongoDB is to hold it: an object of Extended JSON becomes the type that it stands for.
    init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .number(let number): BSONValue(number)
            case .double(let number): .double(number)
            case .text(let text): .string(text)
            case .array(let elements): .array(elements.map(BSONValue.init))
            case .object(let fields): BSONValue(extended: fields) ?? .document(BSONDocument(object: fields))
            }
    }

    /// The type that an object of Extended JSON stands for; nil where it is no such object.
    private init?(extended fields: [String: JSONValue]) {
        guard fields.count <= 2, let name = fields.keys.first(where: { $0.hasPrefix("$") && $0 != "$scope" }),
            let content = fields[name]
        else { return nil }
        let value: BSONValue? =
            switch (fields.count, content) {
            case (1, .text(let text)): BSONValue(name, text: text)
            case (1, .object(let parts)): BSONValue(name, parts: parts)
            case (1, _): BSONValue(name, flag: content)
            case (_, .text(let code)) where name == "$code": BSONValue(code: code, scope: fields["$scope"])
            default: nil
            }
        guard let value else { return nil }
        self = value
    }

    private init?(_ name: String, text: String) {
        let value: BSONValue? =
            switch name {
            case "$oid": [UInt8](hexadecimal: text, count: 12).map(BSONValue.objectID)
            case "$numberInt": Int32(text).map(BSONValue.int32)
            case "$numberLong": Int64(text).map(BSONValue.int64)
            case "$numberDouble": Double(text).map(BSONValue.double)
            case "$numberDecimal": Decimal128(text).map(BSONValue.decimal128)
            case "$date": Milliseconds(iso8601: text).map(BSONValue.date)
            case "$code": .code(text)
            case "$symbol": .symbol(text)
            default: nil
            }
        guard let value else { return nil }
        self = value
    }

    private init?(_ name: String, parts: [String: JSONValue]) {
        switch (name, parts.count) {
        case ("$date", 1):
            guard let milliseconds = parts["$numberLong"]?.textContent.flatMap({ Int64($0) }) else { return nil }
            self = .date(milliseconds)
        case ("$binary", 2):
            guard let data = parts["base64"]?.textContent.flatMap({ Data(base64Encoded: $0) }),
                let subtype = parts["subType"]?.textContent.flatMap({ UInt8($0, radix: 16) })
            else { return nil }
            self = .binary(subtype: subtype, Array(data))
        case ("$regularExpression", 2):
            guard let pattern = parts["pattern"]?.textContent, let options = parts["options"]?.textContent else {
                return nil
            }
            self = .regularExpression(pattern: pattern, options: options)
        case ("$timestamp", 2):
            guard let seconds = parts["t"]?.unsigned, let increment = parts["i"]?.unsigned else { return nil }
            self = .timestamp(increment: increment, seconds: seconds)
        case ("$dbPointer", 2):
            guard let namespace = parts["$ref"]?.textContent, case .objectID(let id)? = parts["$id"].map(BSONValue.init)
            else { return nil }
            self = .dbPointer(namespace: namespace, id: id)
        default: return nil
        }
    }

    private init?(_ name: String, flag: JSONValue) {
        switch (name, flag) {
        case ("$minKey", 1): self = .minKey
        case ("$maxKey", 1): self = .maxKey
        case ("$undefined", true): self = .undefined
        case ("$date", .number(let milliseconds)):
            guard let milliseconds = Int64("\(milliseconds)") else { return nil }
            self = .date(milliseconds)
        default: return nil
        }
    }

    private init?(code: String, scope: JSONValue?) {
        guard case .object(let fields)? = scope else { return nil }
        self = .codeWithScope(code, BSONDocument(object: fields))
    }
}

extension BSONDocument {
    /// An object's fields, sorted by key: equal objects give the same bytes.
    init(object fields: [String: JSONValue]) {
        self.init(fields.sorted { $0.key < $1.key }.map { ($0.key, BSONValue($0.value)) })
    }
}

extension JSONValue {
    fileprivate var textContent: String? {
        if case .text(let text) = self { text } else { nil }
    }

    fileprivate var unsigned: UInt32? {
        if case .number(let number) = self { UInt32("\(number)") } else { nil }
    }
}

extension Milliseconds {
    fileprivate init?(iso8601 text: String) {
        let withFraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: withFraction)) else {
            return nil
        }
        self.init(date)
    }
}

extension [UInt8] {
    fileprivate init?(hexadecimal text: String, count: Int) {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 * count, text.utf8.count == digits.count else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
