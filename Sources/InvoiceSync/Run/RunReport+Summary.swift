extension RunReport {
    /// What a person wants to read after a run.
    public var lines: [String] {
        if documents.done == 0, stopped == nil { return ["nothing to do"] + leftLines }
        var lines = [
            "documents: \(documents.ok) ok, \(documents.mixed) partial, \(documents.failed) failed",
            "invoices:  \(invoices.ok) ok, \(invoices.partial) partial, \(invoices.failed) failed, \(invoices.skipped) skipped",
            "written:   \(written.customers) customers, \(written.orders) orders, \(written.linesAdded) lines"
                + ", \(written.linesUpdated) lines changed, \(written.linesRemoved) removed",
        ]
        if warnings > 0 { lines.append("warnings:  \(warnings), listed by “invsync status --warnings”") }
        if documents.givenBack > 0 { lines.append("given back: \(documents.givenBack) documents, to be tried again") }
        if documents.lost > 0 { lines.append("lost to another worker: \(documents.lost) documents") }
        return lines + leftLines
    }

    /// The documents that are not finished.
    private var leftLines: [String] {
        guard let left, left != Left() else { return [] }
        let parts = [
            left.waiting > 0 ? "\(left.waiting) wait for another attempt, see “invsync status”" : nil,
            left.held > 0 ? "\(left.held) are held by another worker" : nil,
            left.pending > 0 ? "\(left.pending) are pending" : nil,
        ]
        return ["left:      " + parts.compactMap(\.self).joined(separator: ", ")]
    }

    /// What the job's record says of a run, with the reason where it stopped early.
    var summary: String {
        (lines + [stopped.map { "stopped: \($0.reason)" }].compactMap(\.self)).joined(separator: "\n")
    }

    /// How a run with this report ended.
    var jobStatus: Job.Status {
        switch stopped?.cause {
        case .outage, .configuration: .failed
        case .request: .aborted
        case .limit: .partial
        case nil: documents.mixed + documents.failed + documents.givenBack > 0 ? .partial : .ok
        }
    }
}
