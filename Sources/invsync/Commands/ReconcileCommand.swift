import ArgumentParser
import Foundation
import InvenTreeClient
import InvoiceSync

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Does the server hold what was synced? Every difference, and nothing written.",
        discussion: """
            Compares each invoice of the finished documents, as its document reads now, with its order: header, customer,
            lines, total. Also told are orders that stand twice, and orders described as the sync does it that no document
            knows. Documents not synced yet and invoices that failed are counted, and are no difference; nor is a line that
            the document's log names as missing.

            The differences:
              order_missing            the order is gone
              order_doubled            a second order has the invoice's description
              order_unexpected         an order for an invoice that is not to become one
              invoice_cancelled        the order of an invoice that was cancelled since
              order_unknown            no document holds the order's invoice
              header_differs           description, issue date or currency
              customer_differs         another customer, or one without its tax code
              line_missing             a line of the invoice is not on the order
              line_differs             quantity, price, currency, reference or notes
              line_extra               a line that is not the invoice's
              total_differs            the sum of all lines

            --fix syncs again the documents whose differences that puts right, and compares once more. It takes back what
            was changed by hand on pending orders. It leaves lines that somebody added, removes no order, and touches no
            order that is no longer pending: the last column says so.

            It ends with 0 where nothing differs, and with 2 where something does.
            """
    )

    @Flag(help: "Put right what a sync puts right, then compare again.")
    var fix = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reportingErrors {
            let engine = try await store.settings(with: server).makeEngine()
            let stop = StopSignal()
            let signals = await Signals { stop.request() }
            defer { signals.cancel() }
            var outcome = Outcome(report: try await compare(with: engine, stop), run: nil)
            if fix, !outcome.report.fixableDocuments.isEmpty {
                let run = try await repair(outcome.report, with: engine, stop)
                run.sayWhyStopped()
                outcome = Outcome(report: try await compare(with: engine, stop), run: run)
            }
            if store.json { try Console.print(json: outcome) } else { outcome.lines.forEach(Console.print) }
            return outcome.report.discrepancies.isEmpty ? .ok : .incomplete
        }
    }

    private func compare(with engine: SyncEngine, _ stop: StopSignal) async throws -> ReconciliationReport {
        let bar = ProgressBar(isWanted: !store.json)
        defer { bar.end() }
        return try await engine.reconcile(stop: stop, onProgress: { bar.show($0) })
    }

    private func repair(
        _ report: ReconciliationReport,
        with engine: SyncEngine,
        _ stop: StopSignal
    ) async throws -> RunReport {
        let bar = ProgressBar(isWanted: !store.json)
        defer { bar.end() }
        let filter = Selection.RetryFilter(
            statuses: Set(DocumentStatus.allCases),
            ids: report.fixableDocuments,
            finishedBefore: Date()
        )
        return try await engine.run(
            .retry(filter),
            allowsCurrency: server.allowCurrency,
            stop: stop,
            onProgress: { bar.show($0) }
        )
    }
}

/// What differs, after what was done about it.
private struct Outcome: Encodable {
    let report: ReconciliationReport
    let run: RunReport?

    private enum CodingKeys: String, CodingKey {
        case run
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(run, forKey: .run)
    }

    /// What a person wants to read.
    var lines: [String] {
        (run?.lines ?? []) + (report.discrepancies.isEmpty ? [] : table.lines) + warnings + [summary]
    }

    private var warnings: [String] {
        report.warnings.map { "warning: \($0.invoice) (\($0.order.reference)): \($0.detail)" }
    }

    private var table: Table {
        var table = Table("invoice", "order", "difference", "what", "why it stays")
        for difference in report.discrepancies {
            table.add(
                "\(difference.invoice.serie ?? "?") \(difference.invoice.numar ?? "?")",
                difference.order?.reference ?? "",
                difference.kind.rawValue,
                difference.detail,
                difference.obstacle ?? ""
            )
        }
        return table
    }

    private var summary: String {
        let found = report.discrepancies.count
        let fixable = report.discrepancies.count(where: \.isFixable)
        var parts = ["\(counted(report.invoices.compared, "invoice")) compared"]
        parts.append(found == 0 ? "no difference" : counted(found, "difference"))
        if fixable > 0 { parts.append("\(fixable) of them can be put right by --fix") }
        var summary = parts.joined(separator: ", ")
        if report.documents.unsynced > 0 {
            summary += "; \(counted(report.documents.unsynced, "document")) not synced yet"
        }
        if report.invoices.failed > 0 {
            summary += "; \(counted(report.invoices.failed, "invoice")) failed: invsync status"
        }
        return summary
    }

    private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
