import Synchronization

/// Lets one task at a time through, by ascending names: from the last one upwards, then from the lowest again.
///
/// Parts are created in these turns: in parallel the server deadlocks, and a part that sorts before many others costs it
/// more than one that sorts after them (ServerBehaviour, “Parallel requests”).
final class AscendingTurns: Sendable {
    private struct Waiter {
        let id: Int
        let name: String
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var isTaken = false
        var last = ""
        var waiting: [Waiter] = []
        var nextID = 0

        /// The waiter whose turn is next.
        mutating func takeNext() -> Waiter? {
            let ahead = waiting.indices.filter { waiting[$0].name >= last }
            let candidates = ahead.isEmpty ? Array(waiting.indices) : ahead
            guard
                let next = candidates.min(by: {
                    (waiting[$0].name, waiting[$0].id) < (waiting[$1].name, waiting[$1].id)
                })
            else { return nil }
            last = waiting[next].name
            return waiting.remove(at: next)
        }
    }

    private let state = Mutex(State())

    /// Runs a body while no other body runs.
    ///
    /// - Parameters:
    ///   - name: What decides whose turn it is among those who wait.
    ///   - body: What is done meanwhile.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``SyncError/Code/cancelled`` where the task is cancelled while it waits.
    func inTurn<Value>(
        _ name: String,
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        guard await wait(name) else { throw SyncError(.cancelled, "the run was asked to stop") }
        defer { passOn() }
        return try await body()
    }

    private func wait(_ name: String) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await cancellableWait { continuation in
            state.withLock { state in
                if Task.isCancelled { return false }
                guard state.isTaken else {
                    (state.isTaken, state.last) = (true, name)
                    return true
                }
                state.waiting.append(Waiter(id: id, name: name, continuation: continuation))
                return nil
            }
        } onCancel: {
            self.stopWaiting(id)
        }
    }

    private func stopWaiting(_ id: Int) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiting.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }

    private func passOn() {
        let next: Waiter? = state.withLock { state in
            let next = state.takeNext()
            state.isTaken = next != nil
            return next
        }
        next?.continuation.resume(returning: true)
    }
}
