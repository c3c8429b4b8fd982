extension LatencyProfile.Work {
    /// What a request asks of a server with these rows.
    init(_ call: Call, _ route: Route?, in database: Database) {
        switch call.method {
        case .options:
            self = .describe
        case .get, .head:
            self = Self.reading(call, route, in: database)
        case .post:
            self = Self.creating(call, route, in: database)
        case .put, .patch, .delete:
            self = route?.table.map { .change($0) } ?? .other
        }
    }

    private static func reading(_ call: Call, _ route: Route?, in database: Database) -> Self {
        guard let route, let table = route.table else { return .other }
        return route.isList ? list(table, call.query, in: database) : .show(table)
    }

    private static func creating(_ call: Call, _ route: Route?, in database: Database) -> Self {
        guard case .object(let members) = call.payload, let route else { return .other }
        if case .search = route {
            return .search(
                Database.searches(in: members).compactMap { search in
                    let table: LatencyProfile.Table? =
                        switch search.model {
                        case "company": .companies
                        case "part": .parts
                        case "salesorder": .orders
                        default: nil
                        }
                    return table.map { list($0, search.query, in: database) }
                }
            )
        }
        guard let table = route.table else { return .other }
        guard route.isList else { return .change(table) }
        guard table == .parts, case .string(let name) = members["name"] else { return .create(table, behind: 0) }
        return .create(table, behind: database.parts.count(behind: name))
    }

    private static func list(_ table: LatencyProfile.Table, _ query: Query, in database: Database) -> Self {
        .list(table, size: database.count(of: table, query), LatencyProfile.Filter(query))
    }
}

extension LatencyProfile.Filter {
    /// The dearest filter of a query.
    init(_ query: Query) {
        if let expression = query.value("name_regex") ?? query.value("IPN_regex") {
            self = .expression(alternatives: Self.alternatives(expression))
        } else if let search = query.value("search") {
            self = query.isOn("search_regex") ? .expression(alternatives: Self.alternatives(search)) : .words
        } else {
            let isExact = ["name", "IPN", "reference", "order", "customer"].contains { query.value($0) != nil }
            self = isExact ? .exact : .none
        }
    }

    /// How many alternatives an expression has outside its inner groups.
    ///
    /// Those inside are tried only on rows that begin as the group does: a tree of prefixes is cheap.
    private static func alternatives(_ expression: String) -> Int {
        var depth = 0
        var count = 1
        for byte in expression.utf8 {
            switch byte {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "|") where depth <= 1: count += 1
            default: break
            }
        }
        return count
    }
}

extension Database {
    /// How many rows a list looks through: an index leaves out orders that are too old.
    fileprivate func count(of table: LatencyProfile.Table, _ query: Query) -> Int {
        switch table {
        case .companies: companies.count
        case .parts: parts.count
        case .orders: query.value("created_after").map { orders.count(createdAfter: $0) } ?? orders.count
        case .lines: lines.count
        case .extraLines: extraLines.count
        }
    }
}

extension Route {
    /// The table whose rows are listed or shown here.
    fileprivate var table: LatencyProfile.Table? {
        switch self {
        case .companies, .company: .companies
        case .parts, .part: .parts
        case .orders, .order, .orderAction: .orders
        case .lines, .line: .lines
        case .extraLines, .extraLine: .extraLines
        case .metadata(let row): row.model.table
        default: nil
        }
    }

    fileprivate var isList: Bool { [.companies, .parts, .orders, .lines, .extraLines].contains(self) }
}

extension MetadataRow.Model {
    fileprivate var table: LatencyProfile.Table {
        switch self {
        case .company: .companies
        case .part: .parts
        case .order: .orders
        case .line: .lines
        case .extraLine: .extraLines
        }
    }
}
