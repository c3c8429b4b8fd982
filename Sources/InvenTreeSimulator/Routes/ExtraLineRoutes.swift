import Foundation

/// Lines of sales orders that name no part.
extension Database {
    func listExtraLines(_ call: Call) throws(Refusal) -> Reply {
        let page = Page(call.query)
        var rows = try rows(of: extraLines, call) { row in
            [row.quantity.description, row.notes, row.reference]
        }
        if let ordering = Ordering(call.query, known: ["quantity", "notes", "reference"]) {
            rows = ordering.sort(rows, bound: page.bound) { row in
                switch ordering.field {
                case "notes": ExactText(row.notes)
                case "reference": ExactText(row.reference)
                default: ExactText(row.quantity.description)
                }
            }
        }
        return page.reply(to: call, keys: rows.map(\.pk)) { json, pk in
            if let line = extraLines[pk] { write(line, query: call.query, to: &json) }
        }
    }

    func showExtraLine(_ pk: Int, _ call: Call) throws(Refusal) -> Reply {
        guard let line = extraLines[pk] else { throw .missing("line") }
        return .json { write(line, query: call.query, to: &$0) }
    }

    mutating func createExtraLine(_ call: Call, opening: Opening) throws(Refusal) -> Reply {
        let draft = SimulatedExtraLine(order: 0, currency: settings.defaultCurrency)
        var line = try read(try call.cleanMembers(), into: draft, mode: .create)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        line = extraLines.insert(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json(201) { write(line, query: call.query, to: &$0) }
    }

    mutating func updateExtraLine(_ pk: Int, _ call: Call, opening: Opening) throws(Refusal) -> Reply {
        guard let old = extraLines[pk] else { throw .missing("line") }
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        var line = try read(try call.cleanMembers(), into: old, mode: mode)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        extraLines.put(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json { write(line, query: call.query, to: &$0) }
    }

    private func read(
        _ members: JSONObject,
        into line: SimulatedExtraLine,
        mode: FieldReader.Mode
    ) throws(Refusal) -> SimulatedExtraLine {
        var line = line
        var reader = FieldReader(members, mode: mode, currencies: settings.currencies)
        reader.text("description", limit: 250, into: &line.description)
        readCommon(from: &reader, price: "price", into: &line)
        try reader.finish()
        try checkUnlocked(linesOf: line.order)
        return line
    }

    private func write(_ line: SimulatedExtraLine, query: Query, to json: inout JSONWriter) {
        json.object { json in
            writeCommon(line, to: &json)
            json.field("description", line.description)
            json.field("price", line.price.map(DecimalText.float))
            json.field("price_currency", line.currency)
            if version == .v530 {
                json.field("total_price", line.price.map { DecimalText.round($0 * line.quantity, to: 6).description })
            }
            if query.isOn("order_detail"), let order = orders[line.order] {
                json.member("order_detail") { write(order, as: .nested, query: Query([]), to: &$0) }
            }
        }
    }
}
