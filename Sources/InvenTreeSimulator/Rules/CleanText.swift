/// The cleaning of every text that the server is sent, before it looks at the field it is for.
///
/// As real servers do (ServerBehaviour, “Text cleaning”): control characters are deleted, ends are trimmed, HTML is
/// refused.
enum CleanText {
    /// The way in which a version of the server finds HTML.
    enum Cleaner {
        /// It refuses tags and the entities `&lt;`, `&gt;` and `&amp;`, and leaves all else alone.
        case refusingTags
        /// It rewrites the text as HTML without tags, refuses a text whose length that changes, and stores the result.
        case rewriting
    }

    /// A text that the server takes for HTML.
    struct ContainsMarkup: Error {}

    /// Returns the text as the server stores it.
    ///
    /// - Parameters:
    ///   - text: What was sent.
    ///   - keepsLineBreaks: True for notes, where a line feed survives.
    ///   - cleaner: The way in which HTML is found.
    /// - Returns: The cleaned text.
    /// - Throws: ``ContainsMarkup`` when the server would answer 400.
    static func clean(_ text: String, keepsLineBreaks: Bool, by cleaner: Cleaner) throws(ContainsMarkup) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isDeleted(scalar, keepsLineBreaks: keepsLineBreaks) {
            kept.append(scalar)
        }
        let trimmed = trim(kept)
        switch cleaner {
        case .refusingTags:
            if containsMarkup(trimmed) { throw ContainsMarkup() }
            return trimmed
        case .rewriting:
            let rewritten = HTMLText.rewrite(trimmed)
            if rewritten.unicodeScalars.count != trimmed.unicodeScalars.count { throw ContainsMarkup() }
            return rewritten
        }
    }

    private static func isDeleted(_ scalar: Unicode.Scalar, keepsLineBreaks: Bool) -> Bool {
        switch scalar.value {
        case 0x0A: !keepsLineBreaks
        case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x202A...0x202E: true
        default: false
        }
    }

    private static func trim(_ scalars: String.UnicodeScalarView) -> String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func containsMarkup(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let entities = ["&lt;", "&gt;", "&amp;"].map { ExactText($0) }
        let whole = ExactText(text)
        if bytes.contains(UInt8(ascii: "&")), entities.contains(where: whole.contains) { return true }
        return bytes.indices.contains { bytes[$0] == UInt8(ascii: "<") && startsTag(bytes[($0 + 1)...]) }
    }

    /// Whether what follows a `<` makes it a tag: `<b…>`, `</b…>`, `</>`, `<!` and `<?`.
    private static func startsTag(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first else { return false }
        switch first {
        case UInt8(ascii: "!"), UInt8(ascii: "?"):
            return true
        case UInt8(ascii: "/"):
            guard let second = rest.dropFirst().first else { return false }
            return second == UInt8(ascii: ">") || (isLetter(second) && rest.contains(UInt8(ascii: ">")))
        default:
            return isLetter(first) && rest.contains(UInt8(ascii: ">"))
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
