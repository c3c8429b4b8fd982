import InvenTreeClient

/// Hands out references to the orders of a run.
actor ReferenceAllocator {
    /// Where the reference of an order comes from.
    enum Source: Hashable, Sendable {
        /// Nobody else of this run has this one.
        case reference(String)
        /// Others take numbers, too: the next one is asked of the server, by one worker at a time.
        case nextInTurn
        /// The server numbers.
        case server
    }

    private var scheme: ReferenceScheme
    private var isShared = false

    init(_ rule: ReferenceRule) {
        scheme = ReferenceScheme(rule)
    }

    /// Where a new order's reference comes from.
    func next(for name: InvoiceName) -> Source {
        if isShared, case .number = scheme { return .nextInTurn }
        return take(for: name)
    }

    /// Steps aside after a clash with somebody else's order, and takes what the server says is next.
    func next(for name: InvoiceName, by rule: ReferenceRule) -> Source {
        isShared = true
        scheme = scheme.advanced(to: rule)
        return take(for: name)
    }

    /// The rule for the orders after those of the run; without a next reference where others number, too.
    func rule(after rule: ReferenceRule) -> ReferenceRule {
        ReferenceRule(pattern: rule.pattern, next: isShared ? nil : scheme.next)
    }

    private func take(for name: InvoiceName) -> Source {
        let (reference, rest) = scheme.reference(for: name)
        scheme = rest
        return reference.map { .reference($0) } ?? .server
    }
}
