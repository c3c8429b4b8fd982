import CMongoc

extension BSONDocument {
    /// Reads a document.
    ///
    /// - Parameter bytes: The document and nothing else; any bytes are safe.
    /// - Throws: ``BSONError/malformed``.
    init(bytes: UnsafeRawBufferPointer) throws(BSONError) {
        try self.init(bytes, depth: 0)
    }

    fileprivate init(_ bytes: UnsafeRawBufferPointer, depth: Int) throws(BSONError) {
        let reader = try BSONReader(bytes, depth: depth)
        while let field = try reader.next() {
            fields.append(Field(key: String(decoding: field.key, as: UTF8.self), value: field.value))
        }
        byteCount = bytes.count
    }
}

/// Reads the fields of one document or array, whose bytes nobody has checked, with libbson's iterator.
///
/// The iterator sees that each field lies within its document and is as long as it says. It leaves to this what is
/// nested, the NUL behind a code with a scope, and whether a text is UTF-8.
struct BSONReader: ~Copyable {
    /// How deep documents may be nested: beyond what MongoDB stores (200), and safe on a thread's stack.
    static let maximumDepth = 512

    private let iterator: OpaquePointer
    private let end: Int
    private let depth: Int

    init(_ bytes: UnsafeRawBufferPointer, depth: Int) throws(BSONError) {
        guard depth < Self.maximumDepth, let start = bytes.baseAddress,
            let iterator = cmongoc_fields(start, bytes.count)
        else { throw .malformed }
        self.iterator = iterator
        end = bytes.count - 1
        self.depth = depth
    }

    deinit {
        bson_free(UnsafeMutableRawPointer(iterator))
    }

    /// The next field; nil behind the last one.
    func next() throws(BSONError) -> (key: UnsafeRawBufferPointer, value: BSONValue)? {
        var key: UnsafePointer<CChar>?
        var length = 0
        guard let read = cmongoc_fields_next(iterator, &key, &length) else {
            guard cmongoc_fields_offset(iterator) == end else { throw .malformed }
            return nil
        }
        return (UnsafeRawBufferPointer(start: key, count: length), try value(read.pointee))
    }

    private func value(_ read: bson_value_t) throws(BSONError) -> BSONValue {
        let content = read.value
        return switch read.value_type {
        case BSON_TYPE_DOUBLE: .double(content.v_double)
        case BSON_TYPE_UTF8: Self.string(Self.bytes(content.v_utf8.str, content.v_utf8.len))
        case BSON_TYPE_DOCUMENT: .document(try document(content.v_doc.data, content.v_doc.data_len))
        case BSON_TYPE_ARRAY: .array(try elements(Self.bytes(content.v_doc.data, content.v_doc.data_len)))
        case BSON_TYPE_OID: .objectID(Self.data(content.v_oid))
        case BSON_TYPE_BOOL: .bool(content.v_bool)
        case BSON_TYPE_DATE_TIME: .date(content.v_datetime)
        case BSON_TYPE_NULL: .null
        case BSON_TYPE_INT32: .int32(content.v_int32)
        case BSON_TYPE_INT64: .int64(content.v_int64)
        default: try rareValue(read)
        }
    }

    private func rareValue(_ read: bson_value_t) throws(BSONError) -> BSONValue {
        let content = read.value
        switch read.value_type {
        case BSON_TYPE_BINARY:
            let subtype = UInt8(truncatingIfNeeded: content.v_binary.subtype.rawValue)
            return .binary(subtype: subtype, Self.data(content.v_binary.data, content.v_binary.data_len, subtype))
        case BSON_TYPE_UNDEFINED: return .undefined
        case BSON_TYPE_REGEX:
            return .regularExpression(
                pattern: Self.text(content.v_regex.regex),
                options: Self.text(content.v_regex.options)
            )
        case BSON_TYPE_DBPOINTER:
            let pointer = content.v_dbpointer
            return .dbPointer(
                namespace: Self.text(pointer.collection, pointer.collection_len),
                id: Self.data(pointer.oid)
            )
        case BSON_TYPE_CODE: return .code(Self.text(content.v_code.code, content.v_code.code_len))
        case BSON_TYPE_SYMBOL: return .symbol(Self.text(content.v_symbol.symbol, content.v_symbol.len))
        case BSON_TYPE_CODEWSCOPE:
            let code = content.v_codewscope
            guard Self.bytes(code.code, code.code_len + 1).last == 0 else { throw .malformed }
            return .codeWithScope(
                Self.text(code.code, code.code_len),
                try document(code.scope_data, code.scope_len)
            )
        case BSON_TYPE_TIMESTAMP:
            return .timestamp(increment: content.v_timestamp.increment, seconds: content.v_timestamp.timestamp)
        case BSON_TYPE_DECIMAL128:
            return .decimal128(Decimal128(low: content.v_decimal128.low, high: content.v_decimal128.high))
        case BSON_TYPE_MAXKEY: return .maxKey
        case BSON_TYPE_MINKEY: return .minKey
        default: throw .malformed
        }
    }

    private func document(_ start: UnsafePointer<UInt8>?, _ count: UInt32) throws(BSONError) -> BSONDocument {
        try BSONDocument(Self.bytes(start, count), depth: depth + 1)
    }

    private func elements(_ bytes: UnsafeRawBufferPointer) throws(BSONError) -> [BSONValue] {
        let reader = try BSONReader(bytes, depth: depth + 1)
        var elements: [BSONValue] = []
        while let element = try reader.next() { elements.append(element.value) }
        return elements
    }
}

extension BSONReader {
    private static func bytes(_ start: UnsafeRawPointer?, _ count: UInt32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(count))
    }

    private static func string(_ bytes: UnsafeRawBufferPointer) -> BSONValue {
        String(validating: bytes, as: UTF8.self).map(BSONValue.string) ?? .malformedString(Array(bytes))
    }

    /// Text; where it is no UTF-8, with U+FFFD in place of what is not.
    private static func text(_ start: UnsafeRawPointer?, _ count: UInt32) -> String {
        String(decoding: bytes(start, count), as: UTF8.self)
    }

    private static func text(_ cString: UnsafePointer<CChar>?) -> String {
        cString.map { String(cString: $0) } ?? ""
    }

    private static func data(_ id: bson_oid_t) -> [UInt8] {
        withUnsafeBytes(of: id) { Array($0) }
    }

    /// The data of a binary value, for the deprecated subtype 2 with the second length that libbson takes off.
    private static func data(_ start: UnsafePointer<UInt8>?, _ count: UInt32, _ subtype: UInt8) -> [UInt8] {
        guard subtype == UInt8(BSON_SUBTYPE_BINARY_DEPRECATED.rawValue) else { return Array(bytes(start, count)) }
        return withUnsafeBytes(of: count.littleEndian) { Array($0) } + Array(bytes(start, count))
    }
}
