import HTTPTypes

/// How long a server asks to wait, of the header field `Retry-After`.
struct RetryAfter: Hashable {
    let duration: Duration

    /// Reads the field: seconds, or a day and time, which is taken against the answer's own `Date` so that no two
    /// clocks need agree.
    init?(_ fields: HTTPFields) {
        guard let text = fields[.retryAfter] else { return nil }
        if let seconds = Int(text), seconds >= 0 {
            duration = .seconds(seconds)
        } else if let then = HTTPDate(text), let now = fields[.date].flatMap(HTTPDate.init) {
            duration = .seconds(max(0, then.secondsSinceYearZero - now.secondsSinceYearZero))
        } else {
            return nil
        }
    }
}

/// A point in time as HTTP writes it, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, the one form still to be sent).
struct HTTPDate: Hashable {
    let secondsSinceYearZero: Int

    init?(_ text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard
            let match = text.wholeMatch(
                of: /[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT/
            ),
            let day = Int(match.1), let month = months.firstIndex(of: String(match.2)), let year = Int(match.3),
            let hour = Int(match.4), let minute = Int(match.5), let second = Int(match.6),
            let date = CalendarDate(year: year, month: month + 1, day: day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        secondsSinceYearZero = ((Self.days(before: date) * 24 + hour) * 60 + minute) * 60 + second
    }

    /// The days from the first of March of the year 0; with the year begun in March the leap day comes last.
    private static func days(before date: CalendarDate) -> Int {
        let year = date.month > 2 ? date.year : date.year - 1
        let month = (date.month + 9) % 12
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + date.day - 1
    }
}
