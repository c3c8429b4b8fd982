/// Finds where a JSON value ends in bytes that come piece by piece, without keeping any of it.
///
/// It checks the structure (what opens, separates and closes) and leaves words, numbers and escapes to ``JSONReader``.
struct ValueScanner {
    enum Progress: Equatable {
        /// The value goes on behind these bytes.
        case unfinished
        /// The value ended before this index.
        case ended(Int)
        /// The byte at this index cannot be part of a JSON value.
        case malformed(Int)
    }

    private enum Expected {
        case value
        /// A value, or the end of an empty list.
        case firstElement
        /// A key, or the end of an empty object.
        case firstKey
        case key
        case colon
        /// A comma, or the end of the list or object.
        case separator
        case word
        case text
        case escapedByte
    }

    private var expected = Expected.value
    /// The lists and objects that are open: whether each is an object, and the outermost first.
    private var open: [Bool] = []
    /// A Boolean value that indicates whether the text that is open is a key.
    private var isKey = false
    /// How many line breaks the value holds so far.
    private(set) var lineBreaks = 0
    /// The bits of all bytes so far.
    private var bits: UInt8 = 0

    /// A Boolean value that indicates whether a byte so far is beyond ASCII.
    var hasNonASCII: Bool { bits >= 0x80 }

    /// Goes on behind the bytes that it has seen.
    ///
    /// - Parameters:
    ///   - bytes: All bytes at hand.
    ///   - start: The index of the first that it has not seen.
    /// - Returns: Where the value ends, or what keeps it from ending.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Progress {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            bits |= byte
            if expected == .text {
                switch byte {
                case UInt8(ascii: "\""): expected = isKey ? .colon : .separator
                case UInt8(ascii: "\\"): expected = .escapedByte
                case UInt8(ascii: "\n"): return .malformed(index)
                default: break
                }
            } else if expected == .escapedByte {
                if byte == UInt8(ascii: "\n") { return .malformed(index) }
                expected = .text
            } else if expected == .word, !byte.endsWord {
                index += 1
                continue
            } else {
                if expected == .word { expected = .separator }
                if open.isEmpty, expected == .separator { return .ended(index) }
                guard take(byte) else { return .malformed(index) }
            }
            index += 1
            if open.isEmpty, expected == .separator { return .ended(index) }
        }
        return .unfinished
    }

    /// Takes a byte outside of texts and words.
    private mutating func take(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0D: return true
        case UInt8(ascii: "\n"):
            lineBreaks += 1
            return true
        default: break
        }
        switch expected {
        case .value: return begin(byte)
        case .firstElement: return byte == UInt8(ascii: "]") ? close() : begin(byte)
        case .firstKey: return byte == UInt8(ascii: "}") ? close() : beginKey(byte)
        case .key: return beginKey(byte)
        case .colon:
            expected = .value
            return byte == UInt8(ascii: ":")
        case .separator: return separate(byte)
        case .word, .text, .escapedByte: return false
        }
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let isObject = byte == UInt8(ascii: "{")
            open.append(isObject)
            expected = isObject ? .firstKey : .firstElement
            return open.count <= JSONReader.maximumDepth
        case UInt8(ascii: "\""):
            (expected, isKey) = (.text, false)
            return true
        default:
            expected = .word
            return !byte.endsWord
        }
    }

    private mutating func beginKey(_ byte: UInt8) -> Bool {
        (expected, isKey) = (.text, true)
        return byte == UInt8(ascii: "\"")
    }

    private mutating func separate(_ byte: UInt8) -> Bool {
        guard let isObject = open.last else { return false }
        if byte == UInt8(ascii: ",") {
            expected = isObject ? .key : .value
            return true
        }
        return byte == UInt8(ascii: isObject ? "}" : "]") && close()
    }

    private mutating func close() -> Bool {
        open.removeLast()
        expected = .separator
        return true
    }
}

extension UInt8 {
    /// A Boolean value that indicates whether a number, `true`, `false` or `null` cannot hold this byte.
    fileprivate var endsWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            false
        default: true
        }
    }
}
