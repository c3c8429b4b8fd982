import InvenTreeClient
import Synchronization

/// The rows that were written for one invoice so far; its log names them also if the invoice fails afterwards.
final class InvoiceProgress: Sendable {
    private struct State {
        var customer: InvoiceLog.Customer?
        var order: InvoiceLog.Order?
        var journal = LineJournal()
        var rejected: Set<FirstCreations.Kind> = []
    }

    private let state = Mutex(State())

    func note(_ customer: InvoiceLog.Customer?) { state.withLock { $0.customer = customer ?? $0.customer } }

    func note(_ order: InvoiceLog.Order) { state.withLock { $0.order = order } }

    func note(_ journal: LineJournal) { state.withLock { $0.journal = journal } }

    func note(rejectionOf kind: FirstCreations.Kind) { state.withLock { _ = $0.rejected.insert(kind) } }

    /// The kinds of which the server refused a row.
    var rejected: Set<FirstCreations.Kind> { state.withLock(\.rejected) }

    /// Enters what was written into the invoice's log.
    func enter(into log: inout InvoiceLog) {
        let state = state.withLock(\.self)
        log.customer = state.customer
        log.salesOrder = state.order
        log.addedLines = Self.logged(state.journal.added, in: log)
        log.updatedLines = Self.logged(state.journal.updated, in: log)
        log.removedLines = Self.logged(state.journal.removed, in: log)
    }

    /// Lines for a log; the log of a failed invoice leaves empty lists out.
    private static func logged(_ lines: [StandingLine], in log: InvoiceLog) -> [InvoiceLog.Line]? {
        lines.isEmpty && log.result == .failed ? nil : lines.map(\.logged)
    }
}
