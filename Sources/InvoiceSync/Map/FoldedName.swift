import Foundation

/// A name as sameness sees it (sync.md section 3): two names are the same when their folded forms are equal.
///
/// NFC, white space trimmed and collapsed, case folded, Romanian cedilla letters taken as comma-below ones.
/// Nothing fuzzier: a near miss is another name.
public struct FoldedName: Hashable, Sendable, CustomStringConvertible {
    /// The folded form.
    public let description: String

    /// Folds a name.
    ///
    /// - Parameter name: A name in any of its forms.
    public init(_ name: String) {
        let collapsed = name.precomposedStringWithCanonicalMapping
            .split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        let folded = Self.caseFolded(collapsed).precomposedStringWithCanonicalMapping
        description = String(String.UnicodeScalarView(folded.unicodeScalars.map(Self.withCommaBelow)))
    }

    /// Full case folding.
    ///
    /// Upper case in between takes ß and ẞ for ss. But ı is no i, though their upper case is the same.
    private static func caseFolded(_ text: String) -> String {
        text.split(separator: "ı", omittingEmptySubsequences: false)
            .map { $0.lowercased().uppercased().lowercased() }
            .joined(separator: "ı")
    }

    private static func withCommaBelow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\u{15F}": "\u{219}"
        case "\u{163}": "\u{21B}"
        default: scalar
        }
    }
}
