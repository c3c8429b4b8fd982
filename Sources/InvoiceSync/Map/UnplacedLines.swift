/// An invoice of which no line can be placed: it fails, so that no empty order is made
/// (<doc:OrderRules#Invoices-without-an-order>).
struct UnplacedLines: Error, CustomStringConvertible {
    let missing: [MissingProduct]
    let warnings: [String]

    /// The reasons, one after another.
    var description: String { missing.map(\.reason).joined(separator: "; ") }
}

extension SyncError {
    /// The failure of an invoice of which no line can be placed.
    ///
    /// - Parameters:
    ///   - missing: The lines, each with its reason; at least one.
    ///   - warnings: The warnings about the invoice so far.
    /// - Returns: An error that names each line, and that the log takes them from.
    static func noLinePlaced(_ missing: [MissingProduct], warnings: [String]) -> SyncError {
        let lines = UnplacedLines(missing: missing, warnings: warnings)
        return SyncError(.noLinePlaced, "no line can be placed on an order: \(lines)", cause: lines)
    }
}
