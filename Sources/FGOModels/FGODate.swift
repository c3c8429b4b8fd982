import Foundation

/// A day of the calendar as an invoice carries it: without time and without time zone.
public struct FGODate: Hashable, Sendable, CustomStringConvertible {
    /// The year, 1 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// Reads `YYYY-MM-DD`, with or without a time behind it, and `DD.MM.YYYY` (sync.md section 2).
    ///
    /// It is nil where the text has neither form, or names a day that no calendar has.
    ///
    /// - Parameter text: The text; white space around it does not count.
    public init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let match = text.prefixMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?$/) {
            self.init(year: match.1, month: match.2, day: match.3)
        } else if let match = text.wholeMatch(of: /([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:[T ].*)?/) {
            self.init(year: match.3, month: match.2, day: match.1)
        } else {
            return nil
        }
    }

    private init?(year: Substring, month: Substring, day: Substring) {
        guard let year = Int(year), let month = Int(month), let day = Int(day), year > 0 else { return nil }
        let components = DateComponents(year: year, month: month, day: day)
        guard components.isValidDate(in: Calendar(identifier: .gregorian)) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
