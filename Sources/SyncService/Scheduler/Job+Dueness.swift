import Foundation
import InvoiceSync

/// What is to be done about a job at a moment.
enum Dueness: Sendable, Hashable {
    /// It is to be run; next time it is due then.
    case due(next: Job.NextRun)
    /// Its record is to be changed: somebody edited it, or it is new.
    case change(Job.Changes)
    /// Nothing before that moment.
    case rest(until: Date?)
}

extension Job {
    /// A worker whose clock is further ahead than this is not believed.
    private static let clockDifference = 300.0

    private static let objection = "not run by schedule: "

    /// What is to be done about the job now (SyncRules, “Due times”).
    ///
    /// Pure. Due times that were missed, or that passed while a run was under way, are one run; none where a run has begun
    /// since. A run that was cut off is due again at once.
    ///
    /// - Parameters:
    ///   - now: The moment.
    ///   - zone: The time zone that the schedule goes by.
    /// - Returns: What is to be done.
    func dueness(at now: Date, in zone: TimeZone) -> Dueness {
        let expected: Date?
        do throws(ServiceError) {
            let next = try next(after: lastBegin(by: now), in: zone)
            expected = enabled ? next : nil
        } catch {
            return change(nextRun: nil, note: Self.objection + error.message)
        }
        if let expected, wasCutOff { return .due(next: .at(expected)) }
        if let expected, let nextRun, nextRun <= now, !wasRun(since: nextRun, by: now) {
            return .due(next: .at(expected))
        }
        let isObsolete = lastOutput?.hasPrefix(Self.objection) ?? false
        return change(nextRun: expected, note: isObsolete ? "the schedule can be read again" : lastOutput)
    }

    /// A Boolean value that indicates whether the last run was cut off: what it left is taken up at once.
    private var wasCutOff: Bool {
        lastStatus == .aborted && runningSince == nil && lastOutput?.hasPrefix(RunRecord.cutOffMark) == true
    }

    /// Whether a run has begun at a due time or after it, so that this one is no longer missed.
    private func wasRun(since due: Date, by now: Date) -> Bool {
        credibleBegin(by: now).map { $0 >= due } ?? false
    }

    /// The moment that the next due time comes after, also where the worker that ran last has a faster clock.
    private func lastBegin(by now: Date) -> Date { max(now, credibleBegin(by: now) ?? now) }

    /// When the last run began, unless a clock says so that is far off.
    private func credibleBegin(by now: Date) -> Date? {
        guard let begin = runningSince ?? lastRun, begin.timeIntervalSince(now) < Self.clockDifference else {
            return nil
        }
        // Stores keep milliseconds, by rounding down.
        return Date(timeIntervalSince1970: (begin.timeIntervalSince1970 * 1000).rounded() / 1000)
    }

    private func change(nextRun expected: Date?, note: String?) -> Dueness {
        var changes = Changes()
        let isAsExpected =
            switch (nextRun, expected) {
            case (nil, nil): true
            case (let stored?, let expected?): abs(stored.timeIntervalSince(expected)) < 0.5
            default: false
            }
        if !isAsExpected { changes.nextRun = expected.map { .at($0) } ?? .never }
        if note != lastOutput { changes.note = note }
        return changes == Changes() ? .rest(until: expected) : .change(changes)
    }

    /// When the schedule comes due next.
    ///
    /// - Parameters:
    ///   - moment: The moment after which.
    ///   - zone: The time zone that it goes by.
    /// - Returns: The moment.
    /// - Throws: ``ServiceError`` where the schedule cannot be read, or never comes due.
    func next(after moment: Date, in zone: TimeZone) throws(ServiceError) -> Date {
        try CronSchedule(schedule).requireNext(after: moment, in: zone)
    }
}
