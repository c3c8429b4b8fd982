import InvenTreeClient

/// The orders that are known, by their descriptions, whatever their customer (<doc:NameRules#Finding-the-order>).
///
/// An order is an invoice's by its exact description. It also is by a description that begins with that text and goes on
/// after white space: a note was added by hand.
///
/// Pure.
struct OrderIndex: NameIndex {
    private var orders: [SalesOrder.ID: SalesOrder] = [:]
    private var byDescription: [String: Set<SalesOrder.ID>] = [:]
    /// The orders with a note, by each beginning of their description that may name an invoice.
    private var byBeginning: [String: Set<SalesOrder.ID>] = [:]
    /// The descriptions of invoices whose numbers hold white space, which are few: an order that has one of them exactly is
    /// that invoice's, and no other's with a note.
    private var invoices: Set<String> = []

    static var kind: LockName.Kind { .order }

    static func names(of description: String) -> [String] { [description] }

    /// What an order is, its pending state above all, is asked of the server.
    static var isRemembered: Bool { false }

    static func isChosen(_ description: String) -> Bool { false }

    static func memo(of order: SalesOrder, for description: String) -> String? { nil }

    static func row(from memo: String, for description: String) -> SalesOrder? { nil }

    static func row(of match: (order: SalesOrder, warning: String?)?) -> SalesOrder? { match?.order }

    static func isCertain(_ match: (order: SalesOrder, warning: String?)?) -> Bool { match?.warning == nil }

    var count: Int { orders.count }

    subscript(id: SalesOrder.ID) -> SalesOrder? { orders[id] }

    mutating func expect(_ descriptions: Set<String>) {
        invoices.formUnion(descriptions.filter { !Self.beginnings(of: $0).isEmpty })
    }

    mutating func remove(_ order: SalesOrder) {
        guard let former = orders.removeValue(forKey: order.id) else { return }
        let description = AcceptableText.clean(former.description)
        byDescription.remove(former.id, under: description)
        for beginning in Self.beginnings(of: description) { byBeginning.remove(former.id, under: beginning) }
    }

    mutating func insert(_ order: SalesOrder) {
        remove(order)
        orders[order.id] = order
        let description = AcceptableText.clean(order.description)
        byDescription[description, default: []].insert(order.id)
        for beginning in Self.beginnings(of: description) { byBeginning[beginning, default: []].insert(order.id) }
    }

    /// The order of a description: one that has it exactly before one with a note, and of several the lowest pk.
    func match(_ description: String) -> (order: SalesOrder, warning: String?)? {
        let all = all(description)
        guard let order = all.first else { return nil }
        guard all.count == 1 else {
            let exact = byDescription[description]?.count ?? 0
            let what = exact > 1 ? "this description" : "this description, some with a note behind it"
            return (order, "\(all.count) orders have \(what): \(order.reference), pk \(order.id), is used")
        }
        return (order, Self.warning(about: order, of: description))
    }

    /// All orders of a description, the one that a sync takes first.
    func all(_ description: String) -> [SalesOrder] {
        let noted = byBeginning[description, default: []].sorted().compactMap { orders[$0] }
        return byDescription[description, default: []].sorted().compactMap { orders[$0] }
            + noted.filter { !invoices.contains(AcceptableText.clean($0.description)) }
    }

    /// A warning where an order's description was edited.
    static func warning(about order: SalesOrder, of description: String) -> String? {
        guard AcceptableText.clean(order.description) != description else { return nil }
        return
            "the description of order \(order.reference) was edited to “\(order.description)”; the order is used all the same"
    }

    /// The beginnings of a description that end before white space and may name an invoice.
    static func beginnings(of description: String) -> [String] {
        guard InvoiceName.mayBeNamed(by: description), let number = description.firstRange(of: InvoiceName.numarKey)
        else {
            return []
        }
        var beginnings: [String] = []
        var isAfterSpace = true
        for index in description[number.upperBound...].indices {
            let isSpace = description[index].isWhitespace
            if isSpace, !isAfterSpace { beginnings.append(String(description[..<index])) }
            isAfterSpace = isSpace
        }
        return beginnings
    }
}

extension [String: Set<SalesOrder.ID>] {
    fileprivate mutating func remove(_ id: SalesOrder.ID, under key: String) {
        self[key]?.remove(id)
        if self[key]?.isEmpty ?? false { self[key] = nil }
    }
}
