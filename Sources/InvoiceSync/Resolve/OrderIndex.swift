import InvenTreeClient

/// The orders that are known, by their exact description, whatever their customer (sync.md section 3).
///
/// Pure.
struct OrderIndex: NameIndex {
    private var byDescription: [String: [SalesOrder.ID: SalesOrder]] = [:]

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
