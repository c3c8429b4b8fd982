public import Foundation

/// Numbers as FGO writes them: as numbers, or as text with either decimal mark (sync.md section 2).
public enum FGONumber {
    /// The number that a text stands for.
    ///
    /// `6`, `6.00`, `6,00`, `1.234,50` and `1,234.50` are numbers: the last mark is the decimal one, and a single mark
    /// always is. Every mark before the last parts groups of three digits.
    ///
    /// - Parameter text: The text; white space around it does not count.
    /// - Returns: The exact number, or nil where the text is none or has more than 38 digits.
    public static func decimal(from text: String) -> Decimal? {
        var rest = text.trimmingCharacters(in: .whitespacesAndNewlines)[...]
        guard rest.isASCII else { return nil }
        var sign = ""
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            rest.removeFirst()
        }
        let pieces = rest.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard pieces.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }) else { return nil }
        let fraction = pieces.count > 1 ? pieces[pieces.count - 1] : ""
        let groups = pieces.count > 1 ? pieces.dropLast() : pieces[...]
        guard areGroups(groups) else { return nil }
        let whole = groups.joined()
        guard !(whole + fraction).isEmpty else { return nil }
        return Decimal(plain: sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : ".\(fraction)"))
    }

    private static func areGroups(_ groups: ArraySlice<Substring>) -> Bool {
        guard let first = groups.first, groups.count > 1 else { return true }
        return (1...3).contains(first.count) && groups.dropFirst().allSatisfy { $0.count == 3 }
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
