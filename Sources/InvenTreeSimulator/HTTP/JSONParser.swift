/// A reader of JSON that keeps the order of members and the exact text of whole numbers.
struct JSONParser {
    /// Bytes that are no JSON, and where that shows.
    struct Malformed: Error {
        let offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// Reads one JSON value that fills all the bytes.
    static func parse(_ bytes: [UInt8]) throws(Malformed) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.malformed }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var malformed: Malformed { Malformed(offset: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Character) throws(Malformed) {
        guard take(character) else { throw malformed }
    }

    private mutating func value() throws(Malformed) -> JSONValue {
        guard let byte = next, depth < 200 else { throw malformed }
        depth += 1
        defer { depth -= 1 }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Malformed) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw malformed }
        position += word.utf8.count
        return value
    }

    private mutating func object() throws(Malformed) -> JSONObject {
        var object = JSONObject()
        try expect("{")
        skipSpace()
        if take("}") { return object }
        repeat {
            skipSpace()
            let key = try string()
            skipSpace()
            try expect(":")
            skipSpace()
            object[key] = try value()
            skipSpace()
        } while take(",")
        try expect("}")
        return object
    }

    private mutating func array() throws(Malformed) -> [JSONValue] {
        var items: [JSONValue] = []
        try expect("[")
        skipSpace()
        if take("]") { return items }
        repeat {
            skipSpace()
            items.append(try value())
            skipSpace()
        } while take(",")
        try expect("]")
        return items
    }

    private mutating func number() throws(Malformed) -> JSONValue {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte) {
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard DecimalText.isJSONNumber(text) else {
            position = start
            throw malformed
        }
        let isWhole = !text.utf8.contains { ".eE".utf8.contains($0) }
        return .number(isWhole ? text : Double(text).map(\.description) ?? text)
    }

    private mutating func string() throws(Malformed) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
            case 0x00..<0x20: throw malformed
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape() throws(Malformed) -> Character {
        guard let byte = next else { throw malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
        case UInt8(ascii: "u"): return Character(try escapedScalar())
        default: throw malformed
        }
    }

    private mutating func escapedScalar() throws(Malformed) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), take("\\"), take("u") else { return "\u{FFFD}" }
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(Malformed) -> UInt32 {
        guard position + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw malformed }
        position += 4
        return unit
    }
}
