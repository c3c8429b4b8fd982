/// A writer of JSON in the order in which it is told.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// The bytes of one value.
    static func bytes(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }

    mutating func object(_ members: (inout JSONWriter) -> Void) {
        open("{")
        members(&self)
        close("}")
    }

    mutating func array<Item>(_ items: some Sequence<Item>, _ item: (inout JSONWriter, Item) -> Void) {
        open("[")
        for element in items { item(&self, element) }
        close("]")
    }

    /// Writes a value that is JSON already.
    mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    mutating func null() { word("null") }
    mutating func value(_ value: Bool) { word(value ? "true" : "false") }
    mutating func value(_ value: Int) { word(value.description) }
    /// Writes a float as Python does: `1.0`, `1e-05`.
    mutating func value(_ value: Double) { word(value.description) }
    mutating func value(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.value(flag)
        case .number(let text): word(text)
        case .string(let text): self.value(text)
        case .array(let items): array(items) { $0.value($1) }
        case .object(let members): self.value(members)
        }
    }

    mutating func value(_ value: JSONObject) {
        object { json in
            for (key, value) in value.members { json.member(key) { $0.value(value) } }
        }
    }

    // MARK: Members of an object

    mutating func member(_ name: String, _ write: (inout JSONWriter) -> Void) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        write(&self)
        needsComma = true
    }

    mutating func null(_ name: String) { member(name) { $0.null() } }
    mutating func field(_ name: String, _ value: Bool) { member(name) { $0.value(value) } }
    mutating func field(_ name: String, _ value: Int) { member(name) { $0.value(value) } }
    mutating func field(_ name: String, _ value: Double) { member(name) { $0.value(value) } }
    mutating func field(_ name: String, _ value: String) { member(name) { $0.value(value) } }
    mutating func field(_ name: String, _ value: Int?) {
        member(name) { if let value { $0.value(value) } else { $0.null() } }
    }
    mutating func field(_ name: String, _ value: Double?) {
        member(name) { if let value { $0.value(value) } else { $0.null() } }
    }
    mutating func field(_ name: String, _ value: String?) {
        member(name) { if let value { $0.value(value) } else { $0.null() } }
    }
    mutating func field(_ name: String, _ values: [String]) {
        member(name) { $0.array(values) { $0.value($1) } }
    }

    // MARK: Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func word(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x00..<0x20:
                let hex = String(byte, radix: 16)
                bytes.append(contentsOf: "\\u00\(hex.count == 1 ? "0" : "")\(hex)".utf8)
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
