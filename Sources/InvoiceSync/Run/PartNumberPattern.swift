/// The server's expression for the IPNs of parts (its setting PART_IPN_REGEX); a part without an IPN must match it, too.
///
/// Pure.
struct PartNumberPattern: Sendable, Hashable {
    /// The expression as the server has it.
    let text: String

    /// The longest expression that is tried.
    private static let limit = 250

    /// Reads the setting.
    ///
    /// - Parameter setting: Its value; `nil` is returned for an empty one, which every IPN matches.
    init?(_ setting: String) {
        guard !setting.allSatisfy(\.isWhitespace) else { return nil }
        text = setting
    }

    /// Tells whether the server takes an IPN.
    ///
    /// - Parameter ipn: The IPN; empty for none.
    /// - Returns: The answer; `nil` where the expression cannot be understood here.
    func matches(_ ipn: String) -> Bool? {
        guard text.unicodeScalars.count <= Self.limit, let expression = try? Regex(text) else { return nil }
        return ipn.firstMatch(of: expression) != nil
    }
}
