/// What is asked before each attempt of a request that writes, the first one and every repetition.
///
/// A program may hold the right to write only for a time, such as a lease. Between two attempts of a request that time may
/// pass: the client waits as long as the server asks, and the whole process may be stopped meanwhile.
public enum WritePermission {
    @TaskLocal static var current: (@Sendable () async throws(InvenTreeError) -> Void)?

    /// Runs a body whose requests ask for permission.
    ///
    /// - Parameters:
    ///   - permission: Throws where nothing may be written any more; the request then fails with that error.
    ///   - body: What sends requests, in this task or in its children.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public static func requiring<Value: Sendable>(
        _ permission: @escaping @Sendable () async throws(InvenTreeError) -> Void,
        _ body: () async throws(InvenTreeError) -> Value
    ) async throws(InvenTreeError) -> Value {
        let outcome: Result<Value, InvenTreeError> = await $current.withValue(permission) {
            do throws(InvenTreeError) { return .success(try await body()) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}
