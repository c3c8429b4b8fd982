public import Foundation

extension CronSchedule {
    /// When the schedule comes due next.
    ///
    /// Where clocks are set, it is as in cronie. A schedule with fixed minutes and hours (neither field begins with `*`)
    /// runs once a day whatever the clocks do: a time that is left out runs when the gap is over, together with others that
    /// fell into it, and one that is repeated runs the first time. Any other schedule goes by what the clocks show: it runs
    /// in both of two hours with the same name (`*/10 * * * *` all the while every ten minutes), and not in a gap.
    ///
    /// - Parameters:
    ///   - moment: The moment after which, never at which.
    ///   - zone: The time zone whose clocks the schedule goes by.
    /// - Returns: The moment; nil where the schedule never comes due, such as on 30 February.
    public func next(after moment: Date, in zone: TimeZone) -> Date? {
        let clock = WallClock(zone: zone)
        var next = firstDay(from: CivilDay(number: clock.day(of: moment).number - 1))
        while let day = next {
            next = firstDay(from: day.next)
            guard let found = first(on: day, after: moment, clock) else { continue }
            // Where clocks are set back over midnight, the next day begins before this one has ended.
            let other = next == day.next ? first(on: day.next, after: moment, clock) : nil
            return min(found, other ?? found)
        }
        return nil
    }

    /// When the schedule comes due next, for a job that must come due.
    ///
    /// - Parameters:
    ///   - moment: The moment after which, never at which.
    ///   - zone: The time zone whose clocks the schedule goes by.
    /// - Returns: The moment.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/invalidSchedule`` if the schedule never comes due.
    @discardableResult
    public func requireNext(after moment: Date, in zone: TimeZone) throws(ServiceError) -> Date {
        guard let next = next(after: moment, in: zone) else {
            throw ServiceError(.invalidSchedule, "no day of any year matches “\(description)”")
        }
        return next
    }

    private func first(on day: CivilDay, after moment: Date, _ clock: WallClock) -> Date? {
        let times = hours.all.lazy.flatMap { hour in minutes.all.lazy.map { (hour, $0) } }
        guard clock.isSet(around: day) else {
            let midnight = clock.midnight(of: day)
            return times.map { midnight + Double($0 * 3600 + $1 * 60) }.first { $0 > moment }
        }
        return times.flatMap { runs(on: day, $0, $1, clock) }.filter { $0 > moment }.min()
    }

    /// The moments at which a time of a day has the schedule run.
    private func runs(on day: CivilDay, _ hour: Int, _ minute: Int, _ clock: WallClock) -> [Date] {
        let moments = clock.moments(of: day, hour, minute)
        if isWild { return moments }
        return [moments.first ?? clock.endOfGap(around: day, hour, minute)]
    }
}
