import FGOModels

/// What a tax code (CUI) identifies: white space and case do not count, nor does `RO` before digits (sync.md section 2).
public struct TaxIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The code without white space, in upper case, without `RO` before digits.
    public let description: String

    /// The identity behind a code as it is written; nil where there is none.
    ///
    /// What stands on invoices to private persons in place of a code (`-`, `0000000000000`) identifies nobody.
    ///
    /// - Parameter code: A tax code in any form, or nil.
    public init?(_ code: String?) {
        guard let code else { return nil }
        let compact = code.withoutWhiteSpace.uppercased()
        let digits = compact.dropFirst(2)
        let isPrefixed =
            compact.hasPrefix("RO") && !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let identity = isPrefixed ? String(digits) : compact
        guard identity.contains(where: { $0.isLetter || ($0.isNumber && $0 != "0") }) else { return nil }
        description = identity
    }
}
