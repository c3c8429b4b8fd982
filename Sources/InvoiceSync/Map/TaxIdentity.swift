import FGOModels

/// The identity behind a tax code (CUI), in whatever way it is written (<doc:NameRules#Customers>).
///
/// White space, dots, dashes, slashes, colons and case do not count, nor do the labels RO, CUI and CIF before digits.
public struct TaxIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The code that is compared.
    let code: String
    /// A Boolean value that indicates whether the code is the personal code of a private person (CNP).
    public let isPersonal: Bool

    /// The identity behind a code as it is written; `nil` if it identifies no customer.
    ///
    /// What stands on invoices to private persons in place of a code (`-`, `PF`, `0000000000000`) identifies none.
    ///
    /// - Parameter code: A tax code in any form, or `nil`.
    public init?(_ code: String?) {
        guard let code, !code.isEmpty else { return nil }
        let compact = Self.compact(AcceptableText.clean(code)).uppercased()
        let digits = Self.withoutLabels(compact[...])
        let identity = digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? String(digits) : compact
        guard identity.count(where: \.isNumber) >= 2, !Self.isPlaceholder(identity) else { return nil }
        self.code = identity
        isPersonal = PersonalCode.isValid(identity)
    }

    /// The code as people may see it: of a personal code the first four digits.
    public var description: String { PersonalCode.masked(code) }

    /// The text of a code as people may see it.
    ///
    /// - Parameter code: A code as it is written.
    /// - Returns: The same text, or its first four digits if it is a personal code.
    static func shown(_ code: String) -> String {
        TaxIdentity(code).flatMap { $0.isPersonal ? $0.description : nil } ?? code
    }

    /// The name under which the customer of this code is locked and remembered.
    ///
    /// Of a personal code it tells one of 4,096 groups, each of more than a million valid codes: no code can be found out
    /// from it, and two persons of one group only wait for each other.
    var lockName: String { isPersonal ? "person \(Self.hash(code).prefix(3))" : "CUI \(code)" }

    /// The addition that tells a company of this code from others of its name.
    ///
    /// Of a personal code it is a hash of so few bits that hundreds of valid codes share each value. The name is hashed with
    /// it, so that no table of all codes serves for two persons.
    ///
    /// - Parameter name: The company's name.
    /// - Returns: `(CUI 123)`, or `(#3f2a91)` for a personal code.
    func distinction(of name: FoldedName) -> String {
        isPersonal ? "(#\(Self.hash("\(name)\u{1F}\(code)").prefix(6)))" : "(CUI \(code))"
    }

    /// The hash of a hash: of a single one the last digits would show in the first ones.
    private static func hash(_ text: String) -> String {
        Fingerprint(of: Fingerprint(of: text).description).description
    }

    private static func compact(_ code: String) -> String {
        String(String.UnicodeScalarView(code.unicodeScalars.filter { !isSeparator($0) }))
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", "/", ":", "\u{2212}": true
        case "0"..."9", "A"..."Z", "a"..."z": false
        default: scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation
        }
    }

    private static func withoutLabels(_ code: Substring) -> Substring {
        for label in ["RO", "CUI", "CIF"] where code.hasPrefix(label) {
            return withoutLabels(code.dropFirst(label.count))
        }
        return code
    }

    private static func isPlaceholder(_ code: String) -> Bool {
        guard let first = code.first, code.allSatisfy({ $0 == first }) else { return false }
        return first == "0" || code.count == 13
    }
}
