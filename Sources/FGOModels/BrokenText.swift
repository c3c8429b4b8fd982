extension String {
    /// A Boolean value that indicates whether the text holds U+FFFD, which stands for what could not be read as text.
    var hasBrokenText: Bool {
        // Its UTF-8 is EF BF BD, and hardly any other text has an EF.
        utf8.contains(0xEF) && unicodeScalars.contains("\u{FFFD}")
    }
}

extension JSONValue {
    /// A warning for each of the first texts in this value, at any depth, that hold U+FFFD.
    ///
    /// - Parameter path: Where this value stands.
    /// - Returns: At most 10 warnings, in the order of their paths.
    func warningsOfBrokenText(at path: JSONPath) -> [FGOError] {
        guard holdsBrokenText else { return [] }
        var warnings: [FGOError] = []
        collectBrokenTexts(at: path, into: &warnings)
        return warnings
    }

    /// As many warnings of one kind as an invoice's log needs.
    private static let mostWarnings = 10

    private var holdsBrokenText: Bool {
        switch self {
        case .text(let text): text.hasBrokenText
        case .array(let elements): elements.contains(where: \.holdsBrokenText)
        case .object(let fields): fields.values.contains(where: \.holdsBrokenText)
        case .null, .bool, .number, .double: false
        }
    }

    private func collectBrokenTexts(at path: JSONPath, into warnings: inout [FGOError]) {
        switch self {
        case .text(let text) where text.hasBrokenText && warnings.count < Self.mostWarnings:
            let reason = "\(text.quotedBeginning) holds broken text: U+FFFD stands for what could not be read"
            warnings.append(FGOError(.brokenText, at: path, reason))
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                element.collectBrokenTexts(at: path[index], into: &warnings)
            }
        case .object(let fields):
            for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
                value.collectBrokenTexts(at: path / key, into: &warnings)
            }
        default:
            break
        }
    }
}
