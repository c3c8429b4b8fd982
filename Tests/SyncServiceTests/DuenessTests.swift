import Foundation
import InvoiceSync
import Testing

@testable import SyncService

/// What is to be done about a job, at 10:03 of a Monday.
@Suite struct DuenessTests {
    private let now: Date
    private let zone: TimeZone

    init() throws {
        now = try Date("2026-11-23T10:03:00Z", strategy: .iso8601)
        zone = try #require(TimeZone(identifier: "UTC"))
    }

    private func job(_ change: (inout Job) -> Void = { _ in }) -> Job {
        var job = Job(name: Job.sync)
        change(&job)
        return job
    }

    private func changes(_ nextRun: Job.NextRun? = nil, note: String? = nil) -> Dueness {
        var changes = Job.Changes()
        changes.nextRun = nextRun
        changes.note = note
        return .change(changes)
    }

    @Test func aNewJobIsDueAtItsNextTime() {
        #expect(job().dueness(at: now, in: zone) == changes(.at(now + 420)))
        let known = job { $0.nextRun = now + 420 }
        #expect(known.dueness(at: now, in: zone) == .rest(until: now + 420))
    }

    @Test(arguments: [0.0, -60, -86_400])
    func whatIsDueOrWasMissedIsOneRun(_ offset: Double) {
        let missed = job { $0.nextRun = now + offset }
        #expect(missed.dueness(at: now, in: zone) == .due(next: .at(now + 420)))
    }

    @Test func aDueTimeSinceWhichARunHasBegunIsNotMissed() {
        let ran = job {
            $0.nextRun = now - 60
            $0.lastRun = now - 60
        }
        #expect(ran.dueness(at: now, in: zone) == changes(.at(now + 420)))
        let before = job {
            $0.nextRun = now - 60
            $0.lastRun = now - 61
        }
        #expect(before.dueness(at: now, in: zone) == .due(next: .at(now + 420)))
    }

    @Test func `a run that was cut off is due again at once, unless the job is off or runs`() {
        let cutOff = job {
            ($0.lastRun, $0.lastStatus, $0.lastOutput) = (now - 300, .aborted, RunRecord.cutOffMark + "its worker")
            $0.nextRun = now + 420
        }
        #expect(cutOff.dueness(at: now, in: zone) == .due(next: .at(now + 420)))
        var others = [cutOff, cutOff, cutOff]
        others[0].enabled = false
        others[1].runningSince = now - 1
        others[2].lastOutput = "cut off 6 times in a row: its worker"
        for other in others {
            if case .due = other.dueness(at: now, in: zone) { Issue.record("\(other) is not due") }
        }
    }

    @Test func anEditOfTheScheduleMovesTheNextRun() {
        let edited = job {
            $0.schedule = "* * * * *"
            $0.nextRun = now + 420
        }
        #expect(edited.dueness(at: now, in: zone) == changes(.at(now + 60)))
    }

    @Test func aJobThatIsOffIsNeverDue() {
        let off = job {
            $0.enabled = false
            $0.nextRun = now - 60
        }
        #expect(off.dueness(at: now, in: zone) == changes(.never))
        #expect(job { $0.enabled = false }.dueness(at: now, in: zone) == .rest(until: nil))
    }

    @Test func aTimeThatAFasterClockHasRunIsNotDueAgain() {
        let ran = job {
            $0.runningSince = now + 420
            $0.nextRun = now + 1020
        }
        #expect(ran.dueness(at: now + 418, in: zone) == .rest(until: now + 1020))
    }

    @Test func aClockThatIsFarOffIsNotBelieved() {
        let absurd = job {
            $0.lastRun = now + 86_400 * 365
            $0.nextRun = now + 86_400 * 366
        }
        #expect(absurd.dueness(at: now, in: zone) == changes(.at(now + 420)))
    }

    @Test(arguments: [("every day", "a schedule has five fields"), ("0 0 30 2 *", "no day of any year")])
    func aScheduleThatNeverComesDueIsSaidOnce(_ schedule: String, _ words: String) throws {
        var job = job {
            $0.schedule = schedule
            $0.nextRun = now - 60
            $0.lastOutput = "documents: 1 ok"
        }
        guard case .change(let changes) = job.dueness(at: now, in: zone) else {
            Issue.record("the job is to be changed")
            return
        }
        #expect(changes.nextRun == .never)
        #expect(changes.note?.hasPrefix("not run by schedule: \(words)") == true)
        job.apply(changes)
        #expect(job.dueness(at: now, in: zone) == .rest(until: nil))

        job.schedule = "0 * * * *"
        #expect(
            job.dueness(at: now, in: zone) == self.changes(.at(now + 57 * 60), note: "the schedule can be read again")
        )
    }
}
