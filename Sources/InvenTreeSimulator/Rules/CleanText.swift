/// What the server does to every text that it is sent, before it looks at the field it is for.
///
/// The server's contract, "Text and HTTP": HTML tags are refused, control characters are deleted, ends are trimmed.
enum CleanText {
    /// A text that holds an HTML tag, or an entity that the server would have to unescape.
    struct ContainsMarkup: Error {}

    /// Returns the text as the server stores it.
    ///
    /// - Parameters:
    ///   - text: What was sent.
    ///   - keepsLineBreaks: True for notes, where a line feed survives.
    /// - Returns: The cleaned text.
    /// - Throws: ``ContainsMarkup`` when the server would answer 400.
    static func clean(_ text: String, keepsLineBreaks: Bool) throws(ContainsMarkup) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isDeleted(scalar, keepsLineBreaks: keepsLineBreaks) {
            kept.append(scalar)
        }
        let trimmed = trim(kept)
        if containsMarkup(trimmed) { throw ContainsMarkup() }
        return trimmed
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
