import FGOModels
import Foundation

/// The invoices of a document: those to process, and the logs of those that need no work.
///
/// Pure.
struct DocumentContents: Sendable {
    private(set) var items: [DocumentWork.Item] = []
    /// One for each invoice of the document; `nil` for those to process.
    private(set) var logs: [InvoiceLog?] = []
    /// Why nothing of the document can be read.
    private(set) var error: FGOError?

    private let mapper: InvoiceMapper
    private let allowedCurrencies: Set<String>
    private let now: Date

    /// Reads and maps a document.
    ///
    /// If it holds an invoice in several forms, the last of them counts.
    ///
    /// - Parameters:
    ///   - claimed: The document.
    ///   - mapper: What maps its invoices.
    ///   - spellings: How the documents before it spell their names.
    ///   - allowedCurrencies: The currencies that the server allows.
    ///   - now: The time for the logs.
    init(
        _ claimed: ClaimedDocument,
        mapper: InvoiceMapper,
        spellings: inout FirstSpellings,
        allowedCurrencies: Set<String>,
        now: Date
    ) {
        self.mapper = mapper
        self.allowedCurrencies = allowedCurrencies
        self.now = now
        do throws(FGOError) {
            let former = FormerInvoices(claimed.formerLog)
            let received = ReceivedForm(document: claimed.document.id, received: claimed.received)
            for (index, reading) in try claimed.document.read().enumerated() {
                switch reading {
                case .invoice(let invoice):
                    let history = InvoiceHistory(record: nil, log: former[invoice.name], wasCutOff: claimed.wasBegun)
                    add(invoice, at: index, in: received, history, &spellings)
                case .unreadable(let invoice):
                    let error = SyncError.unreadable(invoice.error.description, cause: invoice.error)
                    logs.append(InvoiceLog(invoice.name, failedBy: error, at: now))
                }
            }
            skipEarlierForms()
        } catch {
            self.error = error
        }
    }

    private mutating func add(
        _ invoice: Invoice,
        at index: Int,
        in received: ReceivedForm,
        _ history: InvoiceHistory,
        _ spellings: inout FirstSpellings
    ) {
        let name = invoice.name
        do throws(SyncError) {
            let form = InvoiceForm(name.orderDescription, in: received, fingerprint: invoice.fingerprint)
            let task = try task(of: invoice, history, &spellings)
            items.append(.init(index: index, name: name, form: form, task: task))
            logs.append(nil)
        } catch {
            logs.append(InvoiceLog(name, failedBy: error, at: now))
        }
    }

    private mutating func skipEarlierForms() {
        let last = Dictionary(items.map { ($0.form.key, $0.index) }) { _, later in later }
        let reason = "superseded by a later form of the invoice in the same document"
        for item in items where last[item.form.key] != item.index {
            logs[item.index] = InvoiceLog(item.name, skippedBecause: reason, warnings: [], at: now)
        }
        items.removeAll { last[$0.form.key] != $0.index }
    }

    private func task(
        of invoice: Invoice,
        _ history: InvoiceHistory,
        _ spellings: inout FirstSpellings
    ) throws(SyncError) -> DocumentWork.Task {
        switch try mapper.map(invoice) {
        case .skipped(let reason, let warnings):
            return .skip(reason, warnings: warnings)
        case .order(let draft):
            guard allowedCurrencies.contains(draft.currency) else {
                guard Locale.Currency(draft.currency).isISOCurrency else {
                    throw SyncError(.unreadable, "valuta: “\(draft.currency)” is not a currency; correct the invoice")
                }
                let message =
                    "valuta: the server does not allow \(draft.currency); add it to its setting CURRENCY_CODES and retry"
                throw SyncError(.currencyNotAllowed, message)
            }
            return .order(spellings.unify(draft), history)
        }
    }
}

/// The entries of a former log, by invoice.
private struct FormerInvoices {
    private struct Key: Hashable {
        let serie: String?
        let numar: String?
    }

    private let logs: [Key: InvoiceLog]

    init(_ log: SyncLog?) {
        let logs = (log?.invoices ?? []).map { (Key(serie: $0.serie, numar: $0.numar), $0) }
        self.logs = Dictionary(logs) { first, _ in first }
    }

    subscript(name: InvoiceName) -> InvoiceLog? {
        logs[Key(serie: name.serie?.cut(at: InvoiceLog.nameLimit), numar: name.numar?.cut(at: InvoiceLog.nameLimit))]
    }
}

extension Invoice {
    /// The fingerprint of the invoice as it stands in its document.
    var fingerprint: Fingerprint { Fingerprint(of: .object(fields)) }
}
