import Foundation

extension String {
    /// The text in Unicode's normal form C.
    package var normalized: String {
        isSimple ? self : precomposedStringWithCanonicalMapping
    }

    /// Whether every scalar is simple; see ``Swift/Unicode/Scalar/isSimple``.
    package var isSimple: Bool { unicodeScalars.allSatisfy(\.isSimple) }

    /// The text without any white space.
    package var withoutWhiteSpace: String {
        guard isSimple else { return filter { !$0.isWhitespace } }
        return unicodeScalars.contains(where: \.isWhiteSpace)
            ? String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isWhiteSpace })) : self
    }

    /// The text without the white space and line breaks around it.
    package var trimmed: String {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last, first.isSpace || last.isSpace else {
            return self
        }
        let start = unicodeScalars.drop(while: \.isSpace)
        guard let last = start.lastIndex(where: { !$0.isSpace }) else { return "" }
        return String(start[...last])
    }
}

extension Unicode.Scalar {
    /// Whether normal form C leaves this scalar as it is next to others of the kind, and each is a `Character` but for
    /// CR LF: Latin letters, signs, dashes and quotation marks, no combining marks.
    package var isSimple: Bool { value < 0x300 || (0x2010...0x2027).contains(value) }

    /// Whether a `Character` that this begins is white space.
    fileprivate var isWhiteSpace: Bool { !isLatinLetterOrSign && properties.isWhitespace }

    /// Whether this is white space or a line break to Foundation.
    fileprivate var isSpace: Bool {
        !isLatinLetterOrSign && CharacterSet.whitespacesAndNewlines.contains(self)
    }

    private var isLatinLetterOrSign: Bool { (0x21...0x7E).contains(value) || (0xC0...0x2FF).contains(value) }
}
