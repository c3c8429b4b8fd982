import InvenTreeClient

/// The orders that are known, by their exact description, whatever their customer (sync.md section 3).
///
/// Pure.
struct OrderIndex: NameIndex {
    private var byDescription: [String: [SalesOrder.ID: SalesOrder]] = [:]

    static var kind: LockName.Kind { .order }

    static func names(of description: String) -> [String] { [description] }

    /// What an order is, its pending state above all, is asked of the server.
    static var isRemembered: Bool { false }

    static func memo(of order: SalesOrder, for description: String) -> String? { nil }

    static func row(from memo: String) -> SalesOrder? { nil }

    static func row(of match: (order: SalesOrder, warning: String?)?) -> SalesOrder? { match?.order }

    var count: Int { byDescription.count }

    mutating func remove(_ order: SalesOrder) {
        byDescription[order.description]?[order.id] = nil
        if byDescription[order.description]?.isEmpty ?? false { byDescription[order.description] = nil }
    }

    mutating func insert(_ order: SalesOrder) {
        byDescription[order.description, default: [:]][order.id] = order
    }

    /// The order with a description; of several the lowest pk, with a warning.
    func match(_ description: String) -> (order: SalesOrder, warning: String?)? {
        guard let orders = byDescription[description], let order = orders.values.min(by: { $0.id < $1.id }) else {
            return nil
        }
        let warning = "\(orders.count) orders have this description: taken the lowest pk, \(order.id)"
        return (order, orders.count > 1 ? warning : nil)
    }
}
