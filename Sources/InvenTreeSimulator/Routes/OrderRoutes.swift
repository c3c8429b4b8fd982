import Foundation

/// Sales orders.
extension Database {
    func showOrder(_ pk: Int, _ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        let order = try order(pk)
        return .json { write(order, as: .detailed, details(call, as: .detailed, for: user), to: &$0) }
    }

    func order(_ pk: Int) throws(Refusal) -> SimulatedOrder {
        guard let order = orders[pk] else { throw .missing("sales order") }
        return order
    }

    mutating func createOrder(_ call: Call, by user: Accounts.User, opening: Opening) throws(Refusal) -> Reply {
        var draft = SimulatedOrder(customer: 0, creationDate: today)
        draft.customer = nil
        draft.createdBy = user.pk
        let members = try call.cleanMembers(traits)
        if let reference = opening.reference {
            draft.reference = reference
            if !opening.wasReferenceTaken, orders.hasReference(reference) {
                _ = try read(members, into: draft, mode: .create, checksReference: false)
                throw loseReference(call)
            }
        }
        var order = try read(members, into: draft, mode: .create)
        order.referenceNumber = settings.referencePattern.number(in: order.reference)
        order.updatedAt = minute
        order = orders.insert(order)
        return .json(201) { write(order, as: .created, details(call, as: .created, for: user), to: &$0) }
    }

    /// The answer to an order whose reference went to another one that came at the same time.
    private mutating func loseReference(_ call: Call) -> Refusal {
        guard races.loseReference() else { return .field("reference", "An order has this reference") }
        orders.burnKey()
        return .crash(.integrity, path: call.path)
    }

    mutating func updateOrder(
        _ pk: Int,
        _ call: Call,
        by user: Accounts.User,
        opening: Opening
    ) throws(Refusal) -> Reply {
        let current = try order(pk)
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        let order = try read(try call.cleanMembers(traits), into: opening.header ?? current, mode: mode)
        try checkUnlocked(current)
        try save(order, path: call.path)
        return .json { write(order, as: .updated, details(call, as: .updated, for: user), to: &$0) }
    }

    /// Refuses a write to the header of a locked order.
    func checkUnlocked(_ order: SimulatedOrder) throws(Refusal) {
        if isLocked(order) { throw .field("reference", "A locked order cannot be changed") }
    }

    mutating func deleteOrder(_ pk: Int) throws(Refusal) -> Reply {
        _ = try order(pk)
        orders.remove(pk)
        lines.remove(ofOrder: pk)
        extraLines.remove(ofOrder: pk)
        return .noContent
    }

    // MARK: Fields

    private func read(
        _ members: JSONObject,
        into order: SimulatedOrder,
        mode: FieldReader.Mode,
        checksReference: Bool = true
    ) throws(Refusal) -> SimulatedOrder {
        var order = order
        var creationDate: String? = order.creationDate
        var reader = FieldReader(members, mode: mode, currencies: settings.currencies)
        reader.day("creation_date", into: &creationDate)
        reader.day("issue_date", into: &order.issueDate)
        reader.day("start_date", into: &order.startDate)
        reader.day("target_date", into: &order.targetDate)
        reader.text("description", limit: 250, into: &order.description)
        reader.link("link", into: &order.link)
        reader.key("project_code", into: &order.projectCode) { projectCodes[$0] != nil }
        if reader.wasSent("reference") || mode == .replace {
            reader.text("reference", limit: .max, isRequired: true, into: &order.reference)
        }
        if mode != .create || traits.storesNotesOnCreation { reader.text("notes", limit: 50_000, into: &order.notes) }
        reader.key("responsible", into: &order.responsible) { accounts[$0] != nil }
        if traits.customStatusIsNull, let key = members["status_custom_key"], key != .null {
            reader.refuse("status_custom_key", "No custom status has this key")
        }
        reader.key("customer", into: &order.customer) { companies[$0]?.isCustomer == true }
        reader.text("customer_reference", limit: 64, into: &order.customerReference)
        reader.currency("order_currency", into: &order.currency)
        try reader.finish()
        order.creationDate = creationDate ?? today
        try check(order, checksReference: checksReference)
        return order
    }

    /// Checks the row as a whole, which the server does after it has read all fields.
    private func check(_ order: SimulatedOrder, checksReference: Bool) throws(Refusal) {
        var errors = FieldErrors()
        if order.customer == nil {
            errors.add("customer", "A customer must be named")
        } else if order.customer.flatMap({ companies[$0] })?.isCustomer != true {
            errors.add("customer", "This company is no customer")
        }
        if order.responsible == nil, settings.isOn("SALESORDER_REQUIRE_RESPONSIBLE") {
            errors.add("responsible", "An owner must be named")
        }
        if checksReference { check(reference: order.reference, of: order.pk, &errors) }
        if let start = order.startDate, let target = order.targetDate, start > target {
            errors.add("target_date", "The order is due before it starts")
            errors.add("start_date", "The order starts after it is due")
        }
        if !errors.isEmpty { throw Refusal(errors) }
    }

    private func check(reference: String, of pk: Int, _ errors: inout FieldErrors) {
        if reference.unicodeScalars.count > 64 { errors.add("reference", "At most 64 characters are allowed") }
        if !settings.referencePattern.matches(reference) {
            errors.add("reference", "The reference must match \(settings.referencePattern.source)")
        }
        if !errors.contains("reference"), orders.hasReference(reference, besides: pk) {
            errors.add("reference", "An order has this reference")
        }
    }

    // MARK: Status

    mutating func carryOut(
        _ action: OrderAction,
        on pk: Int,
        _ call: Call,
        opening: Opening
    ) throws(Refusal) -> Reply {
        let current = try order(pk)
        let members = try call.cleanMembers(traits)
        var order = opening.header ?? current
        switch action {
        case .issue:
            guard [.pending, .onHold].contains(order.status) else { break }
            order.status = .inProgress
            order.issueDate = today
            try save(order, path: call.path)
        case .hold:
            guard [.pending, .inProgress].contains(order.status) else { break }
            order.status = .onHold
            try save(order, path: call.path)
        case .cancel:
            guard isOpen(order) else { break }
            order.status = .cancelled
            try save(order, path: call.path)
        case .complete:
            return try complete(order, members, path: call.path)
        }
        return .json(201) { $0.object { _ in } }
    }

    private mutating func complete(
        _ order: SimulatedOrder,
        _ members: JSONObject,
        path: String
    ) throws(Refusal) -> Reply {
        var order = order
        var accepts = false
        var reader = FieldReader(members, mode: .create)
        reader.flag("accept_incomplete", into: &accepts)
        try reader.finish()
        if [.complete, .cancelled].contains(order.status) {
            throw .whole("An order that is complete or cancelled cannot be completed")
        }
        let isIncomplete = lines.rows(ofOrder: order.pk).contains { row in
            row.quantity > 0 && row.part.flatMap { parts[$0] }?.isVirtual != true
        }
        if isIncomplete && !accepts { throw .field("accept_incomplete", "Some lines were not shipped") }
        let skipsShipping = settings.isOn("SALESORDER_SHIP_COMPLETE")
        order.status = skipsShipping || order.status == .shipped ? .complete : .shipped
        order.shipmentDate = order.shipmentDate ?? today
        try save(order, path: path)
        return .json(201) { json in
            json.object { if reader.wasSent("accept_incomplete") { $0.field("accept_incomplete", accepts) } }
        }
    }

    func showStatuses() -> Reply {
        .json { json in
            json.object { json in
                json.field("status_class", "SalesOrderStatus")
                json.member("values") { json in
                    json.object { json in
                        for status in OrderStatus.allCases { Self.write(status, to: &json) }
                    }
                }
            }
        }
    }

    private static func write(_ status: OrderStatus, to json: inout JSONWriter) {
        let name = status.label.uppercased().replacing(" ", with: "_")
        json.member(name) { json in
            json.object { json in
                json.field("key", status.rawValue)
                json.field("name", name)
                json.field("label", status.label)
                json.field("color", [.shipped, .complete].contains(status) ? "success" : "primary")
            }
        }
    }
}
