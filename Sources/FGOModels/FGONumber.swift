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
        let text = text.trimmed
        var rest = text.utf8[...]
        var sign = ""
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? "-" : ""
            rest.removeFirst()
        }
        let pieces = rest.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",")
        }
        guard pieces.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }) else { return nil }
        let fraction = pieces.count > 1 ? String(Substring(pieces[pieces.count - 1])) : ""
        let groups = pieces.count > 1 ? pieces.dropLast() : pieces[...]
        guard areGroups(groups) else { return nil }
        let whole = String(decoding: Array(groups.joined()), as: UTF8.self)
        guard !(whole + fraction).isEmpty else { return nil }
        return Decimal(plain: sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : ".\(fraction)"))
    }

    private static func areGroups(_ groups: ArraySlice<Substring.UTF8View>) -> Bool {
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
