import Synchronization

/// Runs a body for each item, a bounded number of them at the same time.
///
/// The first failure is thrown after the bodies that were begun have ended; no further one is begun.
///
/// - Parameters:
///   - limit: How many at the same time, at least 1.
///   - next: The next item, begun as soon as there is room for it; nil where there are no more.
///   - body: What is done for each.
/// - Throws: The first error of a body, or of `next`.
func inParallel<Item: Sendable, Failure: Error>(
    atMost limit: Int,
    _ next: () async throws(Failure) -> Item?,
    _ body: @escaping @Sendable (Item) async throws(Failure) -> Void
) async throws(Failure) {
    let failure = await withTaskGroup(of: Failure?.self) { group in
        var running = 0
        var failure: Failure?
        func endOne() async {
            guard let ended = await group.next() else { return }
            running -= 1
            failure = failure ?? ended
        }
        do throws(Failure) {
            while failure == nil, let item = try await next() {
                group.addTask { await failureOf { () async throws(Failure) in try await body(item) } }
                running += 1
                while running >= max(limit, 1) { await endOne() }
            }
        } catch {
            failure = failure ?? error
        }
        while running > 0 { await endOne() }
        return failure
    }
    if let failure { throw failure }
}

/// Runs a body for each item of an array; see ``inParallel(atMost:_:_:)``.
func inParallel<Item: Sendable, Failure: Error>(
    _ items: [Item],
    atMost limit: Int,
    _ body: @escaping @Sendable (Item) async throws(Failure) -> Void
) async throws(Failure) {
    var remaining = items.makeIterator()
    try await inParallel(atMost: limit, { () async throws(Failure) in remaining.next() }, body)
}

/// What a body makes of each item, in the items' order, a bounded number of them at the same time.
///
/// - Parameters:
///   - items: The items, begun in this order.
///   - limit: How many at the same time, at least 1.
///   - body: What is done for each.
/// - Returns: What the bodies return.
/// - Throws: The first error of a body.
func mapInParallel<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    atMost limit: Int,
    _ body: @escaping @Sendable (Item) async throws(SyncError) -> Value
) async throws(SyncError) -> [Value] {
    let values = Mutex<[Int: Value]>([:])
    try await inParallel(Array(items.enumerated()), atMost: limit) { (item) async throws(SyncError) in
        let value = try await body(item.element)
        values.withLock { $0[item.offset] = value }
    }
    return values.withLock { values in items.indices.compactMap { values[$0] } }
}

private func failureOf<Failure: Error>(_ body: () async throws(Failure) -> Void) async -> Failure? {
    do throws(Failure) {
        try await body()
        return nil
    } catch {
        return error
    }
}
