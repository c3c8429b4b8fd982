/// What finding names costs the server, and so which way to find them is cheapest.
///
/// Pure.
///
/// The numbers are milliseconds of processor time, Python and PostgreSQL, measured on a server with 5,000 companies,
/// 20,000 parts and 50,000 orders; only their ratios count.
struct LookupCost: Sendable {
    /// A way to find names; each of them finds all of them.
    enum Way: Hashable, Sendable {
        /// There is nothing to be found.
        case none
        /// One request, or a few, with an expression of all the names.
        case search
        /// Every row.
        case list
    }

    /// One request.
    let request: Double
    /// One row of an answer.
    let row: Double
    /// How many texts of a row an expression is tried on.
    let texts: Double

    /// Trying an expression on one text: what it costs in any case, and what each name in it adds.
    private static let text = 0.005
    private static let textPerName = 0.000_07

    /// How many names one expression takes at most: databases are slow at larger ones.
    static let namesPerSearch = 200

    /// By name, description, website and tax code.
    static let company = LookupCost(request: 25, row: 0.16, texts: 4)
    /// By code and, in a request of its own, by name; the server finds much out about each part.
    static let part = LookupCost(request: 70, row: 1.4, texts: 2)
    /// By description, customer's name, two references and project code.
    static let order = LookupCost(request: 35, row: 1.1, texts: 5)

    /// The cheapest way to find the names of this batch and of those to come.
    ///
    /// A list is worth one request more: after it nothing is asked again.
    ///
    /// - Parameters:
    ///   - names: How many names this batch lacks.
    ///   - rows: How many rows the server has.
    ///   - batches: How many batches of so many names are to come, this one included: they share the cost of a list.
    /// - Returns: The way, the same for all those batches.
    func cheapest(names: Int, rows: Int, batches: Int) -> Way {
        guard names > 0, rows > 0 else { return .none }
        let search = search(names: names, rows: rows) * Double(max(1, batches))
        return search + request < list(rows: rows) ? .search : .list
    }

    private func search(names: Int, rows: Int) -> Double {
        let requests = (Double(names) / Double(Self.namesPerSearch)).rounded(.up)
        let perText = requests * Self.text + Double(names) * Self.textPerName
        return requests * request + Double(rows) * texts * perText + Double(min(names, rows)) * row
    }

    /// Pages that lie further behind cost more: the server reads all rows before them.
    private func list(rows: Int) -> Double {
        let pages = (Double(rows) / Self.rowsPerPage).rounded(.up)
        return pages * request + Double(rows) * row
    }

    private static let rowsPerPage = 250.0
}
