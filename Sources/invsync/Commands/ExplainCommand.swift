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
    }

    func run() async throws {
        try await reportingErrors {
            let store = try await options.settings().openStore(for: .reading)
            var findings: [Finding] = []
            var query = DocumentQuery(text: numar, limit: 100)
            while true {
                let page = try await store.documents(query)
                findings += page.compactMap(finding)
                guard let last = page.last else { break }
                query.after = last.document.id
            }
            if options.json { try Console.print(json: findings) } else { show(findings) }
            return findings.isEmpty ? .incomplete : .ok
        }
    }

    private func finding(in stored: StoredDocument) -> Finding? {
        let log = stored.log?.invoices.first { $0.serie == serie && $0.numar == numar }
        guard log != nil || holdsInvoice(stored.document) else { return nil }
        return Finding(
            document: stored.document.id.description,
            state: stored.state(at: Date()),
            attempts: stored.attempts,
            nextAttempt: stored.nextAttempt,
            log: log,
            error: stored.log?.error
        )
    }

    private func holdsInvoice(_ document: RawDocument) -> Bool {
        guard let readings = try? document.read() else { return false }
        return readings.contains { reading in
            switch reading {
            case .invoice(let invoice): invoice.serie == serie && invoice.numar == numar
            case .unreadable(let invoice): invoice.serie == serie && invoice.numar == numar
            }
        }
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
        return lines + (log?.explanation.map { "  \($0)" } ?? [])
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
