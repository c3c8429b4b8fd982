import Foundation

/// Writes values as JSON with sorted keys: equal values give the same bytes on every machine and in every version.
///
/// Texts are written as they are but for what JSON does not allow in them; slashes are not escaped.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let number): append(number.description)
        case .double(let number) where number.isFinite: append(Self.literal(number))
        case .double(let number): append(.object(["$numberDouble": .text(number.extendedText)]))
        case .text(let text): append(quoted: text)
        case .array(let elements): append(elements)
        case .object(let fields): append(fields)
        }
    }

    private mutating func append(_ elements: [JSONValue]) {
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            append(element)
        }
        append("]")
    }

    private mutating func append(_ fields: [String: JSONValue]) {
        append("{")
        for (index, field) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { append(",") }
            append(quoted: field.key)
            append(":")
            append(field.value)
        }
        append("}")
    }

    private mutating func append(_ text: String) { bytes += text.utf8 }

    private mutating func append(quoted text: String) {
        append("\"")
        if text.utf8.contains(where: Self.isEscaped) {
            for byte in text.utf8 { append(escaping: byte) }
        } else {
            append(text)
        }
        append("\"")
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case 0..<0x20: append("\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))")
        default: bytes.append(byte)
        }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// A whole number has no fraction.
    private static func literal(_ number: Double) -> String {
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension Double {
    /// How Extended JSON writes a number that JSON has no form for.
    var extendedText: String { isNaN ? "NaN" : self < 0 ? "-Infinity" : "Infinity" }
}
