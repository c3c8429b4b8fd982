import ArgumentParser
import FGOModels
import Foundation
import InvoiceSync

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "What became of one invoice, and why."
    )

    @Argument(help: "The invoice's series.")
    var serie: String

    @Argument(help: "The invoice's number.")
    var numar: String

    @OptionGroup var options: StoreOptions

    fileprivate struct Finding: Encodable {
        let document: String
        let state: DocumentState
        let attempts: Int
        let nextAttempt: Date?
        let log: InvoiceLog?
        let error: String?
        /// The ledger's record of the invoice, if it follows this document.
        let ledger: Ledger?
    }

    /// The ledger's record of the invoice: what it follows, and the lines of the order that syncs added.
    fileprivate struct Ledger: Encodable {
        let received: Date
        let result: InvoiceLog.Result
        let order: LedgerRecord.Order?
        let ownLines: Int
        /// Whether a sync of the invoice began to write lines and did not record its end.
        let isCutOff: Bool

        init(_ record: LedgerRecord) {
            received = record.received.date
            result = record.result
            order = record.order
            ownLines = record.lines.order.count + record.lines.extra.count
            isCutOff = record.attempt != nil
        }
    }

    func run() async throws {
        try await reportingErrors {
            let store = try await options.settings().openStore(for: .reading)
            let key = LedgerRecord.key(serie: serie, numar: numar)
            let record = try await store.ledgerRecords(of: [key]).first
            let findings = try await store.documents(holding: serie, numar).map { finding(in: $0, record) }
            if options.json { try Console.print(json: findings) } else { show(findings) }
            return findings.isEmpty ? .incomplete : .ok
        }
    }

    private func finding(in stored: StoredDocument, _ record: LedgerRecord?) -> Finding {
        Finding(
            document: stored.document.id.description,
            state: stored.state(at: Date()),
            attempts: stored.attempts,
            nextAttempt: stored.nextAttempt,
            log: stored.entry(of: serie, numar),
            error: stored.log?.error,
            ledger: record.flatMap { $0.document == stored.document.id ? Ledger($0) : nil }
        )
    }

    private func show(_ findings: [Finding]) {
        if findings.isEmpty { Console.say("no document holds an invoice \(serie) \(numar)") }
        for finding in findings { finding.lines.forEach(Console.print) }
    }
}

extension ExplainCommand.Finding {
    fileprivate var lines: [String] {
        var lines = ["document \(document): \(state.rawValue)"]
        if attempts > 0 {
            let when = nextAttempt.map { ", again after \($0.formatted(.iso8601))" } ?? ""
            lines.append("  failed by the world \(attempts) times\(when)")
        }
        if let error { lines.append("  \(error)") }
        if let ledger { lines.append("  \(ledger.description)") }
        return lines + (log?.explanation.map { "  \($0)" } ?? [])
    }
}

extension ExplainCommand.Ledger {
    /// The record in a sentence.
    fileprivate var description: String {
        let order = order.map { "order \($0.reference) (\($0.id)) follows this document" } ?? "this document counts"
        let lines = ownLines == 0 ? "" : ", \(ownLines) of its lines were added by syncs"
        let end = isCutOff ? "; the last sync was cut off while it wrote lines" : ""
        return "ledger: \(order), received \(received.formatted(.iso8601))\(lines)\(end)"
    }
}

extension InvoiceLog {
    fileprivate var explanation: [String] {
        var lines = ["\(result.rawValue) at \(timestamp.formatted(.iso8601))" + (reason.map { ": \($0)" } ?? "")]
        if let order = salesOrder {
            lines.append("order \(order.reference) (\(order.id)), \(order.created ? "created" : "was there")")
        }
        if let customer {
            lines.append("customer \(customer.name) (\(customer.id)), \(customer.created ? "created" : "was there")")
        }
        let done = [("added", addedLines), ("changed", updatedLines), ("removed", removedLines)]
        let counts = done.compactMap { word, lines in lines.flatMap { $0.isEmpty ? nil : "\($0.count) \(word)" } }
        if !counts.isEmpty { lines.append("lines: " + counts.joined(separator: ", ")) }
        for product in missingProducts ?? [] {
            lines.append("missing: \(product.name ?? product.ipn ?? "?"): \(product.reason)")
        }
        lines += (warnings ?? []).map { "warning: \($0)" }
        if let message { lines.append("error \(error ?? ""): \(message)") }
        if let statusCode { lines.append("the server answered \(statusCode): \(body ?? "")") }
        if let trace { lines.append("because: \(trace)") }
        return lines
    }
}
