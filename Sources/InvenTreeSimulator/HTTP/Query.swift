/// The parameters of a request, in the order they were sent; of one sent twice the last value counts.
struct Query: Sendable {
    private(set) var items: [(name: String, value: String)]

    init(_ items: [(name: String, value: String)]) {
        self.items = items
    }

    /// Reads `a=1&b=x+y%21`, the form of a query string and of a form's body.
    init(formEncoded text: some StringProtocol) {
        items = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
        }
    }

    subscript(name: String) -> String? {
        items.last { $0.name == name }?.value
    }

    /// The value of a parameter that was sent and is not empty.
    func value(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A parameter that is a truth: any value but the known forms of yes and no is ignored.
    func flag(_ name: String) -> Bool? {
        switch self[name]?.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    /// Whether an option of the answer, such as `customer_detail`, is on.
    func isOn(_ name: String) -> Bool {
        guard let value = self[name]?.lowercased() else { return false }
        return ["1", "y", "yes", "t", "true", "ok", "on"].contains(value)
    }

    /// The query string with some parameters changed, or left out where the value is nil; names are sorted.
    func string(replacing changes: [(name: String, value: String?)]) -> String {
        var kept = items.filter { item in !changes.contains { $0.name == item.name } }
        for change in changes {
            if let value = change.value { kept.append((change.name, value)) }
        }
        return kept.enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
            .map { "\(Self.encode($0.element.name))=\(Self.encode($0.element.value))" }
            .joined(separator: "&")
    }

    private static func decode(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(0x20)
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x20:
                encoded += "+"
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        return encoded
    }
}
