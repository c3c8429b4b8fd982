/// A short name for a value, the same for equal values on every machine and in every version.
///
/// It tells that `data` has changed since it was synced (`sync_hash`; SyncRules, “Changed documents”), and names a
/// document that came without an `_id`. It guards against accident, not against an attacker: 128-bit FNV-1a.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    private let digest: UInt128

    /// The fingerprint of a text's UTF-8 bytes.
    ///
    /// - Parameter text: Any text.
    public init(of text: String) {
        let prime = UInt128(1) << 88 + 0x13b
        digest = text.utf8.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) { ($0 ^ UInt128($1)) &* prime }
    }

    /// The fingerprint of a value, whatever the order of its keys and the form of its numbers (1.50 and 1.5).
    ///
    /// - Parameter value: Any value.
    public init(of value: JSONValue) {
        self.init(of: value.json)
    }

    /// 32 hexadecimal digits.
    public var description: String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
