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
        let text = text.trimmed
        let day = text.prefix { $0 != "T" && $0 != " " }
        guard !text[day.endIndex...].contains(where: \.isNewline) else { return nil }
        if let numbers = Self.numbers(of: day, between: UInt8(ascii: "-"), digits: [4...4, 2...2, 2...2]) {
            self.init(year: numbers[0], month: numbers[1], day: numbers[2])
        } else if let numbers = Self.numbers(of: day, between: UInt8(ascii: "."), digits: [1...2, 1...2, 4...4]) {
            self.init(year: numbers[2], month: numbers[1], day: numbers[0])
        } else {
            return nil
        }
    }

    /// The numbers that a text is made of, where each has as many digits as it should.
    private static func numbers(of text: Substring, between mark: UInt8, digits: [ClosedRange<Int>]) -> [Int]? {
        let pieces = text.utf8.split(separator: mark, maxSplits: digits.count, omittingEmptySubsequences: false)
        let areNumbers = zip(pieces, digits).allSatisfy { piece, count in
            count.contains(piece.count) && piece.allSatisfy(\.isASCIIDigit)
        }
        guard pieces.count == digits.count, areNumbers else { return nil }
        return pieces.compactMap { Int(Substring($0)) }
    }

    private init?(year: Int, month: Int, day: Int) {
        guard year > 0, (1...12).contains(month), (1...Self.dayCount(ofMonth: month, year: year)).contains(day) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
    }

    private static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
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
