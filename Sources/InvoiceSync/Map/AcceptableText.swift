import FGOModels
import Foundation

/// Text made so that the server neither refuses nor changes it, the same way each time (sync.md section 2).
///
/// The server deletes line breaks, control characters and marks of writing direction, trims, and refuses HTML tags, the
/// entities `&lt;`, `&gt;` and `&amp;`, and what is longer than the field.
enum AcceptableText {
    /// Text for one field.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - limit: The field's length in Unicode scalars, as the server counts it; at least 10.
    /// - Returns: At most `limit` scalars; longer text is cut and ends in `~` and a hash of the whole, 8 digits long.
    static func make(_ text: String, limit: Int) -> String {
        let clean = clean(text)
        guard clean.exceeds(limit) else { return clean }
        let scalars = clean.unicodeScalars
        let hash = Fingerprint(of: clean).description.suffix(8)
        return String(String.UnicodeScalarView(scalars.prefix(limit - 9))) + "~" + hash
    }

    /// The first scalars of a text, without a hash.
    static func prefix(_ text: String, limit: Int) -> String {
        let clean = clean(text)
        guard clean.exceeds(limit) else { return clean }
        return String(String.UnicodeScalarView(clean.unicodeScalars.prefix(limit))).trimmed
    }

    /// Whether a text is longer than its field.
    static func exceeds(_ text: String, limit: Int) -> Bool {
        clean(text).exceeds(limit)
    }

    private static func clean(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isPlain) { return text.trimmed }
        var scalars = String.UnicodeScalarView()
        var isAfterBreak = false
        for scalar in withoutEntities(normalized(text)) {
            let isBreak = breaks(scalar)
            if !isBreak { scalars.append(replacement(for: scalar)) } else if !isAfterBreak { scalars.append(" ") }
            isAfterBreak = isBreak
        }
        return String(scalars).trimmed
    }

    /// Whether none of the steps changes this scalar among others of the kind, as in nearly all texts.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "&", "<", ">", "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": false
        default: scalar.isSimple
        }
    }

    private static func breaks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// The server drops these without a trace, and so do most eyes.
    private static func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
        ("\u{200E}"..."\u{200F}").contains(scalar) || ("\u{202A}"..."\u{202E}").contains(scalar)
    }

    /// The text in NFC, without marks of direction: what either hides must not come to light behind the other steps.
    ///
    /// `&l\u{200E}t;` is an entity as soon as its mark is gone, and U+037E becomes a semicolon in NFC.
    private static func normalized(_ text: String) -> String.UnicodeScalarView {
        let visible = String.UnicodeScalarView(text.unicodeScalars.filter { !isDirectionMark($0) })
        return String(visible).normalized.unicodeScalars
    }

    /// The text with the entities read that the server refuses, also where reading one makes another.
    private static func withoutEntities(_ text: String.UnicodeScalarView) -> String.UnicodeScalarView {
        let pieces = text.split(separator: "&", omittingEmptySubsequences: false)
        var readable = String.UnicodeScalarView(pieces.first ?? text[...])
        for var piece in pieces.dropFirst() {
            while piece.starts(with: "amp;".unicodeScalars) { piece = piece.dropFirst(4) }
            switch piece {
            case let piece where piece.starts(with: "lt;".unicodeScalars): readable += ["<"] + piece.dropFirst(3)
            case let piece where piece.starts(with: "gt;".unicodeScalars): readable += [">"] + piece.dropFirst(3)
            default: readable += ["&"] + piece
            }
        }
        return readable
    }

    private static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "<": "‹"
        case ">": "›"
        default: scalar
        }
    }
}

extension String {
    /// Whether the text has more Unicode scalars than that.
    fileprivate func exceeds(_ limit: Int) -> Bool { utf8.count > limit && unicodeScalars.count > limit }
}

/// The lengths of the server's text fields, in Unicode scalars.
enum FieldLimit {
    static let companyName = 100
    static let companyDescription = 500
    static let companyTaxID = 50
    static let partName = 100
    static let partIPN = 100
    static let partDescription = 250
    static let orderDescription = 250
    static let orderReference = 64
    static let lineReference = 100
    static let lineNotes = 500
    static let extraLineDescription = 250
}
