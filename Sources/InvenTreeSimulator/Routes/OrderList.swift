import Foundation

/// The list of sales orders, and how answers show them.
extension Database {
    func listOrders(_ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        let page = Page(call.query)
        let details = details(call, as: .listed, for: user)
        let keys = try orderKeys(call, bound: page.bound)
        return page.reply(to: call, keys: keys) { json, pk in
            if let order = orders[pk] { write(order, as: .listed, details, to: &json) }
        }
    }

    private static let orderings = [
        "creation_date", "created_by", "reference", "customer__name", "customer_reference", "status", "start_date",
        "target_date", "line_items", "shipment_date", "total_price", "project_code",
    ]

    private func orderKeys(_ call: Call, bound: Int?) throws(Refusal) -> [Int] {
        let terms = try call.searchTerms()
        let filters = try orderFilters(call, terms)
        let reference = try call.textFilter("reference").map { ExactText(folding: $0) }
        let orderings = Self.orderings + (traits.ordersShowTheirUpdate ? ["updated_at"] : [])
        let ordering = Ordering(call.query, known: orderings, traits)
        let keys: [Int]
        if let reference {
            keys = orders.sortedByReference(orders.keys(foldedReference: reference))
        } else if ordering != nil {
            // Rows that are to be sorted come as the database finds them.
            keys = orders.keysAsFound
        } else if let terms, let found = orderKeys(for: terms) {
            keys = orders.sortedByReference(found)
        } else {
            keys = orders.keysByReference
        }
        if filters.isEmpty, ordering == nil { return keys }
        let found = orders.filter(keys) { order in filters.allSatisfy { $0(order) } }
        guard let ordering else { return found }
        return sort(found.compactMap { orders[$0] }, ordering, bound: bound).map(\.pk)
    }

    /// The orders that a search may find by their own text, their customer's name or their project code.
    private func orderKeys(for terms: SearchTerms) -> Set<Int>? {
        guard let indexed = terms.indexed, let own = orders.keys(for: terms), let named = companies.keys(for: terms)
        else { return nil }
        var found = Set(own)
        for customer in named { found.formUnion(orders.keys(ofCustomer: customer)) }
        let codes = projectCodes.rows.filter { ExactText(folding: $0.code).contains(indexed) }.map(\.pk)
        guard codes.isEmpty else { return nil }
        return found
    }

    private func sort(_ rows: [SimulatedOrder], _ ordering: Ordering, bound: Int?) -> [SimulatedOrder] {
        switch ordering.field {
        case "reference": ordering.sort(rows, bound: bound) { OrderTable.Rank($0) }
        case "status": ordering.sort(rows, bound: bound) { $0.status.rawValue }
        case "created_by": ordering.sort(rows, bound: bound) { $0.createdBy }
        case "line_items": ordering.sort(rows, bound: bound) { lines.keys(ofOrder: $0.pk).count }
        case "total_price": ordering.sort(rows, bound: bound) { total(of: $0) }
        default:
            ordering.sort(rows, bound: bound) { order in
                let text: String? =
                    switch ordering.field {
                    case "creation_date": order.creationDate
                    case "updated_at": order.updatedAt
                    case "customer__name": order.customer.flatMap { companies[$0]?.name }
                    case "customer_reference": order.customerReference
                    case "start_date": order.startDate
                    case "target_date": order.targetDate
                    case "shipment_date": order.shipmentDate
                    default: order.projectCode.flatMap { projectCodes[$0]?.code }
                    }
                return text.map { ExactText($0) }
            }
        }
    }

    // MARK: Filters

    private typealias OrderFilter = (SimulatedOrder) -> Bool

    private func orderFilters(_ call: Call, _ terms: SearchTerms?) throws(Refusal) -> [OrderFilter] {
        var filters: [OrderFilter] = try keyFilters(call) + dateFilters(call)
        let flags: [(String, OrderFilter)] = [
            ("outstanding", isOpen), ("overdue", isOverdue),
            ("has_project_code", { $0.projectCode != nil }), ("has_start_date", { $0.startDate != nil }),
            ("has_target_date", { $0.targetDate != nil }),
        ]
        for (name, value) in flags {
            if let wanted = call.query.flag(name) { filters.append { value($0) == wanted } }
        }
        if let terms { filters.append { order in matches(order, terms) } }
        return filters
    }

    private func keyFilters(_ call: Call) throws(Refusal) -> [OrderFilter] {
        var filters: [OrderFilter] = []
        if let text = call.query.value("status") {
            guard let status = DecimalText.parse(text) else { throw .field("status", "This is no number") }
            filters.append { Decimal($0.status.rawValue) == status }
        }
        if let customer = try call.keyFilter("customer", isKnown: { companies[$0]?.isCustomer == true }) {
            filters.append { $0.customer == customer }
        }
        if let code = try call.keyFilter("project_code", isKnown: { projectCodes[$0] != nil }) {
            filters.append { $0.projectCode == code }
        }
        if let user = try call.keyFilter("created_by", isKnown: { accounts[$0] != nil }) {
            filters.append { $0.createdBy == user }
        }
        if let part = try call.keyFilter("part", isKnown: { parts[$0] != nil }) {
            let found = Set(lines.rows.filter { $0.part == part }.map(\.order))
            filters.append { found.contains($0.pk) }
        }
        return filters
    }

    private func dateFilters(_ call: Call) throws(Refusal) -> [OrderFilter] {
        let fields: [(name: String, day: (SimulatedOrder) -> String?)] = [
            ("created", \.creationDate), ("start_date", \.startDate), ("target_date", \.targetDate),
            ("completed", \.shipmentDate),
        ]
        var filters: [OrderFilter] = []
        for (name, day) in fields {
            if let limit = try createdFilter("\(name)_after", call) {
                filters.append { order in day(order).map { $0 > limit } ?? false }
            }
            if let limit = try createdFilter("\(name)_before", call) {
                filters.append { order in day(order).map { $0 < limit } ?? false }
            }
        }
        if traits.ordersShowTheirUpdate {
            // A time compares with a day as with its midnight, so that the day itself comes after it.
            if let limit = try call.dayFilter("updated_after") { filters.append { $0.updatedAt > limit } }
            if let limit = try call.dayFilter("updated_before") { filters.append { $0.updatedAt < limit } }
        }
        if let limit = try call.dayFilter("min_date") {
            filters.append { Self.calendarDays(of: $0).contains { $0 >= limit } }
        }
        if let limit = try call.dayFilter("max_date") {
            filters.append { Self.calendarDays(of: $0).contains { $0 <= limit } }
        }
        return filters
    }

    /// A filter by day; those by day of creation break an old server.
    private func createdFilter(_ name: String, _ call: Call) throws(Refusal) -> String? {
        let day = try call.dayFilter(name)
        if day != nil, !traits.filtersOrdersByCreation, name.hasPrefix("created") {
            throw .crash(.type, path: call.path)
        }
        return day
    }

    /// The days by which `min_date` and `max_date` find an order.
    private static func calendarDays(of order: SimulatedOrder) -> [String] {
        var days = [order.startDate, order.targetDate].compactMap { $0 }
        if order.startDate == nil { days.append(order.issueDate ?? order.creationDate) }
        return days
    }

    private func matches(_ order: SimulatedOrder, _ terms: SearchTerms) -> Bool {
        var folded = [order.searchText]
        var fields: [String] = []
        if let customer = order.customer.flatMap({ companies[$0] }) {
            folded.append(ExactText(folding: customer.name))
            fields.append(customer.name)
        }
        if let code = order.projectCode.flatMap({ projectCodes[$0] })?.code {
            folded.append(ExactText(folding: code))
            fields.append(code)
        }
        return terms.match(folded: folded) { order.searchFields + fields }
    }

    // MARK: JSON

    func write(_ order: SimulatedOrder, as view: RowView, _ details: Details, to json: inout JSONWriter) {
        let isCounted = view != .created && view != .nested
        let rows = isCounted ? lines.rows(ofOrder: order.pk) : []
        json.object { json in
            json.field("pk", order.pk)
            json.member("created_by") { writeUser(order.createdBy, to: &$0) }
            json.field("creation_date", order.creationDate)
            json.field("issue_date", order.issueDate)
            json.field("start_date", order.startDate)
            json.field("target_date", order.targetDate)
            json.field("description", order.description)
            json.field("line_items", isCounted ? rows.count : nil)
            json.field("completed_lines", isCounted ? rows.count { $0.quantity <= 0 } : nil)
            json.field("link", order.link)
            json.field("project_code", order.projectCode)
            json.field("reference", order.reference)
            json.field("responsible", order.responsible)
            for name in ["contact", "address"] { json.null(name) }
            json.field("status", order.status.rawValue)
            json.field("status_text", order.status.label)
            json.field("status_custom_key", traits.customStatusIsNull ? nil : order.status.rawValue)
            if view != .listed, view != .created || traits.writesShowDetails { json.field("notes", order.notes) }
            json.field("barcode_hash", "")
            json.member("overdue") { if isCounted { $0.value(isOverdue(order)) } else { $0.null() } }
            for name in ["address_detail", "contact_detail"] { json.null(name) }
            json.member("responsible_detail") { writeOwner(order.responsible, to: &$0) }
            writeProjectCode(order.projectCode, to: &json)
            json.field("customer", order.customer)
            if details.customer, let customer = order.customer.flatMap({ companies[$0] }) {
                json.member("customer_detail") { writeBrief(customer, to: &$0) }
            }
            json.field("customer_reference", order.customerReference)
            json.field("shipment_date", order.shipmentDate)
            let showsTotal = view != .nested || details.orderTotal
            json.field("total_price", showsTotal ? total(of: order).map(DecimalText.float) : nil)
            json.field("order_currency", order.currency)
            json.field("shipments_count", isCounted ? 0 : nil)
            json.field("completed_shipments_count", isCounted ? 0 : nil)
            if traits.ordersShowTheirUpdate { json.field("updated_at", order.updatedAt) }
            if traits.hasMinorFields { json.field("allocated_lines", isCounted ? 0 : nil) }
            writeAdditions(as: view, to: &json)
        }
    }

    /// Writes the two members that spell a project code out.
    func writeProjectCode(_ pk: Int?, to json: inout JSONWriter) {
        let code = pk.flatMap { projectCodes[$0] }
        json.member("project_code_detail") { json in
            if let code { write(code, to: &json) } else { json.null() }
        }
        json.field("project_code_label", code?.code)
    }

    func write(_ code: ProjectCode, to json: inout JSONWriter) {
        json.object { json in
            json.field("pk", code.pk)
            json.field("code", code.code)
            json.field("description", code.description)
            if traits.hasMinorFields { json.field("active", true) }
            json.null("responsible")
            json.null("responsible_detail")
        }
    }
}
