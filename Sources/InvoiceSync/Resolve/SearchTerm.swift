import FGOModels
import Foundation

/// One name or code as a regular expression sees it: a piece for each character, which matches it in any of its forms.
///
/// The server folds case but neither diacritics nor composition nor white space (sync.md section 3). A piece may match
/// more than its character: what comes back is compared by ``FoldedName`` and ``TaxIdentity``. It holds none of the
/// characters that part a search into several: white space, commas and quotes.
struct SearchTerm: Hashable, Sendable {
    /// The pieces, in their order.
    let pieces: [String]

    /// A name, in any of the forms that are the same name.
    init(name: String) {
        let words = name.normalized.split(whereSeparator: \.isWhitespace)
        pieces = Array(words.map(Self.pieces(of:)).joined(separator: [Self.gap]))
    }

    /// A tax code, with `RO` before it or without, and with white space anywhere.
    init(taxCode: TaxIdentity) {
        let characters = taxCode.description.map { Self.piece(for: $0) + Self.anyGap }
        let isNumber = taxCode.description.allSatisfy { $0.isASCII && $0.isNumber }
        pieces = (isNumber ? ["(?:r\(Self.anyGap)o\(Self.anyGap))?"] : []) + characters
    }

    /// White space of any kind; a database need not count the kinds that do not break a line.
    private static let gap = "\\W+"
    static let anyGap = "\\W*"

    private static func pieces(of word: Substring) -> [String] {
        var pieces: [String] = []
        for character in word.replacing("ß", with: "ss").replacing("ẞ", with: "ss") {
            let piece = piece(for: character)
            let isRepeated = piece == "s" && (pieces.last == "s" || pieces.last == severalS)
            if isRepeated { pieces[pieces.count - 1] = severalS } else { pieces.append(piece) }
        }
        return pieces
    }

    /// More than one s, of which any two may be written as one letter.
    private static let severalS = "(?:s|ß|ẞ)+"

    private static func piece(for character: Character) -> String {
        if character.isASCII { return escaped(character.lowercased()) }
        let lower = FoldedName(String(character)).description
        let forms = Set([lower, lower.uppercased()].flatMap { [$0] + cedillaForms(of: $0) })
        let spellings = forms.flatMap {
            [$0.precomposedStringWithCanonicalMapping, $0.decomposedStringWithCanonicalMapping]
        }
        // Unicode scalars tell the composed spelling from the decomposed one; Swift's == does not.
        let distinct = Set((spellings + [String(character)]).map { Array($0.unicodeScalars) })
        let alternatives = distinct.map { escaped(String(String.UnicodeScalarView($0))) }
        return "(?:"
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
        text.unicodeScalars.map { scalar in
            switch scalar {
            case ",": "[\\x2C]"
            case "\"": "[\\x22]"
            case "'": "[\\x27]"
            case _ where scalar.isASCII && !Character(scalar).isLetter && !Character(scalar).isNumber: "\\\(scalar)"
            default: "\(scalar)"
            }
        }
        .joined()
    }
}
