import Foundation

/// Reads JSON (RFC 8259) from unchecked bytes, without recursion: nesting costs no stack.
///
/// Text that is not UTF-8 and halves of surrogate pairs become U+FFFD (SyncRules, “Broken text”).
///
/// Foundation's decoder takes the cube of the nesting's depth, seconds for a kilobyte, where the types are not known
/// before: each guess that fails makes an error with the whole way to it.
struct JSONReader {
    /// How deep values may be nested.
    static let maximumDepth = 500

    /// A list or an object whose end has not come yet.
    private struct Container {
        /// The keys, one ahead of the elements; nil for a list.
        var keys: [String]?
        var elements: [JSONValue] = []

        /// The list or the object; of two equal keys the last counts.
        var value: JSONValue {
            guard let keys else { return .array(elements) }
            var fields: [String: JSONValue] = Dictionary(minimumCapacity: keys.count)
            for (key, element) in zip(keys, elements) { fields[key] = element }
            return .object(fields)
        }
    }

    private let bytes: UnsafeRawBufferPointer
    /// A Boolean value that indicates whether U+FFFD stands for something that is no text.
    private(set) var hasBrokenText = false
    private var position = 0
    private var open: [Container] = []

    /// - Parameter bytes: Any bytes, which should be UTF-8.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Reads one value and nothing behind it.
    mutating func document() throws(FGOError) -> JSONValue {
        while true {
            guard let value = try valueOrBeginning(), let whole = try place(value) else { continue }
            skipSpace()
            guard position == bytes.count else { throw malformed }
            return whole
        }
    }

    /// Reads a value; nil where that is a list or an object that goes on.
    private mutating func valueOrBeginning() throws(FGOError) -> JSONValue? {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"):
            if try begin(Container(keys: []), endingIn: UInt8(ascii: "}")) { return .object([:]) }
            try key()
            return nil
        case UInt8(ascii: "["):
            return try begin(Container(), endingIn: UInt8(ascii: "]")) ? .array([]) : nil
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    // MARK: Lists and objects

    /// - Returns: Whether it has already ended.
    private mutating func begin(_ container: Container, endingIn end: UInt8) throws(FGOError) -> Bool {
        guard open.count < Self.maximumDepth else {
            throw FGOError(.notJSON, at: [], "is nested deeper than \(Self.maximumDepth) levels")
        }
        position += 1
        skipSpace()
        if skip(end) { return true }
        open.append(container)
        return false
    }

    private mutating func key() throws(FGOError) {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw malformed }
        let key = try text()
        guard key.withoutFloodsOfMarks.utf8.count == key.utf8.count else {
            throw FGOError(.notJSON, at: path, "has a key with more than 30 combining marks in a row")
        }
        open[open.count - 1].keys?.append(key)
        skipSpace()
        guard skip(UInt8(ascii: ":")) else { throw malformed }
    }

    /// Puts a value into the list or object that it stands in, and each that ends with it into its own.
    ///
    /// - Returns: The outermost value where all have ended, nil where more is to come.
    private mutating func place(_ value: JSONValue) throws(FGOError) -> JSONValue? {
        var value = value
        while let last = open.indices.last {
            open[last].elements.append(value)
            skipSpace()
            let isObject = open[last].keys != nil
            if skip(UInt8(ascii: ",")) {
                if isObject { try key() }
                return nil
            }
            guard skip(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw malformed }
            value = open.removeLast().value
        }
        return value
    }

    // MARK: Words and numbers

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(FGOError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let isThere = bytes[position...].prefix(length).elementsEqual(word.description.utf8)
        guard isThere else { throw malformed }
        position += length
        return value
    }

    private mutating func number() throws(FGOError) -> JSONValue {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            _ = skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-"))
            try digits()
        }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = Decimal(literal: literal) { return .number(number) }
        guard let number = Double(literal) else { throw malformed }
        return number == 0 ? .number(0) : .double(number)
    }

    private mutating func digits() throws(FGOError) {
        let start = position
        while let next, next.isASCIIDigit { position += 1 }
        guard position > start else { throw malformed }
    }

    // MARK: Text

    private mutating func text() throws(FGOError) -> String {
        position += 1
        var decoded: [UInt8] = []
        var start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                let rest = bytes[start..<position]
                position += 1
                return decoded.isEmpty ? repaired(rest) : repaired(decoded + rest)
            case UInt8(ascii: "\\"):
                decoded += bytes[start..<position]
                position += 1
                decoded += String(try escape()).utf8
                start = position
            case 0..<0x20: throw controlCharacter
            default: position += 1
            }
        }
        throw malformed
    }

    /// Bytes as text, with U+FFFD in place of what is not UTF-8.
    private mutating func repaired(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        hasBrokenText = true
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func escape() throws(FGOError) -> Unicode.Scalar {
        guard let byte = next else { throw malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw meaninglessEscape
        }
    }

    /// Four hexadecimal digits, or twice four where they are a surrogate pair; U+FFFD for half a pair.
    private mutating func escapedScalar() throws(FGOError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let end = position
        if UTF16.isLeadSurrogate(first), skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) {
            let second = try hexadecimal()
            if UTF16.isTrailSurrogate(second) { return UTF16.decode(UTF16.EncodedScalar([first, second])) }
        }
        position = end
        hasBrokenText = true
        return "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(FGOError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard digits.count == 4, isHexadecimal, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw meaninglessEscape }
        position += 4
        return unit
    }
}

extension JSONReader {
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let next, next == 0x20 || (0x09...0x0A).contains(next) || next == 0x0D { position += 1 }
    }

    private var path: JSONPath {
        open.reduce([]) { path, container in
            guard let keys = container.keys else { return path[container.elements.count] }
            return keys.last.map { path / $0 } ?? path
        }
    }

    private var malformed: FGOError { FGOError(.notJSON, at: path, "is not valid JSON (byte \(position))") }

    private var controlCharacter: FGOError {
        FGOError(.notJSON, at: path, "holds a raw control character (byte \(position))")
    }

    private var meaninglessEscape: FGOError {
        FGOError(.notJSON, at: path, "holds an escape that stands for nothing (byte \(position))")
    }
}
