import Foundation

/// Data from invoices reaches terminals and logs, so what could forge other text there is shown as an escape: control
/// characters (which move the cursor or end a line) and marks of direction (which turn text around).
extension Unicode.Scalar {
    fileprivate var isUnsafe: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}

extension StringProtocol {
    /// The text as one harmless line: `\u{1B}` stands for ESC, `\n` for a line break.
    var onOneLine: String {
        unicodeScalars.reduce(into: "") { line, scalar in
            if scalar.isUnsafe { line += scalar.escaped(asASCII: true) } else { line.unicodeScalars.append(scalar) }
        }
    }

    /// The same JSON with JSON's own escapes for what its strings may hold and a terminal obeys; line breaks between its
    /// values stay.
    var safeJSON: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            guard scalar.isUnsafe, scalar != "\n" else {
                text.unicodeScalars.append(scalar)
                return
            }
            for unit in scalar.utf16 { text += "\\u" + unit.fourDigits }
        }
    }
}

extension UInt16 {
    fileprivate var fourDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
