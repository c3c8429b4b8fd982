import InvenTreeClient

/// How often and after what pauses a creation is looked for and repeated whose fate is unknown
/// (<doc:ExactlyOnce#Lost-responses>).
///
/// The pause before each look lets the server finish what it may still be doing.
struct Persistence: Sendable {
    let attempts: Int
    let firstPause: Duration
    let sleep: @Sendable (Duration) async throws -> Void

    /// Whether a further attempt is due after a failed one.
    ///
    /// - Parameter attempt: Which attempt failed, from 0.
    /// - Returns: The answer.
    func isDue(after attempt: Int) -> Bool { attempt + 1 < attempts }

    /// Pauses before the look that follows a failed attempt.
    ///
    /// - Parameters:
    ///   - attempt: Which attempt failed, from 0.
    ///   - error: How it failed.
    ///   - action: What was being done, for the message.
    /// - Throws: The error itself where no further attempt is due.
    func pause(after attempt: Int, _ error: InvenTreeError, _ action: String) async throws(SyncError) {
        guard isDue(after: attempt) else { throw .server(action, error) }
        do {
            try await sleep(firstPause * (1 << attempt))
        } catch {
            throw SyncError(.cancelled, "\(action): the run was asked to stop", cause: error)
        }
    }
}
