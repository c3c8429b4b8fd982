import Foundation
import InvoiceSync
import Synchronization

/// A bar with rate and time left, on a terminal only.
final class ProgressBar: Sendable {
    private let began = ContinuousClock.now
    private let isShown: Bool
    private let hasDrawn = Mutex(false)

    /// A bar.
    ///
    /// - Parameter isWanted: Whether it is shown where messages go to a terminal.
    init(isWanted: Bool) {
        isShown = isWanted && Console.isTerminal && ProgramLog.style.format == .text
    }

    /// Draws the state of a run.
    func show(_ report: RunReport) {
        let documents = report.documents
        show(documents.done, of: documents.expected, invoices: report.invoices.done)
    }

    /// Draws the state of a comparison.
    func show(_ report: ReconciliationReport) {
        let documents = report.documents
        show(documents.compared, of: documents.finished, invoices: report.invoices.compared)
    }

    private func show(_ done: Int, of expected: Int, invoices: Int) {
        guard isShown else { return }
        let elapsed = (ContinuousClock.now - began) / .seconds(1)
        let text = Self.line(done, of: max(expected, done), invoices: invoices, elapsed: elapsed)
        hasDrawn.withLock { hasDrawn in
            hasDrawn = true
            Console.draw("\r\u{1B}[2K\(text)")
        }
    }

    /// Leaves the bar's line.
    func end() {
        if hasDrawn.withLock({ $0 }) { Console.draw("\n") }
    }

    private static func line(_ done: Int, of expected: Int, invoices: Int, elapsed: Double) -> String {
        let share = expected == 0 ? 1 : Double(done) / Double(expected)
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 24 - filled)
        let rate = elapsed > 0 ? Double(invoices) / elapsed : 0
        let left = share > 0 ? elapsed / share - elapsed : 0
        let rateText = rate.formatted(.number.precision(.fractionLength(1)))
        return "\(bar) \(done)/\(expected) documents, \(invoices) invoices, \(rateText)/s, "
            + "\(Duration.seconds(left.rounded()).formatted(.time(pattern: .minuteSecond))) left"
    }
}
