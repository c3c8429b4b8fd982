/// A program that knows everything and sends nothing but the creations: what no other can undercut.
///
/// Parts go one at a time by ascending name, since the server's tree of parts deadlocks on parallel ones; beside them
/// customers and then orders, which name references that are free; lines come last. All but parts may go together
/// (ServerBehaviour, “Parallel requests”).
struct Floor {
    let workload: Workload
    let server: InvenTree
    /// How many requests are under way at once.
    let inFlight: Int

    /// Fills an empty server.
    ///
    /// - Throws: Where the server refuses a row.
    func run() async throws {
        let beside = max(1, inFlight - 1)
        async let partKeys = parts()
        let customers = workload.customers
        let customerKeys = try await concurrently(customers, atMost: beside) {
            try await server.create("/api/company/", NewRow.Company($0))
        }
        let customerKey = Dictionary(uniqueKeysWithValues: zip(customers, customerKeys))
        let orders = workload.invoices.enumerated().map { index, invoice in
            NewRow.Order(invoice, customer: customerKey[invoice.customer] ?? 0, reference: "SO-\(1_000_001 + index)")
        }
        let orderKeys = try await concurrently(orders, atMost: beside) { try await server.create("/api/order/so/", $0) }
        let partKey = try await partKeys
        let lines = zip(workload.invoices, orderKeys).flatMap { invoice, order in
            invoice.lines.map { NewRow.Line($0, order: order, part: partKey[$0.part] ?? 0) }
        }
        _ = try await concurrently(lines, atMost: inFlight) { try await server.create("/api/order/so-line/", $0) }
    }

    private func parts() async throws -> [Invoice.Part: Int] {
        var keys: [Invoice.Part: Int] = [:]
        for part in workload.parts { keys[part] = try await server.create("/api/part/", NewRow.Part(part)) }
        return keys
    }
}

/// Does something to each item, to so many at once, and keeps the order of the results.
func concurrently<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    atMost width: Int,
    _ body: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var results: [(Int, Value)] = []
        for (index, item) in items.enumerated() {
            if index >= width, let result = try await group.next() { results.append(result) }
            group.addTask { (index, try await body(item)) }
        }
        for try await result in group { results.append(result) }
        return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
