/// What is asked before each attempt of a request that writes, the first one and every repetition.
///
/// A program may hold the right to write only for a time, such as a lease. Between two attempts of a request that time may
/// pass: the client waits as long as the server asks, and the whole process may be stopped meanwhile, also between the
/// question and the sending.
public enum WritePermission {
    /// Until when the request that is being sent may be on its way; nil for any time.
    ///
    /// A transport that is still to send it then fails with the reason `cancelled`.
    @TaskLocal public static var deadline: ContinuousClock.Instant?

    @TaskLocal static var ask: (@Sendable () async throws(InvenTreeError) -> Duration)?

    /// Runs a body whose requests ask for permission.
    ///
    /// - Parameters:
    ///   - ask: For how long from now a request may be sent; throws where nothing may be written any more, and the request
    ///     then fails with that error.
    ///   - body: What sends requests, in this task or in its children.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    public static func requiring<Value: Sendable>(
        _ ask: @escaping @Sendable () async throws(InvenTreeError) -> Duration,
        _ body: () async throws(InvenTreeError) -> Value
    ) async throws(InvenTreeError) -> Value {
        let outcome: Result<Value, InvenTreeError> = await $ask.withValue(ask) {
            do throws(InvenTreeError) { return .success(try await body()) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    /// Runs a body that sends a request, until a permission ends.
    static func limiting(
        to permitted: Duration?,
        _ send: () async throws(TransportError) -> HTTPAnswer
    ) async throws(TransportError) -> HTTPAnswer {
        let outcome: Result<HTTPAnswer, TransportError> = await $deadline.withValue(permitted.map { .now + $0 }) {
            do throws(TransportError) { return .success(try await send()) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}
