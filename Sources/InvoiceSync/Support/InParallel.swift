/// Runs a body for each item, a bounded number of them at the same time.
///
/// The first failure is thrown after the bodies that were begun have ended; no further one is begun.
///
/// - Parameters:
///   - items: The items, begun in this order.
///   - limit: How many at the same time, at least 1.
///   - body: What is done for each.
/// - Throws: The first error of a body.
func inParallel<Item: Sendable>(
    _ items: [Item],
    atMost limit: Int,
    _ body: @escaping @Sendable (Item) async throws(SyncError) -> Void
) async throws(SyncError) {
    let failure = await withTaskGroup(of: SyncError?.self) { group in
        var remaining = items.makeIterator()
        func begin() {
            guard let item = remaining.next() else { return }
            group.addTask {
                do throws(SyncError) {
                    try await body(item)
                    return nil
                } catch {
                    return error
                }
            }
        }
        for _ in 0..<max(limit, 1) { begin() }
        var failure: SyncError?
        for await error in group {
            failure = failure ?? error
            if failure == nil { begin() }
        }
        return failure
    }
    if let failure { throw failure }
}
