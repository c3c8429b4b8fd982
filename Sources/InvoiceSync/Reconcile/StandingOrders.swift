import InvenTreeClient

/// All orders of the server, as they stood before the store was read.
///
/// Pure.
struct StandingOrders: Sendable {
    private let index: OrderIndex
    private let byID: [SalesOrder.ID: SalesOrder]

    init(_ orders: [SalesOrder]) {
        var index = OrderIndex()
        for order in orders { index.insert(order) }
        self.index = index
        byID = Dictionary(orders.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The orders of a description, also with a note behind it; the one that a sync takes first.
    subscript(description: String) -> [SalesOrder] { index.all(description) }

    /// The order that the ledger records for an invoice, if its description was edited.
    ///
    /// An order of that pk is another one if its reference differs or if its description names an invoice.
    func edited(_ recorded: LedgerRecord.Order?) -> SalesOrder? {
        guard let recorded, let order = byID[.init(recorded.id)], order.reference == recorded.reference,
            InvoiceName(orderDescription: order.description) == nil
        else { return nil }
        return order
    }

    /// The orders whose descriptions name an invoice, by ascending pk; cancelled ones do not count.
    var named: [(order: SalesOrder, invoice: InvoiceName)] {
        byID.values.filter(\.isLive).sorted { $0.id < $1.id }.compactMap { order in
            InvoiceName(orderDescription: order.description).map { (order, $0) }
        }
    }
}

extension SalesOrder {
    /// Whether the order is to be carried out: one that somebody cancelled is dealt with.
    var isLive: Bool { status != .cancelled }
}

extension InvoiceName {
    /// The invoice that an order's description names; nil where the sync makes no such description.
    init?(orderDescription text: String) {
        guard Self.mayBeNamed(by: text), let separator = text.firstRange(of: Self.numarKey) else { return nil }
        let serie = text[..<separator.lowerBound].dropFirst(Self.serieKey.count)
        let numar = text[separator.upperBound...]
        guard [serie, numar].allSatisfy({ $0.first?.isWhitespace == false && $0.last?.isWhitespace == false }) else {
            return nil
        }
        self.init(id: nil, serie: String(serie), numar: String(numar))
        guard orderDescription == text else { return nil }
    }
}
