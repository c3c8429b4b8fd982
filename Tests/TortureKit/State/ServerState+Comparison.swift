extension ServerState {
    /// What differs between this, which ought to be, and what is.
    ///
    /// - Parameters:
    ///   - actual: What is.
    ///   - inOrder: Whether an order's lines stand in the invoice's order.
    /// - Returns: Each thing that differs.
    package func differences(from actual: ServerState, inOrder: Bool) -> [Difference] {
        Self.differences("customer", customers, actual.customers, key: \.key) { $0.isCustomer ? [] : ["no customer"] }
            + Self.differences("part", parts, actual.parts, key: \.key) {
                $0.isUsable ? [] : ["not active and salable"]
            }
            + orderDifferences(from: actual, inOrder: inOrder)
    }

    private func orderDifferences(from actual: ServerState, inOrder: Bool) -> [Difference] {
        let expected = Dictionary(orders.map { ($0.description, $0) }) { first, _ in first }
        let presence = Self.differences("order", orders, actual.orders, key: \.description) { order in
            expected[order.description].map { $0.headerDifferences(from: order) } ?? []
        }
        let lines = actual.orders.flatMap { order in
            expected[order.description].map { $0.lineDifferences(from: order, inOrder: inOrder) } ?? []
        }
        return presence + lines
    }

    /// What is there too rarely, too often or wrongly, by a key that is unique among what is expected.
    private static func differences<Row>(
        _ noun: String,
        _ expected: [Row],
        _ actual: [Row],
        key: (Row) -> String,
        faults: (Row) -> [String]
    ) -> [Difference] {
        let found = Dictionary(grouping: actual, by: key)
        let wanted = Set(expected.map(key))
        let presence = wanted.sorted().compactMap { key -> Difference? in
            switch found[key]?.count ?? 0 {
            case 0: Difference(.missing, "\(noun) “\(key)”")
            case 1: nil
            case let count: Difference(.duplicate, "\(noun) “\(key)” is there \(count) times")
            }
        }
        let unexpected = found.keys.filter { !wanted.contains($0) }.sorted()
        let wrong = actual.flatMap { row in faults(row).map { Difference(.wrong, "\(noun) “\(key(row))”: \($0)") } }
        return presence + unexpected.map { Difference(.unexpected, "\(noun) “\($0)”") } + wrong
    }
}

extension ServerState.Order {
    fileprivate func headerDifferences(from actual: Self) -> [String] {
        var differences: [String] = []
        if actual.customer != customer { differences.append("customer “\(actual.customer)”, not “\(customer)”") }
        if actual.issueDate != issueDate {
            differences.append("issued \(actual.issueDate ?? "never"), not \(issueDate ?? "never")")
        }
        if actual.currency != currency {
            differences.append("currency \(actual.currency ?? "none"), not \(currency ?? "none")")
        }
        if actual.isPending != isPending { differences.append("not pending") }
        return differences
    }

    fileprivate func lineDifferences(from actual: Self, inOrder: Bool) -> [Difference] {
        let differences =
            Self.differences("line", description, lines, actual.lines)
            + Self.differences("extra line", description, extraLines, actual.extraLines)
        guard differences.isEmpty, inOrder, lines != actual.lines else { return differences }
        return [Difference(.wrong, "\(description): its lines stand in another order")]
    }

    private static func differences(
        _ noun: String,
        _ order: String,
        _ expected: [ServerState.Line],
        _ actual: [ServerState.Line]
    ) -> [Difference] {
        let wanted = Dictionary(grouping: expected) { $0 }.mapValues(\.count)
        let found = Dictionary(grouping: actual) { $0 }.mapValues(\.count)
        let missing = wanted.filter { (found[$0.key] ?? 0) < $0.value }.keys
            .map { Difference(.missing, "\(order): \(noun) \($0)") }
        let surplus = found.filter { (wanted[$0.key] ?? 0) < $0.value }.keys
            .map { Difference(wanted[$0] == nil ? .unexpected : .duplicate, "\(order): \(noun) \($0)") }
        return (missing + surplus).sorted { $0.text < $1.text }
    }
}
