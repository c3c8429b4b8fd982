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
        return (terms == nil && !traits.listsLinesByKey ? keys : keys.sorted()).compactMap { table[$0] }.filter { row in
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
        if traits.linesHaveProjectCodes {
            reader.key("project_code", into: &row.projectCode) { projectCodes[$0] != nil }
        }
        if traits.linesHaveProjectCodes || Row.self == SimulatedLine.self {
            reader.day("target_date", into: &row.targetDate)
        }
        if traits.linesHaveNumbers { reader.text("line", limit: 20, into: &row.number) }
        if traits.linesHaveDiscounts { reader.percentage("discount", into: &row.discount) }
    }

    /// Refuses a line of a locked order, under the key that this version uses.
    func checkUnlocked(linesOf order: Int) throws(Refusal) {
        guard let order = orders[order], isLocked(order) else { return }
        throw .field(traits.lockedLineField, "A locked order takes no other lines")
    }

    /// Fails as the database does on a line's number that it cannot hold.
    func checkNumber(_ row: some OrderRow, path: String) throws(Refusal) {
        if row.sortNumber == nil { throw .crash(.data, path: path) }
    }

    /// The currency of a line that names none.
    var lineCurrency: String {
        traits.linesTakePresentCurrency ? settings.defaultCurrency : settings.firstDefaultCurrency
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

    /// Deletes the lines that a list of keys names, or every line of the server with `?all=true`, whatever else is sent.
    ///
    /// differences-530.md, 3.3: nothing is deleted when one of the lines belongs to a locked order.
    mutating func deleteRows<Row: OrderRow>(
        of table: WritableKeyPath<Database, LineTable<Row>>,
        _ call: Call
    ) throws(Refusal) -> Reply {
        let rows = try rowsToDelete(from: self[keyPath: table], call)
        for row in rows { try checkUnlocked(linesOf: row.order) }
        for row in rows { self[keyPath: table].remove(row.pk) }
        for order in Set(rows.map(\.order)) { try saveHeader(of: order, opening: Opening(), path: call.path) }
        return .json { $0.object { $0.field("success", "\(rows.count) lines were deleted") } }
    }

    private func rowsToDelete<Row: OrderRow>(from table: LineTable<Row>, _ call: Call) throws(Refusal) -> [Row] {
        if call.query.isOn("all") { return table.rows }
        guard case .array(let items) = try call.members()["items"], !items.isEmpty else {
            throw .bulk("A list of keys must be sent")
        }
        var rows: [Row] = []
        for item in items {
            guard let pk = FieldReader.key(item) else { throw .bulk("The list holds something that is no key") }
            if let row = table[pk], !rows.contains(where: { $0.pk == pk }) { rows.append(row) }
        }
        guard !rows.isEmpty else { throw .bulk("None of these keys exists") }
        return rows
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
        if traits.linesHaveProjectCodes { json.field("project_code", row.projectCode) }
        json.field("quantity", DecimalText.float(row.quantity))
        json.field("reference", row.reference)
        if traits.linesHaveProjectCodes || row is SimulatedLine { json.field("target_date", row.targetDate) }
        if traits.linesHaveProjectCodes { writeProjectCode(row.projectCode, to: &json) }
        if traits.linesHaveNumbers { json.field("line", row.number) }
        if traits.linesHaveDiscounts { json.field("discount", DecimalText.float(row.discount)) }
    }

    /// Writes the order of a line where the response shows it.
    func writeOrder(of row: some OrderRow, _ details: Details, to json: inout JSONWriter) {
        guard details.order, let order = orders[row.order] else { return }
        json.member("order_detail") { write(order, as: .nested, Details(orderTotal: details.orderTotal), to: &$0) }
    }

    /// The values that a list of lines can be sorted by.
    func lineOrderings(_ known: [String]) -> [String] {
        traits.linesHaveNumbers ? known + ["line"] : known
    }
}

/// The order of lines by their `line`: by its number, then by its text.
struct LineRank: Comparable {
    let number: Int
    let text: ExactText

    init(_ row: some OrderRow) {
        number = row.sortNumber ?? 0
        text = ExactText(row.number)
    }

    static func < (left: LineRank, right: LineRank) -> Bool {
        left.number == right.number ? left.text < right.text : left.number < right.number
    }
}
