import Foundation

/// Lines of sales orders.
extension Database {
    func listLines(_ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        let page = Page(call.query)
        let details = details(call, as: .listed, for: user)
        let part = try call.keyFilter("part") { parts[$0] != nil }
        let hasPricing = call.query.flag("has_pricing")
        let isCompleted = call.query.flag("completed")
        let matches: (SimulatedLine) -> Bool = { row in
            (part == nil || row.part == part) && (hasPricing == nil || (row.salePrice != nil) == hasPricing)
                && (isCompleted == nil || (row.quantity <= 0) == isCompleted)
        }
        let rows = try rows(of: lines, call, matching: matches) { row in
            [row.part.flatMap { parts[$0]?.name } ?? "", row.quantity.description, row.reference]
        }
        let keys = sort(rows, call.query, bound: page.bound).map(\.pk)
        return page.reply(to: call, keys: keys) { json, pk in
            if let line = lines[pk] { write(line, as: .listed, details, to: &json) }
        }
    }

    private func sort(_ rows: [SimulatedLine], _ query: Query, bound: Int?) -> [SimulatedLine] {
        let known = lineOrderings([
            "customer", "order", "part", "part__name", "quantity", "allocated", "shipped", "reference", "sale_price",
            "target_date",
        ])
        guard let ordering = Ordering(query, known: known, traits) else { return rows }
        switch ordering.field {
        case "line": return ordering.sort(rows, bound: bound) { LineRank($0) }
        case "quantity": return ordering.sort(rows, bound: bound) { $0.quantity }
        case "sale_price": return ordering.sort(rows, bound: bound) { $0.salePrice }
        case "allocated", "shipped": return ordering.sort(rows, bound: bound) { _ in 0 }
        default:
            // By order the server walks the orders' index, which leaves the lines of one order as they lie.
            return ordering.sort(rows, bound: ordering.field == "order" ? nil : bound) { row in
                let order = orders[row.order]
                let text: String? =
                    switch ordering.field {
                    case "customer": order?.customer.flatMap { companies[$0]?.name }
                    case "order": order?.reference
                    case "reference": row.reference
                    case "target_date": row.targetDate
                    default: row.part.flatMap { parts[$0]?.name }
                    }
                return text.map { ExactText($0) }
            }
        }
    }

    func showLine(_ pk: Int, _ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        guard let line = lines[pk] else { throw .missing("line") }
        return .json { write(line, as: .detailed, details(call, as: .detailed, for: user), to: &$0) }
    }

    mutating func createLine(_ call: Call, by user: Accounts.User, opening: Opening) throws(Refusal) -> Reply {
        let draft = SimulatedLine(order: 0, part: nil, currency: lineCurrency)
        var line = try read(try call.cleanMembers(traits), into: draft, mode: .create)
        try checkNumber(line, path: call.path)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        line = lines.insert(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json(201) { write(line, as: .created, details(call, as: .created, for: user), to: &$0) }
    }

    mutating func updateLine(
        _ pk: Int,
        _ call: Call,
        by user: Accounts.User,
        opening: Opening
    ) throws(Refusal) -> Reply {
        guard let old = lines[pk] else { throw .missing("line") }
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        var line = try read(try call.cleanMembers(traits), into: old, mode: mode)
        try checkNumber(line, path: call.path)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        lines.put(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json { write(line, as: .updated, details(call, as: .updated, for: user), to: &$0) }
    }

    private func read(
        _ members: JSONObject,
        into line: SimulatedLine,
        mode: FieldReader.Mode
    ) throws(Refusal) -> SimulatedLine {
        var line = line
        var reader = FieldReader(members, mode: mode, currencies: settings.currencies)
        readCommon(from: &reader, price: "sale_price", into: &line)
        reader.key("part", into: &line.part) { parts[$0]?.isSalable == true }
        try reader.finish()
        var errors = FieldErrors()
        if line.part == nil {
            errors.add("part", "A part must be named")
        } else if line.part.flatMap({ parts[$0] })?.isSalable != true {
            errors.add("part", "This part may not stand here")
            errors.add("part", "A part on a sales order must be salable")
        }
        if !errors.isEmpty { throw Refusal(errors) }
        try checkUnlocked(linesOf: line.order)
        return line
    }

    private func write(_ line: SimulatedLine, as view: RowView, _ details: Details, to json: inout JSONWriter) {
        let order = orders[line.order]
        let isCounted = view != .created
        json.object { json in
            writeCommon(line, to: &json)
            writeOrder(of: line, details, to: &json)
            if isCounted { json.field("allocated", 0.0) }
            if details.customer, let customer = order?.customer.flatMap({ companies[$0] }) {
                json.member("customer_detail") { writeBrief(customer, to: &$0) }
            }
            json.member("overdue") { json in
                guard isCounted else { return json.null() }
                json.value(order.map(isOpen) == true && line.targetDate.map { $0 < today } ?? false)
            }
            json.field("part", line.part)
            if details.part, let part = line.part.flatMap({ parts[$0] }) {
                json.member("part_detail") { writeBrief(part, to: &$0) }
            }
            json.field("sale_price", line.salePrice.map(DecimalText.float))
            json.field("sale_price_currency", line.currency)
            json.field("shipped", 0.0)
            if isCounted {
                for name in ["available_stock", "available_variant_stock", "building", "on_order"] {
                    json.field(name, 0.0)
                }
            }
        }
    }
}
