import Synchronization

/// A value that is fetched once and waited for by many, each of whom can be cancelled alone.
final class SharedFetch<Value: Sendable>: Sendable {
    private typealias Outcome = Result<Value, InvenTreeError>

    private struct State {
        var outcome: Result<Value, InvenTreeError>?
        var waiting: [Int: CheckedContinuation<Result<Value, InvenTreeError>, Never>] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    /// Ends the wait of all who wait, and of all who come later.
    func finish(_ outcome: Result<Value, InvenTreeError>) {
        let waiting = state.withLock { state in
            state.outcome = outcome
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting {
            continuation.resume(returning: outcome)
        }
    }

    /// Waits for the value, or until the task is cancelled.
    func value() async throws(InvenTreeError) -> Value {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> Outcome? in
                    if let outcome = state.outcome { return outcome }
                    // A task that is cancelled before this point finds it here, one cancelled later in the handler.
                    if Task.isCancelled { return .failure(.cancelledWhileWaiting) }
                    state.waiting[waiter] = continuation
                    return nil
                }
                if let outcome {
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: waiter) }
            continuation?.resume(returning: .failure(.cancelledWhileWaiting))
        }
        return try outcome.get()
    }
}

extension InvenTreeError {
    fileprivate static var cancelledWhileWaiting: InvenTreeError {
        InvenTreeError(.cancelled, message: "cancelled while waiting for a token")
    }
}
