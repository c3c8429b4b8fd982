public import Foundation

/// Numbers as FGO and its converters write them: as numbers, or as text with either decimal mark (SyncRules,
/// “Numbers”).
public enum FGONumber {
    /// The number that a text stands for.
    ///
    /// - A leading `-` or `−` (U+2212) is the sign.
    /// - A single `.` or `,` is the decimal mark: `1.234` is less than two. With both present, the last one is.
    /// - A mark that occurs more than once separates thousands: `1.234.567` is 1234567.
    /// - A space (also no-break and narrow no-break) or an apostrophe (`'` or `’`) separates thousands.
    ///
    /// What separates thousands stands between groups of three digits and is of one kind throughout the number. Nothing
    /// else is a number: no plus sign, exponent, currency or unit.
    ///
    /// - Parameter text: The text; white space around it does not count.
    /// - Returns: The exact number; `nil` if the text is none or has more than 38 digits.
    public static func decimal(from text: String) -> Decimal? {
        var text = text.trimmed
        return text.withUTF8 { NumberText($0)?.decimal }
    }

    static func decimal(from value: JSONValue, at path: JSONPath) throws(FGOError) -> Decimal {
        switch value.unwrapped {
        case .number(let number):
            return number
        case .text(let text):
            guard let number = decimal(from: text) else {
                throw FGOError(.notANumber, at: path, "\(text.quotedBeginning) is not a number")
            }
            return number
        case .double(let number):
            throw FGOError(.notANumber, at: path, "\(number) is not a number that can be money or a quantity")
        case let other:
            throw FGOError(.wrongType, at: path, "must be a number, is \(other.kind)")
        }
    }
}
