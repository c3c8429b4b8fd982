/// A value of a setting and its source.
struct SettingValue: Sendable, Equatable {
    /// One text, or the texts of a list.
    let texts: [String]
    let source: Source

    /// The source of a value; it is named in messages and by `doctor`.
    enum Source: Sendable, Equatable, CustomStringConvertible {
        case option(String)
        case variable(String)
        case file(path: String)
        case standard

        var description: String {
            switch self {
            case .option(let name), .variable(let name), .file(let name): name
            case .standard: "default"
            }
        }
    }

    /// The only text; the texts of a list with commas between them.
    var text: String { texts.joined(separator: ", ") }
}

extension SettingValue {
    /// Checks a value as it was found.
    ///
    /// - Parameters:
    ///   - setting: The setting.
    ///   - found: One text, or the texts of a list; white space, a BOM and NUL around each are not a part of it.
    ///   - source: The source, for messages.
    /// - Throws: ``SettingsError`` that names setting and source, and never a secret.
    init(_ setting: Setting, _ found: Found, from source: Source) throws(SettingsError) {
        func refuse(_ rule: String) -> SettingsError {
            SettingsError(description: "\(setting.key) \(rule) (set by \(source))")
        }
        switch (setting.kind, found) {
        case (.list, .list(let texts)): self.texts = texts.map(\.trimmed)
        case (.list, .text(let text)): texts = text.split(separator: ",").map { String($0).trimmed }
        case (.token, .text(let text)): texts = [text.trimmed.withoutScheme]
        case (_, .text(let text)): texts = [text.trimmed]
        case (_, .list): throw refuse("must be one value, not a list")
        case (.list, .section), (.list, .other): throw refuse("must be a list of texts")
        case (_, .section), (_, .other): throw refuse("must be one value, not a section")
        case (_, .nothing): throw refuse("has no value: set one, or remove the setting")
        }
        self.source = source
        // A list may be empty, and an element of it, too: an empty source stands for documents without one.
        let isList = if case .list = setting.kind { true } else { false }
        if !isList, texts.contains("") {
            throw refuse("is empty: set a value, or remove the setting")
        }
        for text in texts {
            if text.hasControlCharacters { throw refuse("contains a control character") }
            if let rule = setting.rule(brokenBy: text) { throw refuse("\(rule), not “\(text.prefix(40))”") }
        }
    }

    /// A value as a source holds it, before it is checked.
    enum Found: Sendable, Equatable {
        case text(String)
        case list([String])
        /// A YAML mapping.
        case section
        /// A YAML null.
        case nothing
        /// A list of something else than texts.
        case other
    }
}

extension String {
    /// The text without the white space, CR, BOM and NUL that editors and shells leave around a value.
    var trimmed: String {
        func isLeftOver(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar == "\u{FEFF}" || scalar == "\0"
        }
        let rest = unicodeScalars.drop(while: isLeftOver)
        guard let end = rest.lastIndex(where: { !isLeftOver($0) }) else { return "" }
        return String(rest[...end])
    }

    /// The token behind the scheme of an `Authorization` header.
    fileprivate var withoutScheme: String {
        for scheme in ["Token", "Bearer"] {
            if self == scheme { return "" }
            if lowercased().hasPrefix("\(scheme.lowercased()) ") { return String(dropFirst(scheme.count)).trimmed }
        }
        return self
    }

    var hasControlCharacters: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
