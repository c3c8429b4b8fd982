import Synchronization

/// What a run has done so far, counted as it happens.
final class RunTally: Sendable {
    private let state = Mutex(RunReport())
    private let onProgress: @Sendable (RunReport) -> Void

    init(expected: Int, onProgress: @escaping @Sendable (RunReport) -> Void) {
        self.onProgress = onProgress
        state.withLock { $0.documents.expected = expected }
    }

    var report: RunReport { state.withLock { $0 } }

    /// Tells how things stand.
    func tell() { change { _ in } }

    func expect(_ more: Int) { change { $0.documents.expected += more } }

    func finished(_ log: SyncLog, _ status: DocumentStatus) { change { $0.add(log, status: status) } }

    /// Counts a document that was given back, and what was written for it before.
    func gaveBack(_ invoices: [InvoiceLog]) {
        change { report in
            report.documents.givenBack += 1
            for invoice in invoices { report.written.add(invoice) }
        }
    }

    /// Counts a document that another worker has now, and what was written for it before.
    func lost(_ invoices: [InvoiceLog]) {
        change { report in
            report.documents.lost += 1
            for invoice in invoices { report.written.add(invoice) }
        }
    }

    func stopped(because reason: String, _ cause: RunReport.Stop.Cause) {
        change { $0.stopped = $0.stopped ?? RunReport.Stop(cause: cause, reason: reason) }
    }

    /// Notes what is not finished; only the report at the run's end tells of it.
    func leaves(_ counts: StoreCounts) {
        state.withLock { report in
            var left = RunReport.Left()
            (left.pending, left.waiting, left.held) = (counts.pending, counts.waiting, counts.held)
            report.left = left
        }
    }

    private func change(_ body: (inout RunReport) -> Void) {
        // Told under the lock, so that the last report told is the last there is.
        state.withLock { report in
            body(&report)
            onProgress(report)
        }
    }
}
