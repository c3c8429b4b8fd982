import Foundation

/// The names and codes of a customer, and the text that takes their place.
///
/// Names are found as they are compared (<doc:NameRules#Equal-names>), in sentences as whole words: a name that is a part of longer
/// ones is erased there, too. Pure.
public struct TextEraser: Sendable {
    /// The text in place of a name or a code.
    public static let placeholder = "(erased)"

    /// The folded names, the longest first.
    private let names: [[Unicode.Scalar]]
    private let codes: Set<TaxIdentity>

    /// Texts of this length and more may have been cut within a name.
    private static let lengthOfCutText = 200
    /// The number of a name's first scalars by which a cut name is recognized.
    private static let lengthOfCutName = 5
    /// Shorter codes are no different from any other number.
    private static let lengthOfCode = 5

    /// An eraser.
    ///
    /// - Parameters:
    ///   - names: The names in any of their forms; empty ones are passed over.
    ///   - codes: The tax codes and personal codes. Only those of 5 digits and more are found.
    public init(names: some Sequence<String>, codes: Set<TaxIdentity>) {
        let forms = names.flatMap { [$0, AcceptableText.make($0, limit: FieldLimit.companyName)] }
        let folded = Set(forms.map { FoldedName($0).description }).subtracting([""])
        self.names = folded.map { Array($0.unicodeScalars) }.sorted { $0.count > $1.count }
        self.codes = codes
    }

    /// An eraser of another name, too; the placeholder is none.
    func adding(_ name: String) -> TextEraser {
        guard name != Self.placeholder else { return self }
        return TextEraser(names: names.map { String(String.UnicodeScalarView($0)) } + [name], codes: codes)
    }

    /// A text without the names and codes.
    ///
    /// - Parameter text: Any text.
    /// - Returns: The text with ``placeholder`` in place of each name and code; the placeholder alone if a name is written
    ///   in a way that has no place of its own in the text, such as with entities of HTML.
    public func erased(_ text: String) -> String {
        var erased = withoutCodes(text)
        for name in names { erased = Self.without(name, erased) }
        let forms = [erased, erased.withoutEscapes].map { Array(FoldedName($0).description.unicodeScalars) }
        let isLeft = names.contains { name in forms.contains { !Self.places(of: name, in: $0).isEmpty } }
        return isLeft ? Self.placeholder : erased
    }
}

// MARK: Names

extension TextEraser {
    /// What tells a second customer of a name apart, behind the name.
    private static var mark: Regex<(Substring, Substring)> { /\ \((CUI [^)]*|#[0-9a-f]{6})\)/ }

    /// A name of one customer, or ``placeholder`` if it is one of the names as a whole.
    ///
    /// - Parameter name: The name, perhaps with what tells a second customer of the name apart.
    /// - Returns: The name or the placeholder.
    func erasedName(_ name: String) -> String {
        let plain =
            name.ranges(of: Self.mark).last { $0.upperBound == name.endIndex }
            .map { String(name[..<$0.lowerBound]) } ?? name
        let forms = [name, plain].map { FoldedName($0).description.unicodeScalars }
        return names.contains { name in forms.contains { $0.elementsEqual(name) } } ? Self.placeholder : name
    }

    private static func without(_ name: [Unicode.Scalar], _ text: String) -> String {
        let folded = FoldedText(text)
        var places = places(of: name, in: folded.scalars)
        if folded.scalars.count >= lengthOfCutText, let end = cutEnd(of: name, in: folded.scalars) {
            places.append(end)
        }
        guard !places.isEmpty else { return text }
        var erased = ""
        var rest = text.startIndex
        for place in places {
            erased += text[rest..<folded.sources[place.lowerBound].lowerBound] + placeholder
            rest = folded.sources[place.upperBound - 1].upperBound
            // What tells a second customer of the name apart.
            if let mark = text[rest...].prefixMatch(of: mark) {
                rest = mark.range.upperBound
            }
        }
        return erased + text[rest...]
    }

    /// The places of a name as whole words, in ascending order and apart from each other.
    private static func places(of name: [Unicode.Scalar], in text: [Unicode.Scalar]) -> [Range<Int>] {
        guard let first = name.first, let last = name.last, text.count >= name.count else { return [] }
        var places: [Range<Int>] = []
        var start = 0
        while start + name.count <= text.count {
            let end = start + name.count
            let isWord =
                !(start > 0 && first.isWordly && text[start - 1].isWordly)
                && !(end < text.count && last.isWordly && text[end].isWordly)
            if text[start] == first, isWord, text[start..<end].elementsEqual(name) {
                places.append(start..<end)
                start = end
            } else {
                start += 1
            }
        }
        return places
    }

    /// The place of the beginning of a name at the end of a text that was cut there.
    private static func cutEnd(of name: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Range<Int>? {
        for count in stride(from: name.count - 1, through: lengthOfCutName, by: -1) {
            let start = text.count - count
            guard start > 0, text[start...].elementsEqual(name.prefix(count)), !text[start - 1].isWordly else {
                continue
            }
            return start..<text.count
        }
        return nil
    }
}

// MARK: Codes

extension TextEraser {
    private func withoutCodes(_ text: String) -> String {
        guard !codes.isEmpty else { return text }
        let personal = codes.filter(\.isPersonal)
        var erased = text.replacingWords(of: { $0.isASCII && ($0.isLetter || $0.isNumber) }) { word in
            word.count(where: \.isNumber) >= Self.lengthOfCode && TaxIdentity(String(word)).map(codes.contains) ?? false
        }
        guard !personal.isEmpty else { return erased }
        erased = erased.replacingWords(of: { $0.isASCII && $0.isNumber }) { word in
            TaxIdentity(String(word)).map(personal.contains) ?? false
        }
        for code in personal { erased = erased.replacing(code.description, with: Self.placeholder) }
        return erased
    }
}

extension String {
    /// The text with the placeholder in place of some of its words.
    fileprivate func replacingWords(
        of isPart: (Character) -> Bool,
        where isReplaced: (Substring) -> Bool
    ) -> String {
        var replaced = ""
        var rest = self[...]
        while let start = rest.firstIndex(where: isPart) {
            let end = rest[start...].firstIndex { !isPart($0) } ?? rest.endIndex
            let word = rest[start..<end]
            replaced += rest[..<start] + (isReplaced(word) ? Substring(TextEraser.placeholder) : word)
            rest = rest[end...]
        }
        return replaced + rest
    }

    /// The text with the characters that JSON writes as `\u021a`, as in the body of a response.
    fileprivate var withoutEscapes: String {
        guard contains("\\u") else { return self }
        return replacing(/\\u([0-9a-fA-F]{4})/) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? " "
        }
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is a part of a word.
    fileprivate var isWordly: Bool { properties.isAlphabetic || properties.numericType != nil }
}

/// A text as names are compared, scalar by scalar with its source.
private struct FoldedText {
    private(set) var scalars: [Unicode.Scalar] = []
    /// The character of the text that each scalar comes from.
    private(set) var sources: [Range<String.Index>] = []

    init(_ text: String) {
        var start = text.startIndex
        while start < text.endIndex {
            let end = text.index(after: start)
            let character = text[start]
            if !character.isWhitespace {
                for scalar in FoldedName(String(character)).description.unicodeScalars { append(scalar, start..<end) }
            } else if scalars.last != " " {
                append(" ", start..<end)
            }
            start = end
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ source: Range<String.Index>) {
        scalars.append(scalar)
        sources.append(source)
    }
}
