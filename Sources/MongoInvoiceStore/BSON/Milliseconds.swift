import Foundation

/// A moment as MongoDB keeps it: milliseconds since 1970 in UTC.
typealias Milliseconds = Int64

extension Milliseconds {
    /// A moment, rounded to the nearest; one beyond the years of a hundred millennia becomes the last of them.
    init(_ date: Date) {
        self.init(seconds: date.timeIntervalSince1970)
    }

    /// A length of time, rounded and limited in the same way.
    init(_ duration: Duration) {
        self.init(seconds: duration / .seconds(1))
    }

    /// A date of BSON reaches far beyond; this much may be added to another without reaching its end.
    private init(seconds: Double) {
        let limit = 3e15
        self = seconds.isNaN ? 0 : Int64(Swift.min(Swift.max(seconds * 1000, -limit), limit).rounded())
    }
}

extension Date {
    init(milliseconds: Milliseconds) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
