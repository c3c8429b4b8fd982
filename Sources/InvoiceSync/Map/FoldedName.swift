import FGOModels
import Foundation

/// A name as sameness sees it (<doc:NameRules#Equal-names>): two names are the same when their folded forms are equal.
///
/// Made acceptable (HTML entities decoded, NFC), white space trimmed and collapsed, case folded, Romanian cedilla letters
/// taken as comma-below ones.
/// Nothing fuzzier: a near miss is another name.
public struct FoldedName: Hashable, Sendable, CustomStringConvertible {
    /// The folded form.
    public let description: String

    /// Folds a name.
    ///
    /// - Parameter name: A name in any of its forms.
    public init(_ name: String) {
        description = Self.foldedLatin(name) ?? Self.folded(name)
    }

    private static func folded(_ name: String) -> String {
        let collapsed = AcceptableText.clean(name).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let folded = caseFolded(collapsed).normalized
        return String(String.UnicodeScalarView(folded.unicodeScalars.map(withCommaBelow)))
    }

    /// The folded form of a name of Latin letters, of which each folds by itself; nil where there is something else.
    private static func foldedLatin(_ name: String) -> String? {
        var folded = ""
        var isAfterSpace = false
        for scalar in name.unicodeScalars {
            guard scalar.value < latinForms.count, scalar != "&" else { return nil }
            let form = latinForms[Int(scalar.value)]
            if !form.isEmpty {
                if isAfterSpace, !folded.isEmpty { folded += " " }
                folded += form
            }
            isAfterSpace = form.isEmpty
        }
        return folded
    }

    /// The folded forms of all scalars before the combining marks; that of white space is empty.
    private static let latinForms = (0..<UInt32(0x300)).map { Unicode.Scalar($0).map { folded(String($0)) } ?? "" }

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
