extension BSONDocument {
    /// The document as it is sent.
    ///
    /// - Throws: ``BSONError/keyWithNUL``.
    func bytes() throws(BSONError) -> [UInt8] {
        var writer = BSONWriter()
        try writer.append(self)
        return writer.bytes
    }
}

/// Writes BSON.
struct BSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ document: BSONDocument) throws(BSONError) {
        let start = bytes.count
        append(Int32(0))
        for field in document.fields { try append(field.value, under: field.key) }
        end(from: start)
    }

    private mutating func append(_ elements: [BSONValue]) throws(BSONError) {
        let start = bytes.count
        append(Int32(0))
        for (index, element) in elements.enumerated() { try append(element, under: String(index)) }
        end(from: start)
    }

    private mutating func append(_ value: BSONValue, under key: String) throws(BSONError) {
        bytes.append(value.type)
        try appendCString(key)
        switch value {
        case .double(let number): append(number.bitPattern)
        case .string(let text), .code(let text), .symbol(let text): appendString(text.utf8)
        case .malformedString(let bytes): appendString(bytes)
        case .document(let document): try append(document)
        case .array(let elements): try append(elements)
        case .objectID(let id): bytes += id
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .date(let moment): append(moment)
        case .int32(let number): append(number)
        case .int64(let number): append(number)
        case .decimal128(let number):
            append(number.low)
            append(number.high)
        case .null, .undefined, .minKey, .maxKey: break
        default: try appendRare(value)
        }
    }

    private mutating func appendRare(_ value: BSONValue) throws(BSONError) {
        switch value {
        case .binary(let subtype, let data):
            append(Int32(truncatingIfNeeded: data.count))
            bytes.append(subtype)
            bytes += data
        case .regularExpression(let pattern, let options):
            try appendCString(pattern)
            try appendCString(options)
        case .dbPointer(let namespace, let id):
            appendString(namespace.utf8)
            bytes += id
        case .codeWithScope(let code, let scope):
            let start = bytes.count
            append(Int32(0))
            appendString(code.utf8)
            try append(scope)
            setLength(from: start)
        case .timestamp(let increment, let seconds):
            append(increment)
            append(seconds)
        default: break
        }
    }

    private mutating func append(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.littleEndian) { bytes += $0 }
    }

    private mutating func appendCString(_ text: String) throws(BSONError) {
        let start = bytes.count
        bytes += text.utf8
        if bytes[start...].contains(0) { throw .keyWithNUL }
        bytes.append(0)
    }

    private mutating func appendString(_ text: some Collection<UInt8>) {
        append(Int32(truncatingIfNeeded: text.count + 1))
        bytes += text
        bytes.append(0)
    }

    private mutating func end(from start: Int) {
        bytes.append(0)
        setLength(from: start)
    }

    /// Writes the length of what was appended since, itself included, to where it began.
    ///
    /// A length beyond 2 GiB is cut short: the server refuses what is beyond 16 MiB.
    private mutating func setLength(from start: Int) {
        let length = Int32(truncatingIfNeeded: bytes.count - start)
        withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }
}

extension BSONValue {
    fileprivate var type: UInt8 {
        switch self {
        case .double: 0x01
        case .string, .malformedString: 0x02
        case .document: 0x03
        case .array: 0x04
        case .binary: 0x05
        case .undefined: 0x06
        case .objectID: 0x07
        case .bool: 0x08
        case .date: 0x09
        case .null: 0x0A
        case .regularExpression: 0x0B
        case .dbPointer: 0x0C
        case .code: 0x0D
        case .symbol: 0x0E
        case .codeWithScope: 0x0F
        case .int32: 0x10
        case .timestamp: 0x11
        case .int64: 0x12
        case .decimal128: 0x13
        case .maxKey: 0x7F
        case .minKey: 0xFF
        }
    }
}
