import ArgumentParser
import FGOModels
import Foundation
import InvoiceSync

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How many documents are in each state, what became of the last run, and the last errors."
    )

    @Option(help: ArgumentHelp("How many errors and how many waiting documents to show at most.", valueName: "number"))
    var errors = 10

    @Flag(help: "List all warnings, invoice by invoice, in place of counts and errors.")
    var warnings = false

    @OptionGroup var options: StoreOptions

    private struct Report: Encodable {
        struct Failure: Encodable {
            let document: String
            let timestamp: Date?
            let invoice: String?
            let result: String
            let message: String
        }

        /// Pending documents of a source that is not accepted.
        struct OtherSource: Encodable {
            /// Empty for documents without one.
            let source: String
            let documents: Int
        }

        /// A document that waits for another attempt.
        struct Waiting: Encodable {
            let document: String
            let attempts: Int
            let nextAttempt: Date?
            let reason: String
        }

        let counts: StoreCounts
        let waiting: [Waiting]
        let otherSources: [OtherSource]
        let job: Job?
        let errors: [Failure]
    }

    func run() async throws {
        try await reportingErrors {
            let settings = try options.settings()
            let store = try await settings.openStore(for: .reading)
            if warnings {
                try await WarningList(store: store, isJSON: options.json).print()
                return .ok
            }
            let report = Report(
                counts: try await store.counts(),
                waiting: try await waiting(in: store),
                otherSources: try await otherSources(in: store, settings),
                job: try await store.job(settings.job()),
                errors: try await lastFailures(in: store)
            )
            if options.json { try Console.print(json: report) } else { Self.show(report) }
            return .ok
        }
    }

    private func otherSources(
        in store: any InvoiceStore,
        _ settings: Settings
    ) async throws -> [Report.OtherSource] {
        guard let accepted = settings.sources else { return [] }
        return try await store.pendingSources().map { .init(source: $0 ?? "", documents: $1) }
            .filter { !accepted.contains($0.source) }
            .sorted { $0.source < $1.source }
    }

    private func waiting(in store: any InvoiceStore) async throws -> [Report.Waiting] {
        guard errors > 0 else { return [] }
        return try await store.documents(DocumentQuery(states: [.waiting], limit: errors)).map { stored in
            Report.Waiting(
                document: stored.document.id.description,
                attempts: stored.attempts,
                nextAttempt: stored.nextAttempt,
                reason: stored.reason ?? "no reason is on record"
            )
        }
    }

    private func lastFailures(in store: any InvoiceStore) async throws -> [Report.Failure] {
        var failures: [Report.Failure] = []
        var query = DocumentQuery(states: [.failed, .mixed], order: .newestFirst, limit: errors)
        while failures.count < errors {
            let page = try await store.documents(query)
            guard let last = page.last else { break }
            failures += page.flatMap(Self.failures)
            query.after = last.document.id
        }
        return Array(failures.prefix(max(errors, 0)))
    }

    private static func failures(of document: StoredDocument) -> [Report.Failure] {
        let id = document.document.id.description
        let log = document.log
        let whole = log?.error.map {
            Report.Failure(document: id, timestamp: log?.timestamp, invoice: nil, result: "failed", message: $0)
        }
        let invoices = (log?.invoices ?? []).filter { $0.result == .failed || $0.result == .partial }
        return [whole].compactMap { $0 }
            + invoices.map { invoice in
                Report.Failure(
                    document: id,
                    timestamp: invoice.timestamp,
                    invoice: "\(invoice.serie ?? "?") \(invoice.numar ?? "?")",
                    result: invoice.result.rawValue,
                    message: invoice.message ?? invoice.missingProducts?.first?.reason ?? ""
                )
            }
    }

    private static func show(_ report: Report) {
        var table = Table("state", "documents")
        for state in DocumentState.allCases { table.add(state.rawValue, "\(report.counts[state])") }
        table.lines.forEach(Console.print)
        if report.counts.otherSources > 0 {
            let names = report.otherSources.map { "\($0.source.isEmpty ? "none" : "“\($0.source)”") \($0.documents)" }
            Console.print("of other sources, left alone: \(names.joined(separator: ", "))")
        }
        if report.counts.warned > 0 {
            Console.print("with warnings: \(report.counts.warned), listed by “invsync status --warnings”")
        }
        if let job = report.job { job.lines.forEach(Console.print) }
        showWaiting(in: report)
        guard !report.errors.isEmpty else { return }
        Console.print("")
        var errors = Table("document", "invoice", "result", "why")
        for error in report.errors { errors.add(error.document, error.invoice ?? "", error.result, error.message) }
        errors.lines.forEach(Console.print)
    }
}

extension StatusCommand {
    private static func showWaiting(in report: Report) {
        guard !report.waiting.isEmpty else { return }
        Console.print("")
        var table = Table("waiting", "attempts", "next attempt", "why")
        for waiting in report.waiting {
            let next = waiting.nextAttempt?.formatted(.iso8601) ?? ""
            table.add(waiting.document, "\(waiting.attempts)", next, waiting.reason)
        }
        table.lines.forEach(Console.print)
        let others = report.counts.waiting - report.waiting.count
        if others > 0 { Console.print("and \(others) more") }
    }
}

extension Job {
    /// Why the last run could not do its work, or ended before that was done, as the run itself said; `nil` otherwise.
    fileprivate var reason: String? {
        guard lastStatus == .failed || lastStatus == .aborted else { return nil }
        let lines = (lastOutput ?? "").split(separator: "\n")
        let mark = "stopped: "
        return lines.first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
            ?? lines.first.map(String.init)
    }

    /// What a person wants to know of the last run.
    fileprivate var lines: [String] {
        var lines: [String] = []
        if let lastRun, let lastStatus {
            let seconds = Double(lastDurationMilliseconds ?? 0) / 1000
            let failures = consecutiveFailures > 1 ? ", \(consecutiveFailures) failures in a row" : ""
            let end = "\(lastStatus.rawValue) after \(seconds) s\(failures)"
            lines.append("last run: \(lastRun.formatted(.iso8601)), \(end)")
            if let reason { lines.append("because:  \(reason)") }
        }
        if let runningSince {
            lines.append("a run is under way, or was cut off, since \(runningSince.formatted(.iso8601))")
        }
        return lines.isEmpty ? [] : [""] + lines
    }
}
