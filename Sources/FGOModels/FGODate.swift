import Foundation

/// A day of the calendar as an invoice carries it: without time and without time zone.
public struct FGODate: Hashable, Sendable, CustomStringConvertible {
    /// The year, 1 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// Reads `YYYY-MM-DD` or `DD.MM.YYYY`, with or without a time (SyncRules, “Days”).
    ///
    /// A text without a zone names its own day. A text that ends in `Z`, `UTC` or an offset is an instant, which names the
    /// day that it has in Romania. The machine's time zone has no influence.
    ///
    /// It is `nil` if the text has neither form, names a day that no calendar has, or is an instant and this system has no
    /// time zone data for Europe/Bucharest.
    ///
    /// - Parameter text: The text; white space around it does not count.
    public init?(_ text: String) {
        guard case .day(let date) = DateText(text).reading(in: .romania) else { return nil }
        self = date
    }

    /// A day; nil where no calendar has it.
    init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.dayCount(ofMonth: month, year: year)).contains(day)
        else { return nil }
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

extension FGODate {
    /// The day on which so many days have passed since 1970-01-01; nil beyond the years 1 to 9999.
    init?(daysSince1970 days: Int) {
        guard abs(days) < 4_000_000 else { return nil }
        // Years that begin in March end with the leap day; 400 of them have 146,097 days.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }

    /// The days that have passed since 1970-01-01; below zero before it.
    var daysSince1970: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = (marchYear / 400, marchYear % 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension TimeZone? {
    /// The zone of FGO's invoices; nil where the system has no data for it.
    static let romania = TimeZone(identifier: "Europe/Bucharest")
}
