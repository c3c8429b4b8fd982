import Foundation
import Testing

@testable import SyncService

@Suite struct CronScheduleTests {
    private static let bucharest = "Europe/Bucharest"

    /// The next times after one, as the clocks of a zone show them, with their offset from UTC.
    private func times(_ schedule: String, after: String, _ count: Int, in zone: String = "UTC") throws -> [String] {
        let zone = try #require(TimeZone(identifier: zone))
        let schedule = try CronSchedule(schedule)
        var moment = try Date(after, strategy: .iso8601)
        var times: [String] = []
        for _ in 0..<count {
            guard let next = schedule.next(after: moment, in: zone) else { break }
            times.append(next.formatted(Date.ISO8601FormatStyle(timeZone: zone)))
            moment = next
        }
        return times
    }

    @Test(arguments: [
        ("*/10 * * * *", "2026-11-23T10:03:20Z", ["2026-11-23T10:10", "2026-11-23T10:20", "2026-11-23T10:30"]),
        ("*/10 * * * *", "2026-12-31T23:50:00Z", ["2027-01-01T00:00"]),
        ("*/25 * * * *", "2026-11-23T10:00:00Z", ["2026-11-23T10:25", "2026-11-23T10:50", "2026-11-23T11:00"]),
        ("5,50-52 8-9 * * *", "2026-11-23T08:50:00Z", ["2026-11-23T08:51", "2026-11-23T08:52", "2026-11-23T09:05"]),
        ("10-50/20 0 * * *", "2026-11-23T00:10:00Z", ["2026-11-23T00:30", "2026-11-23T00:50", "2026-11-24T00:10"]),
        ("0 6 1 JAN *", "2026-01-01T06:00:00Z", ["2027-01-01T06:00"]),
        ("0 6 * jan-mar,DEC *", "2026-03-31T06:00:00Z", ["2026-12-01T06:00"]),
        ("0 0 29 2 *", "2026-01-01T00:00:00Z", ["2028-02-29T00:00", "2032-02-29T00:00"]),
        ("0 0 29 2 *", "2096-03-01T00:00:00Z", ["2104-02-29T00:00"]),
        ("0 0 31 * *", "2026-03-31T00:00:00Z", ["2026-05-31T00:00", "2026-07-31T00:00", "2026-08-31T00:00"]),
        ("59 23 31 12 *", "2026-12-31T23:58:59Z", ["2026-12-31T23:59", "2027-12-31T23:59"]),
    ])
    func comesDueAsItsFieldsSay(_ schedule: String, _ after: String, _ expected: [String]) throws {
        let times = try times(schedule, after: after, expected.count)
        #expect(times.map { String($0.prefix(16)) } == expected)
    }

    @Test(arguments: [
        ("0 0 * * 0", "2026-11-29"), ("0 0 * * 7", "2026-11-29"), ("0 0 * * SUN", "2026-11-29"),
        ("0 0 * * fri-sun", "2026-11-27"), ("0 0 * * 5-7", "2026-11-27"), ("0 0 * * MON", "2026-11-30"),
        ("0 0 * * */6", "2026-11-28"),
    ])
    func sundayIsTheFirstDayAndTheLast(_ schedule: String, _ expected: String) throws {
        // 23 November 2026 is a Monday.
        #expect(try times(schedule, after: "2026-11-23T00:00:00Z", 1).map { String($0.prefix(10)) } == [expected])
    }

    @Test func aDayMatchesEitherDayFieldWhereBothAreRestricted() throws {
        let days = try times("0 0 13 * FRI", after: "2026-11-01T00:00:00Z", 5).map { String($0.prefix(10)) }
        #expect(days == ["2026-11-06", "2026-11-13", "2026-11-20", "2026-11-27", "2026-12-04"])
    }

    @Test func aDayMatchesBothDayFieldsWhereOneBeginsWithAStar() throws {
        let days = try times("0 0 */2 * MON", after: "2026-11-01T00:00:00Z", 3).map { String($0.prefix(10)) }
        #expect(days == ["2026-11-09", "2026-11-23", "2026-12-07"], "Mondays with an odd date, as in vixie cron")
    }

    @Test(arguments: ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 FEB *"])
    func neverComesDueOnADayThatNoMonthHas(_ schedule: String) throws {
        #expect(try times(schedule, after: "2026-01-01T00:00:00Z", 1).isEmpty)
    }

    @Test func aLeapDayOnASundayIsFoundFortyYearsAhead() throws {
        let days = try times("0 0 29 2 */7", after: "2088-03-01T00:00:00Z", 1).map { String($0.prefix(10)) }
        #expect(days == ["2128-02-29"])
    }

    @Test func aFixedTimeInTheGapRunsOnceWhenTheGapIsOver() throws {
        let times = try times("15,30 3 * * *", after: "2026-03-28T00:00:00Z", 4, in: Self.bucharest)
        #expect(
            times == [
                "2026-03-28T03:15:00+0200", "2026-03-28T03:30:00+0200", "2026-03-29T04:00:00+0300",
                "2026-03-30T03:15:00+0300",
            ]
        )
    }

    @Test func aFixedTimeThatIsRepeatedRunsTheFirstTime() throws {
        let times = try times("30 3 * * *", after: "2026-10-24T12:00:00Z", 2, in: Self.bucharest)
        #expect(times == ["2026-10-25T03:30:00+0300", "2026-10-26T03:30:00+0200"])
    }

    @Test func anHourlyScheduleRunsInBothHoursOfTheSameName() throws {
        let times = try times("0 * * * *", after: "2026-10-24T23:30:00Z", 4, in: Self.bucharest)
        #expect(
            times == [
                "2026-10-25T03:00:00+0300", "2026-10-25T03:00:00+0200", "2026-10-25T04:00:00+0200",
                "2026-10-25T05:00:00+0200",
            ]
        )
    }

    @Test(arguments: ["2026-03-28T22:00:00Z", "2026-10-24T21:00:00Z"])
    func everyTenMinutesGoOnThroughAnyChange(_ after: String) throws {
        let zone = try #require(TimeZone(identifier: Self.bucharest))
        let schedule = try CronSchedule("*/10 * * * *")
        var moment = try Date(after, strategy: .iso8601)
        for _ in 0..<60 {
            let next = try #require(schedule.next(after: moment, in: zone))
            #expect(next.timeIntervalSince(moment) == 600)
            moment = next
        }
    }

    @Test func aWildMinuteIsLeftOutInTheGapAndRepeatedAfterwards() throws {
        #expect(
            try times("*/30 3 * * *", after: "2026-03-28T12:00:00Z", 1, in: Self.bucharest)
                == ["2026-03-30T03:00:00+0300"]
        )
        #expect(
            try times("*/30 3 * * *", after: "2026-10-24T12:00:00Z", 4, in: Self.bucharest) == [
                "2026-10-25T03:00:00+0300", "2026-10-25T03:30:00+0300", "2026-10-25T03:00:00+0200",
                "2026-10-25T03:30:00+0200",
            ]
        )
    }

    @Test func aDayThatAZoneLeftOutRunsWhenItIsOver() throws {
        let times = try times("0 12 * * *", after: "2011-12-29T12:00:00Z", 3, in: "Pacific/Apia")
        #expect(
            times == ["2011-12-29T12:00:00-1000", "2011-12-31T00:00:00+1400", "2011-12-31T12:00:00+1400"]
        )
    }

    @Test(arguments: [
        ("60 * * * *", "minute: 0 to 59"), ("* 24 * * *", "hour: 0 to 23"), ("* * 0 * *", "day of month: 1 to 31"),
        ("* * * 13 *", "month: 1 to 12 or jan to dec"), ("* * * * 8", "day of week: 0 to 7 or sun to sat"),
        ("* * * * MUN", "“MUN” is no day of week"), ("5/10 * * * *", "a step stands behind * or a range"),
        ("*/0 * * * *", "a step is a whole number from 1 to 60"), ("9-5/2 * * * *", "a range goes upwards"),
        ("*/90 * * * *", "“*/90” is no minute: a step is a whole number from 1 to 60"),
        ("0 */25 * * *", "“*/25” is no hour: a step is a whole number from 1 to 24"),
        ("0 0 */32 * *", "“*/32” is no day of month: a step is a whole number from 1 to 31"),
        ("0 0 1 */13 *", "a step is a whole number from 1 to 12"),
        ("0 0 * * */8", "a step is a whole number from 1 to 7"),
        ("10-20/61 * * * *", "a step is a whole number from 1 to 60"),
        ("@reboot", "“@reboot” is unknown: the names are @hourly, @daily"), ("@", "“@” is unknown"),
        ("1,,2 * * * *", "“” is no minute"), ("-1 * * * *", "“-1” is no minute"), ("+1 * * * *", "“+1” is no minute"),
        ("* * * *", "not 4 fields"), ("daily", "not 1 field"), ("", "not 0 fields"), ("* * * * * *", "not 6 fields"),
        ("99999999999999999999 * * * *", "is no minute"), ("١ * * * *", "is no minute"),
    ])
    func saysWhichFieldCannotBeReadAndWhatIsAllowed(_ schedule: String, _ words: String) {
        let error = #expect(throws: ServiceError.self) { try CronSchedule(schedule) }
        #expect(error?.code == .invalidSchedule)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("0 22 * * fri-mon", "fri-sun,mon"), ("0 22 * * sat-tue", "sat-sun,mon-tue"), ("0 22 * * 5-1", "5-7,1"),
        ("0 22 * * FRI-0", "fri-sun"), ("0 22 * * 7-2", "7,1-2"), ("0 22-6 * * *", "22-23,0-6"),
        ("50-10 * * * *", "50-59,0-10"), ("0 0 28-3 * *", "28-31,1-3"), ("0 0 1 nov-feb *", "nov-dec,jan-feb"),
        ("0 0 1 12-1 *", "12,1"),
    ])
    func `a range that wraps is refused with the ranges to write`(_ schedule: String, _ ranges: String) throws {
        let error = #expect(throws: ServiceError.self) { try CronSchedule(schedule) }
        let message = try #require(error?.message)
        #expect(message.hasSuffix("a range goes upwards: write \(ranges)"), "\(message)")
        var fields = schedule.split(separator: " ").map(String.init)
        let field = try #require(fields.firstIndex { $0.contains("-") })
        fields[field] = ranges
        _ = try CronSchedule(fields.joined(separator: " "))
    }

    @Test(arguments: [
        ("@hourly", "2026-11-23T11:00"), ("@daily", "2026-11-24T00:00"), ("@midnight", "2026-11-24T00:00"),
        ("@weekly", "2026-11-29T00:00"), ("@monthly", "2026-12-01T00:00"), ("@yearly", "2027-01-01T00:00"),
        ("@annually", "2027-01-01T00:00"), (" @Daily\n", "2026-11-24T00:00"),
    ])
    func `a name stands for five fields`(_ schedule: String, _ expected: String) throws {
        #expect(try times(schedule, after: "2026-11-23T10:03:20Z", 1).map { String($0.prefix(16)) } == [expected])
        #expect(try CronSchedule(schedule).description == schedule, "it is kept as it was written")
    }

    @Test(arguments: [
        ("*/60 * * * *", "2026-11-23T11:00"), ("0 */24 * * *", "2026-11-24T00:00"),
        ("0 0 */31 * *", "2026-12-01T00:00"),
        ("0 0 * * sun-sun", "2026-11-29T00:00"),
    ])
    func `a step of a whole field, and a range of one value, come due at its first`(
        _ schedule: String,
        _ expected: String
    ) throws {
        #expect(try times(schedule, after: "2026-11-23T10:03:20Z", 1).map { String($0.prefix(16)) } == [expected])
    }

    @Test func everyMomentAgreesWithALookAtEachMinute() throws {
        let zone = try #require(TimeZone(identifier: Self.bucharest))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let start = try Date("2026-10-20T00:00:00Z", strategy: .iso8601)
        let minutes = (1...9 * 1440).map { start + Double($0) * 60 }
        for text in ["*/7 */5 * * *", "13 * */3 * *", "*/20 * 25 * 1", "* 3 * OCT SUN"] {
            let schedule = try CronSchedule(text)
            let expected = minutes.filter { matches(text, $0, calendar) }
            var found: [Date] = []
            var moment = start
            while let next = schedule.next(after: moment, in: zone), next <= minutes[minutes.count - 1] {
                found.append(next)
                moment = next
            }
            #expect(found == expected, "\(text)")
        }
    }

    /// Reads the few forms of these schedules anew, so that one reader cannot agree with itself.
    private func matches(_ schedule: String, _ moment: Date, _ calendar: Calendar) -> Bool {
        let parts = calendar.dateComponents([.minute, .hour, .day, .month, .weekday], from: moment)
        let values = [parts.minute, parts.hour, parts.day, parts.month, parts.weekday.map { $0 - 1 }].map { $0 ?? 0 }
        let fields = schedule.split(separator: " ").map(String.init)
        let matching = zip(fields, zip(values, [0, 0, 1, 1, 0])).map { field, value in
            let (value, first) = value
            if field == "*" { return true }
            if let step = field.hasPrefix("*/") ? Int(field.dropFirst(2)) : nil { return (value - first) % step == 0 }
            return value == (["OCT": 10, "SUN": 0][field] ?? Int(field) ?? -1)
        }
        let isDay =
            fields[2].hasPrefix("*") || fields[4].hasPrefix("*")
            ? matching[2] && matching[4] : matching[2] || matching[4]
        return matching[0] && matching[1] && matching[3] && isDay
    }
}
