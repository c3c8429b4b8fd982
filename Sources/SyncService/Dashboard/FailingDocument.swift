import FGOModels
import Foundation
import InvoiceSync

/// A document that failed or is partial, and why.
struct FailingDocument: Sendable {
    /// Its identifier, exactly, as a form sends it.
    let key: String
    let name: String
    let state: Badge
    let finished: Moment?
    /// Why nothing of it could be read, where that is so.
    let problem: String?
    let invoices: [FailingInvoice]
    /// What is not shown.
    let others: String?

    /// How many of its invoices are shown.
    static let shown = 10

    init(_ stored: StoredDocument, _ wording: Wording) {
        key = stored.document.id.value.json
        name = stored.document.id.description.shortened
        state = Badge(stored.state(at: wording.now))
        finished = stored.log.flatMap { $0.timestamp == .distantPast ? nil : wording.moment($0.timestamp) }
        let failing = (stored.log?.invoices ?? []).filter { $0.result == .failed || $0.result == .partial }
        let customers = stored.document.customers
        invoices = failing.prefix(Self.shown).map { log in
            FailingInvoice(log, customer: log.customer?.name ?? customers[InvoiceKey(log.serie, log.numar)])
        }
        others = failing.count > Self.shown ? Wording.count(failing.count - Self.shown, "more invoice") : nil
        problem = stored.log?.error ?? (failing.isEmpty ? "no reason is on record" : nil)
    }
}

/// An invoice of such a document.
struct FailingInvoice: Sendable {
    /// A product that could not be placed.
    struct Missing: Sendable {
        let product: String
        let reason: String
    }

    let invoice: String
    let customer: String?
    let code: String?
    let message: String?
    let missing: [Missing]
    let answer: String?
    let trace: String?

    init(_ log: InvoiceLog, customer: String?) {
        let number = [log.serie, log.numar].compactMap(\.self).joined(separator: " ")
        invoice = (number.isEmpty ? log.invoiceID ?? "without a number" : number).shortened
        self.customer = customer?.shortened
        code = log.error
        missing = (log.missingProducts ?? []).map { product in
            let name = [product.ipn, product.name].compactMap(\.self).joined(separator: " ")
            return Missing(product: name.isEmpty ? "a line without a name" : name, reason: product.reason)
        }
        message = log.message ?? log.reason ?? (missing.isEmpty ? "no reason is on record" : nil)
        answer = log.statusCode.map { "HTTP \($0) \(log.body ?? "")" } ?? log.body
        // A chain of one is the message again.
        trace = log.trace.flatMap { $0.contains(" ← ") ? $0 : nil }
    }
}

extension String {
    /// The beginning of a text that a document may have made as long as it likes.
    fileprivate var shortened: String {
        let beginning = unicodeScalars.prefix(250)
        return beginning.endIndex == unicodeScalars.endIndex ? self : String(beginning) + "…"
    }
}

private struct InvoiceKey: Hashable {
    let serie: String?
    let numar: String?

    init(_ serie: String?, _ numar: String?) {
        (self.serie, self.numar) = (serie, numar)
    }
}

extension RawDocument {
    /// The customers' names of the invoices that can be read.
    fileprivate var customers: [InvoiceKey: String] {
        let names = ((try? read()) ?? []).compactMap { reading in
            if case .invoice(let invoice) = reading {
                (InvoiceKey(invoice.serie, invoice.numar), invoice.denumireClient)
            } else {
                nil
            }
        }
        return Dictionary(names) { first, _ in first }
    }
}
