import Foundation
import InvoiceSync

/// A moment as a page shows it.
struct Moment: Sendable {
    /// As machines read it.
    let iso: String
    /// The time, with the day where that is not today.
    let text: String
    /// How far it is from now.
    let distance: String
}

/// Moments and durations in words, as one looks at them at one moment from one time zone.
struct Wording: Sendable {
    let now: Date
    let zone: TimeZone

    func moment(_ date: Date) -> Moment {
        Moment(iso: date.formatted(.iso8601), text: text(date), distance: distance(to: date))
    }

    private func text(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let isToday = calendar.isDate(date, inSameDayAs: now)
        let (day, time) = (text(date, Self.day, calendar), text(date, Self.time, calendar))
        return isToday ? time : "\(day), \(time.prefix(5))"
    }

    private static let day: Date.FormatString =
        "\(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits)"
    private static let time: Date.FormatString =
        "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)"

    private func text(_ date: Date, _ format: Date.FormatString, _ calendar: Calendar) -> String {
        let locale = Locale(identifier: "en_GB")
        return date.formatted(.verbatim(format, locale: locale, timeZone: zone, calendar: calendar))
    }

    private func distance(to date: Date) -> String {
        let seconds = date.timeIntervalSince(now)
        if abs(seconds) < 1 { return "now" }
        let amount = Self.coarse(abs(seconds))
        return seconds > 0 ? "in \(amount)" : "\(amount) ago"
    }

    private static func coarse(_ seconds: Double) -> String {
        switch seconds {
        case ..<60: "\(Int(seconds)) s"
        case ..<3600: "\(Int(seconds / 60)) min"
        case ..<86_400: "\(Int(seconds / 3600)) h"
        default: "\(Int(seconds / 86_400)) d"
        }
    }

    /// A duration to two of its units.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(max(seconds, 0))
        switch seconds {
        case ..<60: return "\((max(seconds, 0) * 10).rounded() / 10) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3600) h \(whole / 60 % 60) min"
        }
    }

    /// A number with its thousands apart.
    static func number(_ number: Int) -> String {
        number.formatted(.number.locale(Locale(identifier: "en_US")))
    }

    /// “1 document”, “1,200 documents”.
    static func count(_ count: Int, _ noun: String) -> String {
        "\(number(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// Numbers with what they count, without those that are 0.
    static func figures(_ figures: [(Int, String)]) -> String {
        figures.filter { $0.0 > 0 }.map { "\(number($0.0)) \($0.1)" }.joined(separator: ", ")
    }
}

extension RunRecord {
    /// How long it took, or takes so far.
    func duration(at now: Date) -> String {
        Wording.duration((ended ?? max(now, began)).timeIntervalSince(began))
    }
}
