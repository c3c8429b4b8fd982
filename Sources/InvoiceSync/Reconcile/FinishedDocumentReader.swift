import FGOModels

/// What the server should show of one invoice of a finished document.
struct ExpectedInvoice: Sendable {
    enum Outcome: Sendable {
        /// An order.
        case order(SyncedInvoice)
        /// No order, with the reason.
        case noOrder(reason: String)
        /// Nobody can tell.
        case unreadable
    }

    let document: DocumentID
    let name: InvoiceName
    let outcome: Outcome
    /// Why its document is not to be synced again; nil where nothing speaks against it.
    let obstacle: String?

    var synced: SyncedInvoice? {
        if case .order(let synced) = outcome { synced } else { nil }
    }
}

/// Reads finished documents and tells what the server should show of them: each invoice in the form that was synced last.
///
/// Pure.
struct FinishedDocumentReader: Sendable {
    private let reader: DocumentReader
    private let register: InvoiceRegister
    private let orders: StandingOrders

    init(_ engine: SyncEngine, context: ServerContext, register: InvoiceRegister, orders: StandingOrders) {
        reader = DocumentReader(engine, context: context)
        self.register = register
        self.orders = orders
    }

    func read(_ page: [StoredDocument]) -> [ExpectedInvoice] {
        zip(page, reader.read(page)).flatMap { stored, work in expectations(of: work, in: stored) }
    }

    private func expectations(of work: DocumentWork, in stored: StoredDocument) -> [ExpectedInvoice] {
        let id = stored.document.id
        var outcomes: [(index: Int, name: InvoiceName, outcome: ExpectedInvoice.Outcome)] = []
        for (index, log) in work.logs.enumerated() {
            guard let log else { continue }
            let isSkipped = log.result == .skipped
            outcomes.append((index, log.name, isSkipped ? .noOrder(reason: log.reason ?? "") : .unreadable))
        }
        let isChanged = stored.hasChanged
        outcomes += work.orders.map { order in
            (order.index, order.draft.invoice, .order(SyncedInvoice(order, in: stored, isChanged: isChanged)))
        }
        let obstacle = obstacle(to: outcomes.map(\.outcome), of: stored.document)
        return outcomes.sorted { $0.index < $1.index }
            .filter { !$0.name.isWhole || register.isLatest($0.name.orderDescription, in: id, at: $0.index) }
            .map { ExpectedInvoice(document: id, name: $0.name, outcome: $0.outcome, obstacle: obstacle) }
    }

    /// What syncing the document again would spoil.
    private func obstacle(to outcomes: [ExpectedInvoice.Outcome], of document: RawDocument) -> String? {
        if let outdated = register.outdatedInvoice(of: document) { return Obstacle.outdated(outdated) }
        for case .order(let invoice) in outcomes where orders[invoice.draft.description].isEmpty {
            if let order = orders.renamed(invoice.former?.salesOrder) { return Obstacle.renamed(order) }
        }
        return nil
    }
}

extension SyncedInvoice {
    fileprivate init(_ order: DocumentWork.Order, in stored: StoredDocument, isChanged: Bool) {
        let status = stored.status ?? stored.log?.status
        let result = order.history.log?.result ?? status?.result
        self.init(
            document: stored.document.id,
            draft: order.draft,
            former: order.history.log,
            isChanged: isChanged,
            isOrderExpected: isChanged || result == .ok || result == .partial
        )
    }
}
