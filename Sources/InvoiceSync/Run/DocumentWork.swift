import FGOModels
import Foundation
import InvenTreeClient
import Synchronization

/// One document on its way: its invoices, and what became of them so far.
final class DocumentWork: Sendable {
    /// An invoice that is processed under the lock of its order.
    struct Item: Sendable {
        /// The invoice's place in the document.
        let index: Int
        let name: InvoiceName
        let form: InvoiceForm
        let task: Task
    }

    /// The work on one invoice.
    enum Task: Sendable {
        /// It becomes an order.
        case order(OrderDraft, InvoiceHistory)
        /// It does not become an order, which is right.
        case skip(SkipReason, warnings: [String])
    }

    /// An invoice that becomes an order.
    struct Order: Sendable {
        let index: Int
        let form: InvoiceForm
        let draft: OrderDraft
        /// The memory of former syncs, as of when the document was read.
        let history: InvoiceHistory

        /// The order with what the ledger knows of it.
        func recalling(_ record: LedgerRecord?) -> Order {
            Order(index: index, form: form, draft: draft, history: history.updated(by: record))
        }
    }

    private struct State {
        var logs: [InvoiceLog?]
        var remaining: Int
        var isBegun = false
        var isEnded = false
        var failure: SyncError?
        var rejected: Set<FirstCreations.Kind> = []
        var failedInvoice: InvoiceName?

        /// The first failure counts, and before it one of a server that serves nothing.
        mutating func note(_ error: SyncError, of invoice: InvoiceName) {
            guard failure.map({ $0.failingKind != nil && error.failingKind == nil }) ?? true else { return }
            (failure, failedInvoice) = (error, invoice)
        }
    }

    let claimed: ClaimedDocument
    /// The invoices to process, in the document's order.
    let items: [Item]
    /// Why nothing of the document can be read.
    let error: FGOError?
    private let state: Mutex<State>

    /// Takes up a document.
    ///
    /// - Parameters:
    ///   - claimed: The document.
    ///   - contents: What it holds.
    init(_ claimed: ClaimedDocument, _ contents: DocumentContents) {
        self.claimed = claimed
        items = contents.items
        error = contents.error
        state = Mutex(State(logs: contents.logs, remaining: contents.items.count))
    }

    var id: DocumentID { claimed.document.id }

    /// The invoices that become orders.
    var orders: [Order] {
        items.compactMap { item in
            guard case .order(let draft, let history) = item.task else { return nil }
            return Order(index: item.index, form: item.form, draft: draft, history: history)
        }
    }

    /// The transient failure that keeps the document from being finished.
    var failure: SyncError? { state.withLock { $0.failure } }

    /// The kinds of which the server refused a row to one of its invoices.
    var rejected: Set<FirstCreations.Kind> { state.withLock { $0.rejected } }

    /// The invoice and the message of that failure, as the store keeps it.
    var reason: String? {
        state.withLock { state in
            guard let failure = state.failure else { return nil }
            return (state.failedInvoice.map { "\($0): " } ?? "") + failure.message
        }
    }

    /// Whether something of it may have been written to the server.
    var isBegun: Bool { state.withLock { $0.isBegun } }

    /// Notes that an invoice of it goes to the server now.
    func begin() { state.withLock { $0.isBegun = true } }

    /// Whether its result is in the store, or its lease is released.
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Notes that its result is in the store, or that its lease is released.
    func end() { state.withLock { $0.isEnded = true } }

    /// The logs of its invoices, in the document's order; `nil` for those that are not done.
    var logs: [InvoiceLog?] { state.withLock { $0.logs } }

    /// Notes the result of an invoice.
    ///
    /// - Parameters:
    ///   - item: The invoice.
    ///   - log: Its log.
    ///   - error: The failure, if it failed.
    ///   - rejected: The kinds of which the server refused it a row.
    /// - Returns: Whether it was the document's last.
    func settle(
        _ item: Item,
        _ log: InvoiceLog,
        _ error: SyncError?,
        rejected: Set<FirstCreations.Kind> = []
    ) -> Bool {
        state.withLock { state in
            state.remaining -= 1
            state.logs[item.index] = log
            state.rejected.formUnion(rejected)
            if let error, error.isTransient || error.code == .cancelled { state.note(error, of: item.name) }
            return state.remaining == 0
        }
    }

    /// Notes a failure before any of its invoices is processed.
    func fail(_ error: SyncError) { state.withLock { $0.failure = $0.failure ?? error } }

    /// The document's log.
    func log(now: Date) -> SyncLog {
        SyncLog(timestamp: now, invoices: logs.compactMap { $0 }, error: error?.description)
    }
}
