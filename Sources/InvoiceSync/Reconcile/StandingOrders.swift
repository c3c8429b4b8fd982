import InvenTreeClient

/// The orders that may be those of some invoices, as they stand on the server.
///
/// Pure.
struct StandingOrders: Sendable {
    private var index = OrderIndex()

    /// - Parameter orders: The orders; others than those of the invoices do no harm.
    init(_ orders: [SalesOrder]) {
        for order in orders { index.insert(order) }
    }

    /// The orders of a description, also with a note behind it; the one that a sync takes first.
    subscript(description: String) -> [SalesOrder] { index.all(description) }
}

extension SalesOrder {
    /// Whether the order is to be carried out: one that somebody cancelled is dealt with.
    var isLive: Bool { status != .cancelled }

    /// The invoice that its description names; `nil` if it names none, and of a cancelled order.
    var namedInvoice: InvoiceName? { isLive ? InvoiceName(orderDescription: description) : nil }
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
