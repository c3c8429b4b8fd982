import Foundation

/// What the clocks on the walls of a time zone show, and when they show it.
struct WallClock {
    let zone: TimeZone

    /// No clock was ever set by more than a day, and no zone is further than 14 hours from UTC.
    private static let reach = 38 * 3600.0

    /// The day of a moment.
    func day(of moment: Date) -> CivilDay {
        let seconds = moment.timeIntervalSince1970 + offset(at: moment)
        return CivilDay(number: Int((seconds / 86_400).rounded(.down)))
    }

    /// When a day begins around which the clocks are not set.
    func midnight(of day: CivilDay) -> Date {
        let nominal = nominal(day, 0, 0)
        return nominal - offset(at: nominal)
    }

    /// Every moment at which the clocks show a time: one, none where it is left out, two where it is repeated.
    func moments(of day: CivilDay, _ hour: Int, _ minute: Int) -> [Date] {
        let nominal = nominal(day, hour, minute)
        return Set([offset(at: nominal - Self.reach), offset(at: nominal + Self.reach)])
            .map { nominal - $0 }
            .filter { $0 + offset(at: $0) == nominal }
            .sorted()
    }

    /// When the clocks are set that leave a time out.
    func endOfGap(around day: CivilDay, _ hour: Int, _ minute: Int) -> Date {
        let nominal = nominal(day, hour, minute)
        var (before, after) = (nominal - Self.reach, nominal + Self.reach)
        let former = offset(at: before)
        while after.timeIntervalSince(before) > 1 {
            let middle = before + (after.timeIntervalSince(before) / 2).rounded(.down)
            if offset(at: middle) == former { before = middle } else { after = middle }
        }
        return after
    }

    /// Whether the clocks are set on a day or near it.
    func isSet(around day: CivilDay) -> Bool {
        let noon = nominal(day, 12, 0)
        return offset(at: noon - Self.reach) != offset(at: noon + Self.reach)
    }

    /// The moment at which the clocks of UTC show a time.
    private func nominal(_ day: CivilDay, _ hour: Int, _ minute: Int) -> Date {
        Date(timeIntervalSince1970: Double(day.number) * 86_400 + Double(hour) * 3600 + Double(minute) * 60)
    }

    private func offset(at moment: Date) -> Double { Double(zone.secondsFromGMT(for: moment)) }
}
