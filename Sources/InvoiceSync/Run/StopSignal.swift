import Synchronization

/// How a run is asked to end: what is begun is finished where that takes no longer than
/// ``SyncConfiguration/gracePeriod``, what is not is given back.
public final class StopSignal: Sendable {
    private struct State {
        var isRequested = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    /// A signal that nobody has given yet.
    public init() {}

    /// Asks the run to end.
    public func request() {
        let waiting = state.withLock { state in
            state.isRequested = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Whether the run was asked to end.
    public var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Returns when the run is asked to end, or the task is cancelled.
    func wait() async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isRequested || Task.isCancelled { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
    }

    /// Runs a body, and cancels it where it has not ended some time after the signal.
    ///
    /// - Parameters:
    ///   - gracePeriod: How long the body may go on.
    ///   - sleep: Waits.
    ///   - body: What is done.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    func cancelling<Value: Sendable>(
        after gracePeriod: Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        _ body: @escaping @Sendable () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        let work = Task { await result(of: body) }
        let watch = Task {
            await self.wait()
            guard !Task.isCancelled, (try? await sleep(gracePeriod)) != nil else { return }
            work.cancel()
        }
        defer { watch.cancel() }
        return try await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }.get()
    }
}
