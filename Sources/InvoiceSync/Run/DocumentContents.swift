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
                logs.append(nil)
                guard case .invoice(let invoice) = reading else {
                    if case .unreadable(let invoice) = reading { logs[index] = log(of: invoice) }
                    continue
                }
                let name = InvoiceName(id: invoice.id, serie: invoice.serie, numar: invoice.numar)
                do throws(SyncError) {
                    let form = InvoiceForm(name.orderDescription, in: received, fingerprint: invoice.fingerprint)
                    let history = InvoiceHistory(record: nil, log: former[name], wasCutOff: claimed.wasBegun)
                    let task = try task(of: invoice, history, &spellings)
                    supersede(form)
                    items.append(.init(index: index, name: name, form: form, task: task))
                } catch {
                    logs[index] = InvoiceLog(name, failedBy: error, at: now)
                }
            }
        } catch {
            self.error = error
        }
    }

    /// Skips an earlier form of an invoice of the same document.
    private mutating func supersede(_ form: InvoiceForm) {
        guard let place = items.firstIndex(where: { $0.form.key == form.key }) else { return }
        let earlier = items.remove(at: place)
        let reason = "superseded by a later form of the invoice in the same document"
        logs[earlier.index] = InvoiceLog(earlier.name, skippedBecause: reason, warnings: [], at: now)
    }

    private func log(of invoice: UnreadableInvoice) -> InvoiceLog {
        let name = InvoiceName(id: invoice.id, serie: invoice.serie, numar: invoice.numar)
        return InvoiceLog(name, failedBy: .unreadable(invoice.error.description, cause: invoice.error), at: now)
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
