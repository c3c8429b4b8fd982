import FGOModels
import InvenTreeClient
import Synchronization

/// Goes through the finished documents page by page and compares each invoice with what stands on the server.
///
/// It only reads.
struct Reconciler: Sendable {
    private let store: any InvoiceStore
    private let configuration: SyncConfiguration
    private let reader: FinishedDocumentReader
    private let orders: StandingOrders
    private let register: InvoiceRegister
    private let directory: Directory
    private let resolver: OrderResolver
    private let planner: OrderPlanner

    init(_ engine: SyncEngine, context: ServerContext, orders: StandingOrders, register: InvoiceRegister) {
        store = engine.store
        configuration = engine.configuration
        reader = FinishedDocumentReader(engine, context: context, register: register, orders: orders)
        self.orders = orders
        self.register = register
        directory = Directory(engine, store: engine.store, context: context, memory: .none)
        resolver = OrderResolver(api: engine.api, directory: directory)
        planner = OrderPlanner(engine.configuration)
    }

    /// Compares everything.
    ///
    /// - Parameters:
    ///   - stop: Asks it to end early.
    ///   - onProgress: Called at the beginning and after each page.
    /// - Returns: What was found.
    /// - Throws: ``SyncError`` where store or server cannot be asked, ``SyncError/Code/cancelled`` where it was stopped.
    func run(
        stop: StopSignal,
        onProgress: @Sendable (ReconciliationReport) -> Void
    ) async throws(SyncError) -> ReconciliationReport {
        var report = ReconciliationReport()
        report.documents.finished = register.finished
        report.documents.unsynced = register.unsynced
        var query = DocumentQuery(states: DocumentState.finished, limit: configuration.batchSize)
        var page = try await store.documents(query)
        onProgress(report)
        while let last = page.last {
            guard !stop.isRequested else { throw SyncError(.cancelled, "the comparison was asked to stop") }
            try await compare(page, &report)
            onProgress(report)
            query.after = last.document.id
            page = try await store.documents(query)
        }
        report.discrepancies += orders.unknown(to: register)
        return report
    }

    private func compare(
        _ page: [StoredDocument],
        _ report: inout ReconciliationReport
    ) async throws(SyncError) {
        let expected = reader.read(page)
        let left = report.documents.finished - report.documents.compared
        try await learn(expected.compactMap(\.synced), pages: max(1, left / page.count))
        let discrepancies = try await mapInParallel(expected, atMost: configuration.parallel) {
            (invoice) async throws(SyncError) in
            try await self.discrepancies(of: invoice)
        }
        for (invoice, found) in zip(expected, discrepancies) {
            report.invoices.count(invoice.outcome, hasOrder: found != nil)
            report.discrepancies += (found ?? []).map { $0.hindered(by: invoice.obstacle) }
        }
        report.documents.compared += page.count
    }

    /// Learns the names of a page, and looks again for orders that did not stand when the comparison began.
    private func learn(_ invoices: [SyncedInvoice], pages: Int) async throws(SyncError) {
        try await directory.learnCustomersAndParts(of: invoices.map(\.draft), remaining: pages)
        let descriptions = Set(invoices.filter(\.isOrderExpected).map(\.draft.description))
        let missing = descriptions.filter { orders[$0].isEmpty }
        try await directory.orders.learn(missing, remaining: 1)
    }

    /// What differs of one invoice; nil where it needs no order and has none.
    private func discrepancies(of invoice: ExpectedInvoice) async throws(SyncError) -> [Discrepancy]? {
        switch invoice.outcome {
        case .unreadable: return nil
        case .noOrder(let reason):
            return orders[invoice.name.orderDescription].filter(\.isLive).map { order in
                Discrepancy(
                    kind: .orderUnexpected,
                    document: invoice.document,
                    invoice: invoice.name,
                    order: order,
                    detail: "the invoice is not to become an order: \(reason)",
                    obstacle: Obstacle.neverRemovesOrders
                )
            }
        case .order(let synced):
            let standing = standingOrders(of: synced)
            guard let order = standing.first else {
                return synced.isOrderExpected ? [missingOrder(of: synced)] : nil
            }
            let doubles = standing.dropFirst().filter(\.isLive).map { double in
                let detail = "order \(order.reference) has the same description and is the one that a sync takes"
                return synced.discrepancy(.orderDoubled, double, detail, obstacle: Obstacle.neverRemovesOrders)
            }
            return try await comparison(of: synced, with: order).discrepancies + doubles
        }
    }

    private func standingOrders(of invoice: SyncedInvoice) -> [SalesOrder] {
        let known = orders[invoice.draft.description]
        return known.isEmpty ? [directory.orders.match(invoice.draft.description)?.order].compactMap { $0 } : known
    }

    private func missingOrder(of invoice: SyncedInvoice) -> Discrepancy {
        guard let order = orders.renamed(invoice.former?.salesOrder) else {
            let detail = "there is no order “\(invoice.draft.description)”"
            return invoice.discrepancy(.orderMissing, nil, detail)
        }
        let detail = "the order has the description “\(order.description)” instead of “\(invoice.draft.description)”"
        return invoice.discrepancy(.headerDiffers, order, detail, obstacle: Obstacle.renamed(order))
    }

    private func comparison(
        of invoice: SyncedInvoice,
        with order: SalesOrder
    ) async throws(SyncError) -> OrderComparison {
        OrderComparison(
            invoice: invoice,
            order: order,
            lines: try await resolver.lines(of: order, withExtraLines: true),
            parts: directory.knownParts(of: invoice.draft),
            customer: directory.companies.match(invoice.draft.customer),
            planner: planner
        )
    }
}

extension ReconciliationReport.Invoices {
    fileprivate mutating func count(_ outcome: ExpectedInvoice.Outcome, hasOrder: Bool) {
        switch outcome {
        case .noOrder: skipped += 1
        case .unreadable: failed += 1
        case .order: if hasOrder { compared += 1 } else { failed += 1 }
        }
    }
}
