/// What finding names costs the server, and so which way to find them is cheapest.
///
/// Pure.
///
/// The numbers are milliseconds of a server with 20,000 parts and 50,000 orders, from its contract; only their ratios count.
struct LookupCost: Sendable {
    /// One row of a full list.
    let row: Double
    /// One look-up of one name.
    let name: Double

    static let company = LookupCost(row: 0.16, name: 50)
    static let part = LookupCost(row: 1.5, name: 200)
    static let order = LookupCost(row: 1.5, name: 266)

    /// Whether listing every row is cheaper than looking each name up.
    func prefersList(rows: Int, names: Int) -> Bool {
        row * Double(rows) <= name * Double(names)
    }
}
