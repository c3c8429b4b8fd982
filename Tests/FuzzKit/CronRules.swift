import Foundation
import SyncService

/// A schedule keeps its text; its times ascend, and each is the next one for every moment between the last and it.
///
/// The first bytes of an input give the time zone and the moment to start from, the rest is the schedule.
enum CronRules {
    /// Zones with a fixed offset, with summer time, with half an hour of it, and with a day left out.
    private static let zones = [
        "UTC", "Europe/Bucharest", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca",
    ].compactMap { TimeZone(identifier: $0) }

    static func check(_ input: [UInt8]) throws(FuzzFault) {
        guard input.count > 5 else { return }
        let zone = zones[Int(input[0]) % zones.count]
        let seconds = input[1...4].reduce(0) { $0 << 8 | UInt32($1) }
        let text = String(decoding: input[5...], as: UTF8.self)
        let schedule: CronSchedule
        do throws(ServiceError) {
            schedule = try CronSchedule(text)
        } catch {
            try require(error.code == .invalidSchedule, "\(error.code) is no failure of a schedule")
            return try require(error.message.unicodeScalars.count < 1000, "an error says too much: \(error.message)")
        }
        try require(schedule.description == text, "“\(text)” is kept as “\(schedule)”")
        try checkTimes(of: schedule, after: Date(timeIntervalSince1970: Double(seconds)), in: zone)
    }

    private static func checkTimes(of schedule: CronSchedule, after start: Date, in zone: TimeZone) throws(FuzzFault) {
        var moment = start
        for _ in 0..<8 {
            guard let next = schedule.next(after: moment, in: zone) else {
                return try require(moment == start, "“\(schedule)” never comes due after \(moment) in \(zone)")
            }
            let distance = next.timeIntervalSince(moment)
            try require(distance > 0, "“\(schedule)” comes due at \(next) after \(moment) in \(zone)")
            for earlier in [moment + (distance / 2).rounded(.down), next - 1] where earlier >= moment {
                let other = schedule.next(after: earlier, in: zone)
                try require(
                    other == next,
                    "“\(schedule)”: \(next) after \(moment), \(String(describing: other)) after \(earlier) in \(zone)"
                )
            }
            moment = next
        }
    }
}
