import Foundation

/// What lines and extra lines of orders have in common.
extension Database {
    /// The rows of a list of lines, in no order but the one in which the database finds them.
    func rows<Row: OrderRow>(
        of table: LineTable<Row>,
        _ call: Call,
        matching: (Row) -> Bool = { _ in true },
        searching fields: (Row) -> [String]
    ) throws(Refusal) -> [Row] {
        let terms = try call.searchTerms()
        let order = try call.keyFilter("order") { orders[$0] != nil }
        let keys = order.map(table.keys(ofOrder:)) ?? table.keys
        // A search takes another way through the database, which finds the rows by their keys.
        return (terms == nil ? keys : keys.sorted()).compactMap { table[$0] }.filter { row in
            guard matching(row) else { return false }
            guard let terms else { return true }
            let texts = fields(row)
            return terms.match(folded: texts.map { ExactText(folding: $0) }) { texts }
        }
    }

    /// Reads the fields that both kinds of line have.
    func readCommon<Row: OrderRow>(from reader: inout FieldReader, price: String, into row: inout Row) {
        var order: Int? = row.order == 0 ? nil : row.order
        reader.key("order", isRequired: true, into: &order) { orders[$0] != nil }
        row.order = order ?? 0
        reader.link("link", into: &row.link)
        reader.text("notes", limit: 500, into: &row.notes)
        reader.quantity("quantity", into: &row.quantity)
        reader.text("reference", limit: 100, into: &row.reference)
        reader.price(price, allowsNegative: Row.self == SimulatedExtraLine.self, into: &row.amount)
        reader.currency("\(price)_currency", into: &row.currency)
        if version != .v391 {
            reader.key("project_code", into: &row.projectCode) { projectCodes[$0] != nil }
        }
        if version != .v391 || Row.self == SimulatedLine.self {
            reader.day("target_date", into: &row.targetDate)
        }
        if version == .v530 {
            reader.text("line", limit: 20, into: &row.label)
            reader.quantity("discount", into: &row.discount)
        }
    }

    /// Refuses a line of a locked order, under the key that this version uses.
    func checkUnlocked(linesOf order: Int) throws(Refusal) {
        guard let order = orders[order], isLocked(order) else { return }
        throw .field(version == .v391 ? "reference" : "non_field_errors", "A locked order takes no other lines")
    }

    /// Stores the order of a line that was just written.
    ///
    /// The server writes the whole order as it was read when the request came in, and so undoes what another request
    /// wrote to it meanwhile.
    ///
    /// - Throws: 500 where the total does not fit its field; the line stays written.
    mutating func saveHeader(of order: Int, opening: Opening, path: String) throws(Refusal) {
        guard let current = orders[order] else { return }
        let header = opening.header.flatMap { $0.pk == order ? $0 : nil } ?? current
        try save(header, path: path)
    }

    /// Deletes the lines that a list of keys names, which only API 530 allows.
    mutating func deleteRows<Row: OrderRow>(
        of table: WritableKeyPath<Database, LineTable<Row>>,
        _ call: Call
    ) throws(Refusal) -> Reply {
        guard case .array(let items) = try call.members()["items"], !items.isEmpty else {
            throw .whole("A list of keys must be sent")
        }
        for case .number(let text) in items {
            if let pk = Int(text) { _ = try deleteRow(pk, of: table, call, opening: Opening()) }
        }
        return .noContent
    }

    mutating func deleteRow<Row: OrderRow>(
        _ pk: Int,
        of table: WritableKeyPath<Database, LineTable<Row>>,
        _ call: Call,
        opening: Opening
    ) throws(Refusal) -> Reply {
        guard let row = self[keyPath: table][pk] else { throw .missing("line") }
        try checkUnlocked(linesOf: row.order)
        self[keyPath: table].remove(pk)
        try saveHeader(of: row.order, opening: opening, path: call.path)
        return .noContent
    }

    /// Writes the members that both kinds of line have, but for the price.
    func writeCommon(_ row: some OrderRow, to json: inout JSONWriter) {
        json.field("pk", row.pk)
        json.field("link", row.link)
        json.field("notes", row.notes)
        json.field("order", row.order)
        if version != .v391 { json.field("project_code", row.projectCode) }
        json.field("quantity", DecimalText.float(row.quantity))
        json.field("reference", row.reference)
        if version != .v391 || row is SimulatedLine { json.field("target_date", row.targetDate) }
        if version != .v391 { writeProjectCode(row.projectCode, to: &json) }
        if version == .v530 {
            json.field("line", row.label)
            json.field("discount", DecimalText.float(row.discount))
        }
    }
}
