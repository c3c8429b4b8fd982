public import InvenTreeClient

/// What a run knows of its server before it begins.
public struct ServerContext: Sendable {
    /// The server's version.
    public let info: ServerInfo
    /// The currency of invoices that name none.
    public let currency: String
    /// The currencies that the server allows.
    public let allowed: Set<String>
    /// The expression that the IPN of each new part must match; `nil` for any.
    let partNumbers: PartNumberPattern?
    /// How the server shapes references, and the next one.
    public internal(set) var references: ReferenceRule
    /// The rows that an operator chose for names and codes.
    let aliases: Aliases
    /// How many rows of a kind there were, for those that were counted.
    var sizes: [LockName.Kind: Int]

    /// Whether orders can be listed by the day of their creation.
    ///
    /// InvenTree 1.0 (API 391) may respond with 500 to that (ServerBehaviour, “Versions”); 425 is the first version of
    /// which the contrary is known.
    var filtersOrdersByCreation: Bool { info.apiVersion >= 425 }

    /// Whether an order's reference follows from its invoice: then the server refuses a second order of it, and whether
    /// there is one need not be asked before.
    var namesOrdersAfterInvoices: Bool {
        if case .text = ReferenceScheme(references) { true } else { false }
    }
}
