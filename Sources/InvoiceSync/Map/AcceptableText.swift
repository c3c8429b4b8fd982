import FGOModels
import Foundation

/// Text made so that no supported server refuses or changes it, the same way each time (<doc:InvoiceRules#Text>).
///
/// Servers delete line breaks, control characters and marks of writing direction, trim, and refuse HTML tags and what is
/// longer than the field. From API 475 on they also refuse, or store altered, no-break spaces, a byte order mark and every
/// character reference of HTML, some without a semicolon.
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

    /// A Boolean value that indicates whether a held text is the wanted one, perhaps from before it was made acceptable.
    ///
    /// - Parameters:
    ///   - held: The server's text; where it fills its field, it may have been cut before it was made acceptable.
    ///   - wanted: Acceptable text.
    ///   - limit: The field's length in Unicode scalars.
    /// - Returns: `true` if nothing has to be written.
    static func isSame(_ held: String, _ wanted: String, limit: Int) -> Bool {
        if held == wanted { return true }
        let clean = clean(held)
        if clean == wanted { return true }
        guard held.unicodeScalars.count == limit, clean != held else { return false }
        let beginning = clean.replacing(/~[0-9a-f]{8}$/, with: "")
        let beforeReference = beginning.lastIndex(of: "&").map { beginning[..<$0] }
        return [beginning[...], beforeReference].contains { beginning in
            beginning.map { wanted.unicodeScalars.starts(with: $0.unicodeScalars) } ?? false
        }
    }

    /// A text in acceptable form, of any length; an acceptable text stays as it is.
    static func clean(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(isPlain) { return text.trimmed }
        let visible = String.UnicodeScalarView(text.unicodeScalars.filter { !isDropped($0) })
        var scalars = String.UnicodeScalarView()
        var isAfterBreak = false
        for scalar in CharacterReference.decoded(String(visible).normalized.unicodeScalars) {
            let isBreak = breaks(scalar)
            if !isBreak { scalars.append(replacement(for: scalar)) } else if !isAfterBreak { scalars.append(" ") }
            isAfterBreak = isBreak
        }
        return String(scalars).normalized.trimmed
    }

    /// Whether none of the steps changes this scalar among others of the kind, as in nearly all texts.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "&", "<", ">", "\0"..."\u{1F}", "\u{7F}"..."\u{A0}": false
        default: scalar.isSimple
        }
    }

    private static func breaks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// A Boolean value that indicates whether servers drop or refuse the scalar, and no eye sees it: marks of direction
    /// and of byte order.
    static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{200E}"..."\u{200F}", "\u{202A}"..."\u{202E}", "\u{FEFF}": true
        default: false
        }
    }

    private static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "<": "‹"
        case ">": "›"
        case _ where scalar.properties.generalCategory == .spaceSeparator: " "
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
    static let orderCustomerReference = 64
    static let orderReference = 64
    static let lineReference = 100
    static let lineNotes = 500
    static let extraLineDescription = 250
}
