import Foundation
import InvoiceSync
import Testing

@testable import SyncService

/// What the top of the overview says.
@Suite struct VerdictTests {
    private let now = Date(timeIntervalSince1970: 1_795_000_000)
    private var wording: Wording { Wording(now: now, zone: .gmt) }

    private func snapshot(
        _ counts: StoreCounts = StoreCounts(),
        scheduleError: String? = nil,
        checks: [Health.Check] = [],
        runs: [RunRecord] = [],
        isRunning: Bool = false,
        _ edit: (inout Job) -> Void = { _ in }
    ) -> Snapshot {
        var job = Job(name: Job.sync)
        job.nextRun = now + 420
        edit(&job)
        return Snapshot(
            job: job,
            scheduleError: scheduleError,
            runs: runs,
            current: isRunning ? run(nil) : nil,
            event: nil,
            counts: counts,
            failing: [],
            waiting: [],
            checks: checks,
            now: now
        )
    }

    private func run(_ status: Job.Status?, _ output: String? = nil) -> RunRecord {
        var run = RunRecord(job: Job.sync, trigger: .schedule, worker: "w", began: now - 200)
        (run.status, run.output) = (status, output)
        run.ended = status == nil ? nil : now - 180
        return run
    }

    private func findings(_ snapshot: Snapshot) -> [Verdict.Finding] { Verdict(of: snapshot, wording).findings }

    @Test func allIsWell() {
        let finding = findings(snapshot(runs: [run(.ok)]))[0]
        #expect(finding.level == .well && finding.headline == "All is well")
        #expect(finding.detail == "The last run ended 3 min ago. The next is due in 7 min.")
        let working = findings(snapshot(isRunning: true))[0]
        #expect(working.level == .working && working.headline == "A run is under way")
    }

    @Test func whatIsWrongComesInTheOrderOfItsWeight() {
        var counts = StoreCounts()
        (counts.failed, counts.mixed, counts.waiting) = (1200, 1, 1)
        let found = findings(
            snapshot(
                counts,
                checks: [Health.Check(name: "inventree", ok: false, detail: "no answer")],
                runs: [run(.failed, "it broke")]
            ) {
                $0.enabled = false
                $0.consecutiveFailures = 3
            }
        )
        #expect(
            found.map(\.headline) == [
                "InvenTree cannot be worked with", "The last 3 runs failed", "The job is switched off",
                "1,200 documents failed, 1 is partial", "1 document waiting for another try",
            ]
        )
        #expect(found.map(\.level) == [.trouble, .trouble, .attention, .attention, .working])
        #expect(found[0].detail == "no answer" && found[1].detail == "it broke")
        #expect(found.allSatisfy { $0.remedy ?? $0.detail != nil })
    }

    @Test func aScheduleThatCannotBeFollowedIsSaidOnce() {
        let stale = Health.Check(name: "runs", ok: false, detail: "the schedule cannot be followed")
        let found = findings(snapshot(scheduleError: "“61” is no minute", checks: [stale]))
        #expect(found.map(\.headline) == ["The schedule cannot be followed"])
        let late = findings(snapshot(checks: [stale]))
        #expect(late.map(\.headline) == ["No run has succeeded in three intervals of the schedule"])
    }

    @Test func whatWaitsOrWasCutShortIsNoTrouble() {
        var counts = StoreCounts()
        counts.waiting = 2
        #expect(findings(snapshot(counts)).map(\.headline) == ["All is well", "2 documents waiting for another try"])
        let cut = findings(snapshot(runs: [run(nil), run(.aborted, "cut off")]))
        #expect(cut.map(\.level) == [.attention])
        counts.mixed = 2
        #expect(findings(snapshot(counts))[0].headline == "2 documents are partial")
    }

    @Test func momentsAndDurationsAreShort() throws {
        let wording = Wording(now: now, zone: try #require(TimeZone(identifier: "Europe/Bucharest")))
        let moment = wording.moment(now - 3700)
        #expect(moment.iso == "2026-11-18T10:05:00Z")
        #expect(moment.text == "12:05:00" && moment.distance == "1 h ago")
        #expect(wording.moment(now - 90_000).text == "17 Nov 2026, 12:06")
        #expect(wording.moment(now + 59).distance == "in 59 s" && wording.moment(now).distance == "now")
        #expect(Wording.duration(0.449) == "0.4 s" && Wording.duration(200) == "3 min 20 s")
        #expect(Wording.duration(7500) == "2 h 5 min")
        #expect(Wording.figures([(1200, "ok"), (0, "partial"), (1, "failed")]) == "1,200 ok, 1 failed")
    }

    @Test func warningsAreNamedAndLeaveAllWell() {
        var counts = StoreCounts()
        counts.warned = 2
        let found = findings(snapshot(counts, runs: [run(.ok)]))
        #expect(found.map(\.headline) == ["All is well", "2 documents with warnings"])
    }

    @Test func aRecordOfBeforeIsReadWithoutTheCountsThatItLacks() throws {
        var run = run(.ok)
        run.report.warnings = 3
        let json = try run.json()
        #expect(RunRecord(json: json)?.report.warnings == 3)
        let former = json.replacing(",\"warnings\":3", with: "").replacing(",\"orders_updated\":0", with: "")
        #expect(former.utf8.count == json.utf8.count - ",\"warnings\":3,\"orders_updated\":0".utf8.count)
        #expect(RunRecord(json: former)?.report.warnings == 0)
    }

    @Test func aHistoryStepsFromRunToRun() {
        var counts = StoreCounts()
        let points = [0, 4, 2].enumerated().map { index, failed in
            counts.failed = failed
            return (at: now + Double(index) * 60, counts: counts)
        }
        let history = StateHistory(of: .failed, points)
        #expect(history.line == "M0.0 27.0H60.0V1.0H120.0V14.0")
        #expect(history.area == "M0.0 27.0H60.0V1.0H120.0V14.0V28.0H0Z")
        #expect(history.description == "between 0 and 4, at first 0, now 2")
        #expect(StateHistory(of: .ok, points).description == "always 0, at first 0, now 0")
        #expect(StateHistory(of: .ok, Array(points.prefix(1))).line.isEmpty)
    }

    @Test func aRecordOfBeforeHasNoCounts() throws {
        var run = run(.ok)
        run.documents = StoreCounts()
        let json = try run.json()
        #expect(try #require(RunRecord(json: json)).documents == StoreCounts())
        let former = json.replacing(/"documents":\{"failed":0,"held":0[^}]*\},/, with: "")
        #expect(former != json)
        #expect(try #require(RunRecord(json: former)).documents == nil)
    }
}
