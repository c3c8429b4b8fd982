import Synchronization

/// Locks by name inside one worker: one resolution at a time per name (<doc:ExactlyOnce#Leases-and-locks>).
///
/// Several names are taken in one order by everybody, so that two tasks never wait for each other.
final class KeyedLocks: Sendable {
    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var held: [String: [Waiter]] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    /// Runs a body while no other body with one of these names runs.
    ///
    /// - Parameters:
    ///   - names: The names; each may be given more than once.
    ///   - body: What is done meanwhile.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``SyncError/Code/cancelled`` where the task is cancelled while it waits.
    func withLocks<Value>(
        _ names: [String],
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        let ordered = Set(names).sorted()
        var taken: [String] = []
        defer { taken.forEach(unlock) }
        for name in ordered {
            guard await lock(name) else { throw SyncError(.cancelled, "the run was asked to stop") }
            taken.append(name)
        }
        return try await body()
    }

    private func lock(_ name: String) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await cancellableWait { continuation in
            state.withLock { state in
                if Task.isCancelled { return false }
                guard state.held[name] != nil else {
                    state.held[name] = []
                    return true
                }
                state.held[name]?.append(Waiter(id: id, continuation: continuation))
                return nil
            }
        } onCancel: {
            self.stopWaiting(id, for: name)
        }
    }

    private func stopWaiting(_ id: Int, for name: String) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.held[name]?.firstIndex(where: { $0.id == id }) else { return nil }
            return state.held[name]?.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }

    private func unlock(_ name: String) {
        let next: Waiter? = state.withLock { state in
            guard let waiters = state.held[name], !waiters.isEmpty else {
                state.held[name] = nil
                return nil
            }
            return state.held[name]?.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }
}
