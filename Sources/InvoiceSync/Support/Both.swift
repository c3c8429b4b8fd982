/// Runs two bodies, at the same time or one after the other, and waits for both.
///
/// - Parameters:
///   - atOnce: Whether at the same time.
///   - first: One body.
///   - second: The other; not begun where they run one after the other and the first one fails.
/// - Returns: What both return.
/// - Throws: What the first throws; else what the second throws.
func both<First: Sendable, Second: Sendable>(
    atOnce: Bool,
    _ first: @escaping @Sendable () async throws(SyncError) -> First,
    _ second: @escaping @Sendable () async throws(SyncError) -> Second
) async throws(SyncError) -> (First, Second) {
    guard atOnce else { return (try await first(), try await second()) }
    async let other = result(of: second)
    let one = await result(of: first)
    let two = await other
    return (try one.get(), try two.get())
}
