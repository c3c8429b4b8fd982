import Foundation

/// Lines of sales orders.
extension Database {
    func listLines(_ call: Call) throws(Refusal) -> Reply {
        let page = Page(call.query)
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
            if let line = lines[pk] { write(line, as: .listed, query: call.query, to: &json) }
        }
    }

    private func sort(_ rows: [SimulatedLine], _ query: Query, bound: Int?) -> [SimulatedLine] {
        let known = [
            "customer", "order", "part", "part__name", "quantity", "allocated", "shipped", "reference", "sale_price",
            "target_date",
        ]
        guard let ordering = Ordering(query, known: known) else { return rows }
        switch ordering.field {
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

    func showLine(_ pk: Int, _ call: Call) throws(Refusal) -> Reply {
        guard let line = lines[pk] else { throw .missing("line") }
        return .json { write(line, as: .detailed, query: call.query, to: &$0) }
    }

    mutating func createLine(_ call: Call, opening: Opening) throws(Refusal) -> Reply {
        let draft = SimulatedLine(order: 0, part: nil, currency: settings.defaultCurrency)
        var line = try read(try call.cleanMembers(), into: draft, mode: .create)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        line = lines.insert(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json(201) { write(line, as: .created, query: call.query, to: &$0) }
    }

    mutating func updateLine(_ pk: Int, _ call: Call, opening: Opening) throws(Refusal) -> Reply {
        guard let old = lines[pk] else { throw .missing("line") }
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        var line = try read(try call.cleanMembers(), into: old, mode: mode)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        lines.put(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json { write(line, as: .detailed, query: call.query, to: &$0) }
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

    private func write(_ line: SimulatedLine, as view: RowView, query: Query, to json: inout JSONWriter) {
        let order = orders[line.order]
        let isCounted = view != .created
        json.object { json in
            writeCommon(line, to: &json)
            if query.isOn("order_detail"), let order {
                json.member("order_detail") { write(order, as: .nested, query: Query([]), to: &$0) }
            }
            if isCounted { json.field("allocated", 0.0) }
            if query.isOn("customer_detail"), let customer = order?.customer.flatMap({ companies[$0] }) {
                json.member("customer_detail") { writeBrief(customer, to: &$0) }
            }
            json.member("overdue") { json in
                guard isCounted else { return json.null() }
                json.value(order?.status.isOpen == true && line.targetDate.map { $0 < today } ?? false)
            }
            json.field("part", line.part)
            if query.isOn("part_detail"), let part = line.part.flatMap({ parts[$0] }) {
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
