extension BSONDocument {
    /// Reads a document.
    ///
    /// - Parameter bytes: The document and nothing else; any bytes are safe.
    /// - Throws: ``BSONError/malformed``.
    init(bytes: UnsafeRawBufferPointer) throws(BSONError) {
        var reader = BSONReader(bytes)
        self = try reader.document(depth: 0)
        if !reader.isAtEnd { throw .malformed }
    }
}

/// Reads BSON from bytes that nobody has checked.
///
/// It works on the bytes and not on libbson's iterator because that needs a C structure that Swift cannot hold, and a
/// call for each field.
struct BSONReader {
    /// How deep documents may be nested: beyond what MongoDB stores (200), and safe on a thread's stack.
    static let maximumDepth = 512

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var end: Int

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        end = bytes.count
    }

    var isAtEnd: Bool { position == end }

    mutating func document(depth: Int) throws(BSONError) -> BSONDocument {
        let start = position
        var document = BSONDocument()
        try fields(depth: depth) { key, value in document.fields.append(.init(key: key, value: value)) }
        document.byteCount = position - start
        return document
    }

    /// Reads the fields between a document's length and its end, and sees that the two agree.
    private mutating func fields(
        depth: Int,
        _ append: (String, BSONValue) -> Void
    ) throws(BSONError) {
        guard depth < Self.maximumDepth else { throw .malformed }
        let start = position
        let outerEnd = end
        let length = Int(try integer(Int32.self))
        guard length >= 5, length <= outerEnd - start else { throw .malformed }
        end = start + length
        while true {
            let type = try integer(UInt8.self)
            if type == 0 { break }
            let key = try cString()
            append(key, try value(of: type, depth: depth))
        }
        guard isAtEnd else { throw .malformed }
        end = outerEnd
    }

    private mutating func value(of type: UInt8, depth: Int) throws(BSONError) -> BSONValue {
        switch type {
        case 0x01: .double(Double(bitPattern: try integer(UInt64.self)))
        case 0x02: try string()
        case 0x03: .document(try document(depth: depth + 1))
        case 0x04: .array(try array(depth: depth + 1))
        case 0x07: .objectID(try data(12))
        case 0x08: .bool(try integer(UInt8.self) != 0)
        case 0x09: .date(try integer(Int64.self))
        case 0x0A: .null
        case 0x10: .int32(try integer(Int32.self))
        case 0x12: .int64(try integer(Int64.self))
        default: try rareValue(of: type, depth: depth)
        }
    }

    private mutating func rareValue(of type: UInt8, depth: Int) throws(BSONError) -> BSONValue {
        switch type {
        case 0x05:
            let count = Int(try integer(Int32.self))
            return .binary(subtype: try integer(UInt8.self), try data(count))
        case 0x06: return .undefined
        case 0x0B: return .regularExpression(pattern: try cString(), options: try cString())
        case 0x0C: return .dbPointer(namespace: try text(), id: try data(12))
        case 0x0D: return .code(try text())
        case 0x0E: return .symbol(try text())
        case 0x0F:
            _ = try integer(Int32.self)
            return .codeWithScope(try text(), try document(depth: depth + 1))
        case 0x11: return .timestamp(increment: try integer(UInt32.self), seconds: try integer(UInt32.self))
        case 0x13: return .decimal128(Decimal128(low: try integer(UInt64.self), high: try integer(UInt64.self)))
        case 0x7F: return .maxKey
        case 0xFF: return .minKey
        default: throw .malformed
        }
    }

    private mutating func array(depth: Int) throws(BSONError) -> [BSONValue] {
        var elements: [BSONValue] = []
        try fields(depth: depth) { _, value in elements.append(value) }
        return elements
    }
}

extension BSONReader {
    private mutating func take(_ count: Int) throws(BSONError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= end - position else { throw .malformed }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    private mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _: Integer.Type
    ) throws(BSONError) -> Integer {
        let taken = try take(MemoryLayout<Integer>.size)
        return Integer(littleEndian: taken.loadUnaligned(as: Integer.self))
    }

    private mutating func data(_ count: Int) throws(BSONError) -> [UInt8] {
        Array(try take(count))
    }

    /// Text up to its NUL; where it is no UTF-8, with U+FFFD in place of what is not.
    private mutating func cString() throws(BSONError) -> String {
        guard let length = bytes[position..<end].firstIndex(of: 0).map({ $0 - position }) else { throw .malformed }
        let text = String(decoding: try take(length), as: UTF8.self)
        position += 1
        return text
    }

    /// The bytes of a text with its length before it and a NUL behind it.
    private mutating func stringBytes() throws(BSONError) -> UnsafeRawBufferPointer {
        let length = Int(try integer(Int32.self))
        guard length >= 1 else { throw .malformed }
        let taken = try take(length - 1)
        guard try integer(UInt8.self) == 0 else { throw .malformed }
        return taken
    }

    private mutating func string() throws(BSONError) -> BSONValue {
        let taken = try stringBytes()
        return String(validating: taken, as: UTF8.self).map(BSONValue.string) ?? .malformedString(Array(taken))
    }

    private mutating func text() throws(BSONError) -> String {
        String(decoding: try stringBytes(), as: UTF8.self)
    }
}
