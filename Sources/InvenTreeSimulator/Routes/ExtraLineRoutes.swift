import Foundation

/// Lines of sales orders that name no part.
extension Database {
    func listExtraLines(_ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        let page = Page(call.query)
        let details = details(call, as: .listed, for: user)
        var rows = try rows(of: extraLines, call) { row in
            [row.quantity.description, row.notes, row.reference]
        }
        if let ordering = Ordering(call.query, known: lineOrderings(["quantity", "notes", "reference"]), traits) {
            rows =
                switch ordering.field {
                case "line": ordering.sort(rows, bound: page.bound) { LineRank($0) }
                case "notes": ordering.sort(rows, bound: page.bound) { ExactText($0.notes) }
                case "reference": ordering.sort(rows, bound: page.bound) { ExactText($0.reference) }
                default: ordering.sort(rows, bound: page.bound) { ExactText($0.quantity.description) }
                }
        }
        return page.reply(to: call, keys: rows.map(\.pk)) { json, pk in
            if let line = extraLines[pk] { write(line, details, to: &json) }
        }
    }

    func showExtraLine(_ pk: Int, _ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        guard let line = extraLines[pk] else { throw .missing("line") }
        return .json { write(line, details(call, as: .detailed, for: user), to: &$0) }
    }

    mutating func createExtraLine(
        _ call: Call,
        by user: Accounts.User,
        opening: Opening
    ) throws(Refusal) -> Reply {
        let draft = SimulatedExtraLine(order: 0, currency: lineCurrency)
        var line = try read(try call.cleanMembers(traits), into: draft, mode: .create)
        try checkNumber(line, path: call.path)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        line = extraLines.insert(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json(201) { write(line, details(call, as: .created, for: user), to: &$0) }
    }

    mutating func updateExtraLine(
        _ pk: Int,
        _ call: Call,
        by user: Accounts.User,
        opening: Opening
    ) throws(Refusal) -> Reply {
        guard let old = extraLines[pk] else { throw .missing("line") }
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        var line = try read(try call.cleanMembers(traits), into: old, mode: mode)
        try checkNumber(line, path: call.path)
        let sent = line.quantity
        line.quantity = DecimalText.round(sent, to: 5)
        extraLines.put(line)
        try saveHeader(of: line.order, opening: opening, path: call.path)
        line.quantity = sent
        return .json { write(line, details(call, as: .updated, for: user), to: &$0) }
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
        if traits.extraLinesHaveContext { line.context = members["context"] ?? line.context }
        try reader.finish()
        try checkUnlocked(linesOf: line.order)
        return line
    }

    private func write(_ line: SimulatedExtraLine, _ details: Details, to json: inout JSONWriter) {
        json.object { json in
            writeCommon(line, to: &json)
            json.field("description", line.description)
            json.field("price", line.price.map(DecimalText.float))
            json.field("price_currency", line.currency)
            if traits.extraLinesHaveContext { json.member("context") { $0.value(line.context) } }
            if traits.linesHaveDiscounts {
                json.field("total_price", line.total.map { DecimalText.float(DecimalText.round($0, to: 6)) })
            }
            writeOrder(of: line, details, to: &json)
        }
    }
}
