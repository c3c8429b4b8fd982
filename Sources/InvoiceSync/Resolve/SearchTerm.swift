import FGOModels
import Foundation

/// One name or code as a regular expression sees it: a piece for each character, which matches it in any of its forms.
///
/// The server folds case but neither diacritics nor composition nor white space (<doc:NameRules#Equal-names>), and may
/// hold text with entities of HTML. A piece may match more than its character: what comes back is compared by
/// ``FoldedName`` and ``TaxIdentity``. It holds none of the characters that part a search into several: white space,
/// commas and quotes.
struct SearchTerm: Hashable, Sendable {
    /// The pieces, in their order.
    let pieces: [String]

    /// A name, in any of the forms that are the same name.
    init(name: String) {
        let words = AcceptableText.clean(name).split(whereSeparator: \.isWhitespace)
        pieces = Array(words.map(Self.pieces(of:)).joined(separator: [Self.gap]))
    }

    /// A tax code, with or without labels before it, and with white space, dots, dashes and slashes anywhere.
    init(taxCode: TaxIdentity) {
        let characters = taxCode.code.map { Self.piece(for: $0) + Self.anyGap }
        let isNumber = taxCode.code.allSatisfy { $0.isASCII && $0.isNumber }
        pieces = (isNumber ? [Self.labels] : []) + characters
    }

    /// `RO`, `CUI`, `CIF`, `C.U.I.` and `C.I.F.`, also several of them.
    private static let labels =
        "(?:(?:" + ["ro", "cui", "cif"].map { $0.map(String.init).joined(separator: anyGap) }.joined(separator: "|")
        + ")\(anyGap))*"

    /// White space of any kind, also as an entity; a database need not count the kinds that do not break a line.
    ///
    /// An entity in a gap ends in a semicolon, so that there is one way to match a text: several would cost exponential time.
    private static let gap = "(?:\\W|&#?\\w+;)+"
    static let anyGap = "\\W*"

    /// White space and anything behind it.
    static let note = "(?:\\W.*)?"

    /// An entity of HTML, such as `&#039;` or `&times;`; some have no semicolon.
    private static let entity = "&#?\\w+;?"

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
        if character.isASCII {
            let letter = escaped(character.lowercased())
            return "\"'&".contains(character) ? "(?:\(letter)|\(entity))" : letter
        }
        let lower = FoldedName(String(character)).description
        let forms = Set([lower, lower.uppercased()].flatMap { [$0] + cedillaForms(of: $0) })
        let spellings = forms.flatMap {
            [$0.precomposedStringWithCanonicalMapping, $0.decomposedStringWithCanonicalMapping]
        }
        // Unicode scalars tell the composed spelling from the decomposed one; Swift's == does not.
        let distinct = Set((spellings + [String(character)]).map { Array($0.unicodeScalars) })
        let alternatives = distinct.map { escaped(String(String.UnicodeScalarView($0))) } + rawForms(of: character)
        return "(?:"
            + alternatives.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.joined(separator: "|")
            + "|\(entity))"
    }

    /// The form of a character before it was made acceptable.
    private static func rawForms(of character: Character) -> [String] {
        switch character {
        case "‹": [escaped("<")]
        case "›": [escaped(">")]
        default: []
        }
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
