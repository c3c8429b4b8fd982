import FGOModels
import InvenTreeClient

/// Finds the orders described as a sync does it whose invoices no document holds.
struct UnknownOrders: Sendable {
    private let store: any InvoiceStore
    private let batchSize: Int

    /// - Parameters:
    ///   - store: The store.
    ///   - batchSize: The number of documents that are read at once.
    init(_ store: any InvoiceStore, batchSize: Int) {
        self.store = store
        self.batchSize = batchSize
    }

    /// Those of some orders whose invoices no document holds.
    ///
    /// - Parameter orders: The orders; of those that are cancelled or name no invoice nothing is told.
    /// - Returns: The differences.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func discrepancies(among orders: [SalesOrder]) async throws(SyncError) -> [Discrepancy] {
        let named = orders.compactMap { order in order.namedInvoice.map { (order: order, invoice: $0) } }
        let held = try await held(of: named.map(\.invoice))
        var unknown: [Discrepancy] = []
        for (order, invoice) in named where !held.contains(invoice.key) {
            let beginnings = OrderIndex.beginnings(of: AcceptableText.clean(order.description))
            let known = try await store.ledger(of: beginnings.map { LedgerRecord.key(of: $0) })
            guard known.isEmpty, try await !isHeld(invoice) else { continue }
            unknown.append(
                Discrepancy(
                    kind: .orderUnknown,
                    document: nil,
                    invoice: invoice,
                    order: order,
                    detail: "no document of the store holds an invoice \(invoice.title)",
                    obstacle: Obstacle.neverRemovesOrders
                )
            )
        }
        return unknown
    }

    /// The keys of those invoices that the documents hold which the ledger follows.
    private func held(of invoices: [InvoiceName]) async throws(SyncError) -> Set<String> {
        let records = try await store.ledger(of: invoices.map(\.key))
        var query = DocumentQuery(limit: records.count)
        query.ids = Set(records.values.map(\.document))
        var held: Set<String> = []
        var page = try await store.documents(query)
        while let last = page.last {
            held.formUnion(page.flatMap(\.document.keys))
            query.after = last.document.id
            page = try await store.documents(query)
        }
        return held
    }

    /// Whether a document holds an invoice that the ledger does not know, such as one that is not synced yet.
    private func isHeld(_ invoice: InvoiceName) async throws(SyncError) -> Bool {
        var query = DocumentQuery(text: invoice.numar, limit: batchSize)
        var page = try await store.documents(query)
        while let last = page.last {
            if page.contains(where: { $0.document.keys.contains(invoice.key) }) { return true }
            query.after = last.document.id
            page = try await store.documents(query)
        }
        return false
    }
}

extension RawDocument {
    /// The keys of its invoices in the ledger, also of those that cannot be read.
    fileprivate var keys: [String] {
        ((try? read()) ?? []).compactMap { reading in
            let name =
                switch reading {
                case .invoice(let invoice): invoice.name
                case .unreadable(let invoice): invoice.name
                }
            return name.isWhole ? name.key : nil
        }
    }
}
