import Foundation

/// How a name is asked for so that the server finds it in any of the forms that are the same name (sync.md section 3).
///
/// The server folds case but neither diacritics nor composition nor white space, so that only what all forms share can be
/// asked for; what comes back is compared by ``FoldedName``.
enum SearchTerms {
    /// Words for the `search` filter, which finds rows that contain them all; nil where no form-free piece is left.
    static func words(of name: String) -> String? {
        let text: String = name.precomposedStringWithCanonicalMapping
        let pieces: [Substring] = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.filter { $0.count > 1 }
        return pieces.isEmpty ? nil : pieces.joined(separator: " ")
    }

    /// An expression for the `name_regex` filter that matches the whole name in any of its forms.
    ///
    /// Where it would be too long for one request it ends early, and also matches longer names that begin alike.
    static func expression(of name: String) -> String {
        let words = name.precomposedStringWithCanonicalMapping.split(whereSeparator: \.isWhitespace)
        var expression = "^\(space)*"
        for piece in words.map({ $0.map(expression(of:)) }).joined(separator: ["\(space)+"]) {
            guard expression.utf8.count + piece.utf8.count <= maximumLength else { return expression }
            expression += piece
        }
        return expression + "\(space)*$"
    }

    /// White space; a database need not count the kinds that do not break a line.
    private static let space = "[\\s\u{A0}\u{2007}\u{202F}]"

    /// In bytes; percent-encoding makes three of each, and the server refuses request lines over 4,094 bytes.
    private static let maximumLength = 1200

    private static func expression(of character: Character) -> String {
        if character.isASCII { return escaped(String(character)) }
        let lower = FoldedName(String(character)).description
        let forms = Set([lower, lower.uppercased()].flatMap { [$0] + cedillaForms(of: $0) })
        let spellings = forms.flatMap {
            [$0.precomposedStringWithCanonicalMapping, $0.decomposedStringWithCanonicalMapping]
        }
        // Unicode scalars tell the composed spelling from the decomposed one; Swift's == does not.
        let distinct = Set((spellings + [String(character)]).map { Array($0.unicodeScalars) })
        let alternatives = distinct.map { escaped(String(String.UnicodeScalarView($0))) }
        return "("
            + alternatives.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.joined(separator: "|")
            + ")"
    }

    private static func cedillaForms(of letter: String) -> [String] {
        switch letter {
        case "ș": ["ş"]
        case "Ș": ["Ş"]
        case "ț": ["ţ"]
        case "Ț": ["Ţ"]
        default: []
        }
    }

    /// A text that stands for itself in an expression.
    ///
    /// A character may begin with an ASCII mark: `*️⃣` does.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map {
            $0.isASCII && !Character($0).isLetter && !Character($0).isNumber ? "\\\($0)" : "\($0)"
        }
        .joined()
    }
}
