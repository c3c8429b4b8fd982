import InvoiceSync

/// Whether all is well, and if not, why and what to do: what somebody on call wants to know first.
struct Verdict: Sendable {
    /// How much it matters.
    enum Level: Int, Sendable, Comparable {
        case well, working, attention, trouble

        static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    /// One thing to know.
    struct Finding: Sendable {
        let level: Level
        let headline: String
        var detail: String?
        var remedy: String?
    }

    /// What matters most first; never empty.
    let findings: [Finding]

    /// Judges; pure.
    init(of snapshot: Snapshot, _ wording: Wording) {
        let troubles = [
            snapshot.scheduleProblem, snapshot.serverProblem, snapshot.lastRunProblem, snapshot.delay,
            snapshot.switchedOff, snapshot.failures, snapshot.documentsWaiting, snapshot.warnings,
        ]
        let found = troubles.compactMap(\.self)
        let isWell = found.allSatisfy { $0.level < .attention }
        let all = (isWell ? [snapshot.calm(wording)] : []) + found
        // Sorting is stable.
        findings = isWell ? all : all.sorted { $0.level > $1.level }
    }

    init(_ finding: Finding) {
        findings = [finding]
    }
}

extension Snapshot {
    fileprivate func calm(_ wording: Wording) -> Verdict.Finding {
        let last = lastRun.flatMap(\.ended).map { "The last run ended \(wording.moment($0).distance)." }
        let next = job.nextRun.map { "The next is due \(wording.moment($0).distance)." }
        return Verdict.Finding(
            level: current == nil ? .well : .working,
            headline: current == nil ? "All is well" : "A run is under way",
            detail: [last ?? "There was no run yet.", current == nil ? next : nil].compactMap(\.self)
                .joined(separator: " ")
        )
    }

    fileprivate var scheduleProblem: Verdict.Finding? {
        scheduleError.map { error in
            Verdict.Finding(
                level: .trouble,
                headline: "The schedule cannot be followed",
                detail: error,
                remedy: "Correct it under The job. Until then it runs only by hand."
            )
        }
    }

    fileprivate var serverProblem: Verdict.Finding? {
        checks.first { $0.name == "inventree" && !$0.ok }.map { check in
            Verdict.Finding(
                level: .trouble,
                headline: "InvenTree cannot be worked with",
                detail: check.detail,
                remedy: "Documents wait and nothing is lost. Once the server answers, the next run goes on from there."
            )
        }
    }

    fileprivate var lastRunProblem: Verdict.Finding? {
        guard let lastRun, let status = lastRun.status else { return nil }
        switch status {
        case .ok, .partial: return nil
        case .failed:
            let count = job.consecutiveFailures
            return Verdict.Finding(
                level: .trouble,
                headline: count > 1 ? "The last \(count) runs failed" : "The last run failed",
                detail: lastRun.report.stopped?.reason ?? lastRun.output,
                remedy:
                    "Documents keep their place. Once the cause is gone, run the job now or leave it to the schedule."
            )
        case .aborted:
            return Verdict.Finding(
                level: .attention,
                headline: "The last run ended before its work was done",
                detail: lastRun.report.stopped?.reason ?? lastRun.output,
                remedy: "The next run goes on from there."
            )
        }
    }

    fileprivate var delay: Verdict.Finding? {
        guard scheduleError == nil else { return nil }
        return checks.first { $0.name == "runs" && !$0.ok }.map { check in
            Verdict.Finding(
                level: .trouble,
                headline: "No run has succeeded in three intervals of the schedule",
                detail: check.detail,
                remedy: "Read what the last runs said; where there are none, see that the service runs all the time."
            )
        }
    }

    fileprivate var switchedOff: Verdict.Finding? {
        guard !job.enabled else { return nil }
        let remedy = "Nothing runs by the schedule until it is switched on."
        return Verdict.Finding(level: .attention, headline: "The job is switched off", remedy: remedy)
    }

    fileprivate var failures: Verdict.Finding? {
        guard counts.failed + counts.mixed > 0 else { return nil }
        var figures = counts.failed > 0 ? ["\(Wording.count(counts.failed, "document")) failed"] : []
        if counts.mixed > 0 {
            let subject = figures.isEmpty ? Wording.count(counts.mixed, "document") : Wording.number(counts.mixed)
            figures.append("\(subject) \(counts.mixed == 1 ? "is" : "are") partial")
        }
        return Verdict.Finding(
            level: .attention,
            headline: figures.joined(separator: ", "),
            remedy: "See why under Failing invoices. Put the cause right, then retry: nothing is created twice."
        )
    }

    fileprivate var documentsWaiting: Verdict.Finding? {
        guard counts.waiting > 0 else { return nil }
        return Verdict.Finding(
            level: .working,
            headline: "\(Wording.count(counts.waiting, "document")) waiting for another try",
            detail: "They are tried again by themselves. See why under Waiting documents."
        )
    }

    fileprivate var warnings: Verdict.Finding? {
        guard counts.warned > 0 else { return nil }
        return Verdict.Finding(
            level: .working,
            headline: "\(Wording.count(counts.warned, "document")) with warnings",
            detail: "“invsync status --warnings” lists them."
        )
    }
}
