import Foundation

/// A day as text, with or without a time and a zone: ``FGODate/init(_:)`` gives the rules.
struct DateText {
    /// What reading it led to.
    enum Reading: Equatable {
        case day(FGODate)
        /// The text is no day.
        case unreadable
        /// The text is an instant, and there is no time zone whose day to take.
        case noTimeZone
    }

    private enum Zone {
        case unnamed
        /// Seconds east of Greenwich.
        case offset(Int)
    }

    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text.trimmed).utf8
    }

    /// Reads the day.
    ///
    /// - Parameters:
    ///   - timeZone: The time zone whose day an instant names.
    ///   - isInstant: Whether the text is an instant although it names no zone: then it is UTC's.
    /// - Returns: The day, or why there is none.
    func reading(in timeZone: TimeZone?, isInstant: Bool = false) -> Reading {
        var text = self
        guard let day = text.day(), let seconds = text.secondsOfTime(), let zone = text.zone(), text.rest.isEmpty
        else { return .unreadable }
        let offset: Int
        switch zone {
        case .unnamed where !isInstant: return .day(day)
        case .unnamed: offset = 0
        case .offset(let seconds): offset = seconds
        }
        guard let timeZone else { return .noTimeZone }
        let instant = day.daysSince1970 * 86_400 + seconds - offset
        let local = instant + timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
        let days = (local - (local % 86_400 + 86_400) % 86_400) / 86_400
        return FGODate(daysSince1970: days).map(Reading.day) ?? .unreadable
    }

    /// `2025-11-20`, or `20.11.2025`.
    private mutating func day() -> FGODate? {
        let start = rest
        if let year = number(4...4), skip("-"), let month = number(2...2), skip("-"), let day = number(2...2) {
            return FGODate(year: year, month: month, day: day)
        }
        rest = start
        guard let day = number(1...2), skip("."), let month = number(1...2), skip("."), let year = number(4...4) else {
            return nil
        }
        return FGODate(year: year, month: month, day: day)
    }

    /// `T22:00`, `T22:00:00` or `T22:00:00.000`, or with a space, or nothing: midnight.
    private mutating func secondsOfTime() -> Int? {
        let start = rest
        guard skip("T") || skip("t") || skip(" "), let hour = number(1...2) else {
            rest = start
            return 0
        }
        guard hour <= 24, skip(":"), let minute = number(2...2), minute < 60 else { return nil }
        var second = 0
        if skip(":") {
            guard let seconds = number(2...2), seconds <= 60 else { return nil }
            second = seconds
            if skip(".") || skip(",") {
                guard number(1...12) != nil else { return nil }
            }
        }
        return (hour * 60 + minute) * 60 + second
    }

    /// `Z`, `UTC`, `GMT`, `+02`, `+0200` or `+02:00`, also behind a space, or nothing.
    private mutating func zone() -> Zone? {
        if rest.isEmpty { return .unnamed }
        _ = skip(" ")
        if skip("Z") || skip("z") || skip("UTC") || skip("GMT") { return .offset(0) }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2...2), hours <= 18 else { return nil }
        _ = skip(":")
        guard let minutes = rest.isEmpty ? 0 : number(2...2), minutes < 60 else { return nil }
        return .offset((isNegative ? -60 : 60) * (hours * 60 + minutes))
    }

    /// A number of so many digits; nil where fewer stand there.
    private mutating func number(_ count: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(count.upperBound).prefix(while: \.isASCIIDigit)
        guard count.contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private mutating func skip(_ text: StaticString) -> Bool {
        guard rest.starts(with: text.description.utf8) else { return false }
        rest = rest.dropFirst(text.utf8CodeUnitCount)
        return true
    }
}
