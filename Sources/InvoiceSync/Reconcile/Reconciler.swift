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
    private let register: OrderRegister
    private let directory: Directory
    private let resolver: OrderResolver
    private let planner: OrderPlanner

    init(_ engine: SyncEngine, context: ServerContext, register: OrderRegister) {
        store = engine.store
        configuration = engine.configuration
        reader = FinishedDocumentReader(engine, context: context)
        self.register = register
        directory = Directory(engine, store: engine.store, context: context, memory: .none)
        resolver = OrderResolver(api: engine.api, directory: directory)
        planner = OrderPlanner(engine.configuration, partNumbers: context.partNumbers)
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
        let counts = try await store.counts()
        report.documents.finished = counts.ok + counts.mixed + counts.failed
        report.documents.unsynced = counts.pending + counts.waiting + counts.held
        var query = DocumentQuery(states: DocumentState.finished, limit: configuration.batchSize)
        var page = try await store.documents(query)
        onProgress(report)
        while let last = page.last {
            try stop.check()
            try await compare(page, &report)
            onProgress(report)
            query.after = last.document.id
            page = try await store.documents(query)
        }
        report.discrepancies += try await unknownOrders(stop)
        return report
    }

    private func compare(
        _ page: [StoredDocument],
        _ report: inout ReconciliationReport
    ) async throws(SyncError) {
        let expected = try await reader.read(page)
        let orders = StandingOrders(try await register.orders(of: Set(expected.map(\.orderDescription))))
        let left = report.documents.finished - report.documents.compared
        try await learn(expected.compactMap(\.synced), orders, pages: max(1, left / page.count))
        let findings = try await mapInParallel(expected, atMost: configuration.parallel) {
            (invoice) async throws(SyncError) in
            try await self.findings(of: invoice, orders)
        }
        await register.claim(findings.flatMap { $0?.orders ?? [] })
        for (invoice, found) in zip(expected, findings) {
            report.invoices.count(invoice.outcome, hasOrder: found != nil)
            report.discrepancies += found?.discrepancies ?? []
            report.warnings += found?.warnings ?? []
        }
        report.documents.compared += page.count
    }

    /// Learns the names of a page, and looks again for orders that did not stand when the comparison began.
    private func learn(
        _ invoices: [SyncedInvoice],
        _ orders: StandingOrders,
        pages: Int
    ) async throws(SyncError) {
        try await directory.learnCustomersAndParts(of: invoices.map(\.draft), remaining: pages)
        let descriptions = Set(invoices.filter(\.isOrderExpected).map(\.draft.description))
        let missing = descriptions.filter { orders[$0].isEmpty }
        try await directory.orders.learn(missing, remaining: 1)
    }

    /// What a comparison of one invoice found.
    private struct Findings: Sendable {
        var discrepancies: [Discrepancy]
        var warnings: [ReconciliationReport.Warning] = []
        /// The orders that are the invoice's.
        var orders: [SalesOrder.ID]
    }

    /// What differs of one invoice; nil where it needs no order and has none.
    private func findings(
        of invoice: ExpectedInvoice,
        _ orders: StandingOrders
    ) async throws(SyncError) -> Findings? {
        switch invoice.outcome {
        case .unreadable: return nil
        case .noOrder(let reason):
            let standing = orders[invoice.orderDescription].filter(\.isLive)
            let unexpected = standing.map { order in
                Discrepancy(
                    kind: reason.isCancellation ? .invoiceCancelled : .orderUnexpected,
                    document: invoice.document,
                    invoice: invoice.name,
                    order: order,
                    detail: "the invoice is not to become an order: \(reason)",
                    obstacle: Obstacle.neverRemovesOrders
                )
            }
            return Findings(discrepancies: unexpected, orders: standing.map(\.id))
        case .order(let synced):
            let standing = try await standingOrders(of: synced, orders)
            guard let order = standing.first else {
                return synced.isOrderExpected ? Findings(discrepancies: [missingOrder(of: synced)], orders: []) : nil
            }
            let doubles = standing.dropFirst().filter(\.isLive).map { double in
                let detail = "order \(order.reference) has the same description and is the one that a sync takes"
                return synced.discrepancy(.orderDoubled, double, detail, obstacle: Obstacle.neverRemovesOrders)
            }
            let comparison = try await comparison(of: synced, with: order)
            return Findings(
                discrepancies: comparison.discrepancies + doubles,
                warnings: warnings(about: synced, order, comparison),
                orders: standing.map(\.id)
            )
        }
    }

    /// The orders of an invoice, the one that a sync takes first; one that is exactly another invoice's is not among them.
    private func standingOrders(
        of invoice: SyncedInvoice,
        _ orders: StandingOrders
    ) async throws(SyncError) -> [SalesOrder] {
        let description = invoice.draft.description
        let found = orders[description]
        let noted = found.filter { AcceptableText.clean($0.description) != description }
        let others = try await store.ledger(of: noted.map { LedgerRecord.key(of: $0.description) })
        let known = found.filter { order in
            let key = LedgerRecord.key(of: order.description)
            return key == LedgerRecord.key(of: description) || others[key] == nil
        }
        if !known.isEmpty { return known }
        if let later = directory.orders.match(description)?.order { return [later] }
        guard let recorded = invoice.history.order, await register.contains(.init(recorded.id)),
            let edited = try await resolver.recordedOrder(recorded)
        else { return [] }
        return [edited]
    }

    /// What is no difference, and what a person should know all the same.
    private func warnings(
        about invoice: SyncedInvoice,
        _ order: SalesOrder,
        _ comparison: OrderComparison
    ) -> [ReconciliationReport.Warning] {
        var warnings = [OrderIndex.warning(about: order, of: invoice.draft.description)].compactMap { $0 }
        if case .existing(_, let warning?) = comparison.customer { warnings.append(warning) }
        warnings += directory.warnings(aboutPartsOf: invoice.draft) + invoice.draft.warnings(about: comparison.parts)
        return warnings.map {
            .init(document: invoice.document, invoice: invoice.draft.invoice, order: order, detail: $0)
        }
    }

    /// The orders that no document knows, by ascending pk.
    private func unknownOrders(_ stop: StopSignal) async throws(SyncError) -> [Discrepancy] {
        let unknown = UnknownOrders(store, batchSize: configuration.batchSize)
        var found: [Discrepancy] = []
        var place: Int? = 0
        while place != nil {
            try stop.check()
            found += try await unknown.discrepancies(among: try await register.unclaimedOrders(from: &place))
        }
        return found.sorted { one, other in (one.order?.id ?? 0) < (other.order?.id ?? 0) }
    }

    private func missingOrder(of invoice: SyncedInvoice) -> Discrepancy {
        invoice.discrepancy(.orderMissing, nil, "there is no order “\(invoice.draft.description)”")
    }

    private func comparison(
        of invoice: SyncedInvoice,
        with order: SalesOrder
    ) async throws(SyncError) -> OrderComparison {
        let customer = directory.companies.match(invoice.draft.customer)
        var otherOwner: String?
        if let owner = order.customer, CompanyIndex.row(of: customer)?.id != owner {
            otherOwner = await directory.companyName(owner)
        }
        return OrderComparison(
            invoice: invoice,
            order: order,
            lines: try await resolver.lines(of: order, withExtraLines: true),
            parts: directory.knownParts(of: invoice.draft),
            customer: customer,
            otherOwner: otherOwner,
            planner: planner
        )
    }
}

extension StopSignal {
    fileprivate func check() throws(SyncError) {
        guard !isRequested else { throw SyncError(.cancelled, "the comparison was asked to stop") }
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
