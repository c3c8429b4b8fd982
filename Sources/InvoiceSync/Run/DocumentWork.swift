import FGOModels
import Foundation
import InvenTreeClient
import Synchronization

/// One document on its way: what became of its invoices so far.
final class DocumentWork: Sendable {
    /// An invoice that is to become an order.
    struct Order: Sendable {
        let index: Int
        let draft: OrderDraft
        let history: InvoiceHistory
    }

    private struct State {
        var logs: [InvoiceLog?]
        var remaining: Int
        var isBegun = false
        var isEnded = false
        var failure: SyncError?
    }

    let claimed: ClaimedDocument
    /// The invoices that are to become orders.
    let orders: [Order]
    /// Why nothing of the document can be read.
    let error: FGOError?
    private let state: Mutex<State>

    /// Reads and maps a document.
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
        self.claimed = claimed
        var logs: [InvoiceLog?] = []
        var orders: [Order] = []
        var unreadable: FGOError?
        do throws(FGOError) {
            let former = FormerInvoices(claimed.formerLog)
            for (index, reading) in try claimed.document.read().enumerated() {
                switch Self.settle(reading, mapper: mapper, allowedCurrencies: allowedCurrencies, now: now) {
                case .log(let log):
                    logs.append(log)
                case .order(let mapped):
                    let draft = spellings.unify(mapped)
                    logs.append(nil)
                    let history = InvoiceHistory(log: former[draft.invoice], wasCutOff: claimed.wasBegun)
                    orders.append(Order(index: index, draft: draft, history: history))
                }
            }
        } catch {
            unreadable = error
        }
        self.orders = orders
        error = unreadable
        state = Mutex(State(logs: logs, remaining: orders.count))
    }

    var id: DocumentID { claimed.document.id }

    /// The failure of the world that keeps the document from being finished.
    var failure: SyncError? { state.withLock { $0.failure } }

    /// Whether something of it may have been written to the server.
    var isBegun: Bool { state.withLock { $0.isBegun } }

    /// Notes that an invoice of it goes to the server now.
    func begin() { state.withLock { $0.isBegun = true } }

    /// Whether the store was told what became of it.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Notes that the store was told what became of it.
    func end() { state.withLock { $0.isEnded = true } }

    /// What became of each invoice, in the document's order; nil where that is still open.
    var logs: [InvoiceLog?] { state.withLock { $0.logs } }

    /// Notes what became of an invoice.
    ///
    /// - Returns: Whether it was the document's last.
    func settle(_ order: Order, _ outcome: Result<InvoiceLog, SyncError>, now: Date) -> Bool {
        state.withLock { state in
            state.remaining -= 1
            switch outcome {
            case .success(let log):
                state.logs[order.index] = log
            case .failure(let error):
                state.logs[order.index] = InvoiceLog(order.draft.invoice, failedBy: error, at: now)
                if error.isTransient || error.code == .cancelled { state.failure = state.failure ?? error }
            }
            return state.remaining == 0
        }
    }

    /// What is written of the document.
    func log(now: Date) -> SyncLog {
        SyncLog(timestamp: now, invoices: logs.compactMap { $0 }, error: error?.description)
    }

    private enum Settled {
        case log(InvoiceLog)
        case order(OrderDraft)
    }

    private static func settle(
        _ reading: InvoiceReading,
        mapper: InvoiceMapper,
        allowedCurrencies: Set<String>,
        now: Date
    ) -> Settled {
        switch reading {
        case .unreadable(let invoice):
            let name = InvoiceName(id: invoice.id, serie: invoice.serie, numar: invoice.numar)
            let error = SyncError.unreadable(invoice.error.description, cause: invoice.error)
            return .log(InvoiceLog(name, failedBy: error, at: now))
        case .invoice(let invoice):
            let name = InvoiceName(id: invoice.id, serie: invoice.serie, numar: invoice.numar)
            do throws(SyncError) {
                switch try mapper.map(invoice) {
                case .skipped(let reason, let warnings):
                    return .log(InvoiceLog(name, skippedBecause: reason, warnings: warnings, at: now))
                case .order(let draft):
                    try requireAllowed(draft.currency, among: allowedCurrencies)
                    return .order(draft)
                }
            } catch {
                return .log(InvoiceLog(name, failedBy: error, at: now))
            }
        }
    }

    private static func requireAllowed(_ currency: String, among allowed: Set<String>) throws(SyncError) {
        guard !allowed.contains(currency) else { return }
        let message = "valuta: the server does not allow \(currency); add it to its setting CURRENCY_CODES and retry"
        throw SyncError(.currencyNotAllowed, message)
    }
}

/// What a former sync wrote of each invoice of a document.
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
