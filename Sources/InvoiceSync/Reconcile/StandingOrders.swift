import InvenTreeClient

/// All orders of the server, as they stood before the store was read.
///
/// Pure.
struct StandingOrders: Sendable {
    private let byDescription: [String: [SalesOrder]]
    private let byID: [SalesOrder.ID: SalesOrder]

    init(_ orders: [SalesOrder]) {
        byDescription = Dictionary(grouping: orders.sorted { $0.id < $1.id }, by: \.description)
        byID = Dictionary(orders.map { ($0.id, $0) }) { first, _ in first }
    }

    /// The orders with a description, the lowest pk first: that is the one which a sync takes.
    subscript(description: String) -> [SalesOrder] { byDescription[description] ?? [] }

    /// The order of an earlier sync, where somebody has given it another description.
    ///
    /// An order of the same pk on a server that was set up anew is none, nor is the order of another invoice.
    func renamed(_ former: InvoiceLog.Order?) -> SalesOrder? {
        guard let former, let order = byID[.init(former.id)], order.reference == former.reference,
            order.description != former.description, InvoiceName(orderDescription: order.description) == nil
        else { return nil }
        return order
    }

    /// The orders with a description as the sync makes it that no document of the store knows, by ascending pk.
    func unknown(to register: InvoiceRegister) -> [Discrepancy] {
        byID.values.sorted { $0.id < $1.id }.compactMap { order in
            guard order.isLive, !register.knows(order.description),
                let invoice = InvoiceName(orderDescription: order.description)
            else { return nil }
            return Discrepancy(
                kind: .orderUnknown,
                document: nil,
                invoice: invoice,
                order: order,
                detail: "no document of the store holds an invoice \(invoice.title)",
                obstacle: Obstacle.neverRemovesOrders
            )
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
        let prefix = "SERIE="
        guard text.hasPrefix(prefix), let separator = text.firstRange(of: ";NUMAR=") else { return nil }
        let serie = text[..<separator.lowerBound].dropFirst(prefix.count)
        let numar = text[separator.upperBound...]
        guard [serie, numar].allSatisfy({ $0.first?.isWhitespace == false && $0.last?.isWhitespace == false }) else {
            return nil
        }
        self.init(id: nil, serie: String(serie), numar: String(numar))
        guard orderDescription == text else { return nil }
    }
}
