import Foundation

/// When a job runs: five fields, minute, hour, day of month, month and day of week, as crontab(5) of Vixie's cron reads them.
///
/// Each field is `*`, a value, a range (`1-5`), either with a step (`*/10`, `8-18/2`), or several of these with commas
/// between them. Months and days of the week have names (`JAN`, `mon`); Sunday is 0 and 7. Where day of month and day of
/// week both do not begin with `*`, a day that matches one of them is enough; else it has to match both. A step is at most
/// the number of values of its field. `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually`
/// stand for five fields.
public struct CronSchedule: Sendable, Hashable, CustomStringConvertible {
    /// The schedule as it was written.
    public let description: String

    let minutes: CronValues
    let hours: CronValues
    private let days: CronValues
    private let months: CronValues
    private let weekdays: CronValues

    /// Reads a schedule.
    ///
    /// - Parameter text: The five fields, with white space between them, or a name such as `@daily`.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/invalidSchedule``, which names the field and what may stand
    ///   there.
    public init(_ text: String) throws(ServiceError) {
        let fields = try Self.written(text).split(whereSeparator: \.isWhitespace)
        guard fields.count == CronField.allCases.count else {
            let names = CronField.allCases.map(\.rawValue).joined(separator: ", ")
            let count = fields.count == 1 ? "1 field" : "\(fields.count) fields"
            throw ServiceError(.invalidSchedule, "a schedule has five fields (\(names)), not \(count)")
        }
        description = text
        minutes = try CronField.minute.read(fields[0])
        hours = try CronField.hour.read(fields[1])
        days = try CronField.dayOfMonth.read(fields[2])
        months = try CronField.month.read(fields[3])
        weekdays = try CronField.dayOfWeek.read(fields[4])
    }

    /// Five fields, also of a schedule that is a name.
    private static func written(_ text: String) throws(ServiceError) -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        guard name.hasPrefix("@") else { return text }
        switch name {
        case "@hourly": return "0 * * * *"
        case "@daily", "@midnight": return "0 0 * * *"
        case "@weekly": return "0 0 * * 0"
        case "@monthly": return "0 0 1 * *"
        case "@yearly", "@annually": return "0 0 1 1 *"
        default:
            let known = "@hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually"
            throw ServiceError(.invalidSchedule, "“\(text.prefix(40))” is unknown: the names are \(known)")
        }
    }

    /// Whether the schedule goes by the hands of the clock alone, minute or hour beginning with `*`: it runs in each of two
    /// hours with the same name, and not in one that is left out.
    var isWild: Bool { minutes.isWild || hours.isWild }

    /// The first day that the schedule allows, from a day on; nil where none ever comes.
    ///
    /// The calendar repeats itself after 400 years.
    func firstDay(from start: CivilDay) -> CivilDay? {
        var (year, month, day) = (start.year, start.month, start.day)
        while year <= start.year + 400 {
            if months.contains(month), let found = firstDay(year, month, from: day) { return found }
            day = 1
            month += 1
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        return nil
    }

    private func firstDay(_ year: Int, _ month: Int, from first: Int) -> CivilDay? {
        (first..<max(first, 32)).lazy
            .map { CivilDay(year: year, month: month, day: $0) }
            .first { $0.isInCalendar && allows($0) }
    }

    private func allows(_ day: CivilDay) -> Bool {
        let (isDay, isWeekday) = (days.contains(day.day), weekdays.contains(day.weekday))
        return days.isWild || weekdays.isWild ? isDay && isWeekday : isDay || isWeekday
    }
}
