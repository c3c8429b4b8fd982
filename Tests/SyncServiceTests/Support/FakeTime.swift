import Foundation
import InvoiceSync
import InvoiceSyncTesting
import Synchronization

/// A time that a test moves, in which who sleeps is woken by nothing else.
final class FakeTime: Sendable {
    private struct State {
        var sleepers: [Int: (until: Date, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var nextID = 0
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let time: ManualTime
    private let state = Mutex(State())

    init(_ start: String = "2026-11-23T10:03:00Z") throws {
        time = ManualTime(try Date(start, strategy: .iso8601))
    }

    var now: Date { time.now }

    /// The environment of a worker that lives in this time.
    func environment(_ worker: String = "worker") -> SyncEnvironment {
        var environment = SyncEnvironment()
        environment.now = { self.time.now }
        environment.elapsed = { .seconds(self.time.now.timeIntervalSinceReferenceDate) }
        environment.sleep = { try await self.sleep(for: $0) }
        environment.worker = worker
        return environment
    }

    /// Moves the time, and wakes whose sleep is over.
    func advance(by duration: Duration) {
        time.advance(by: duration)
        let now = time.now
        let woken = state.withLock { state in
            let over = state.sleepers.filter { $0.value.until <= now }
            for id in over.keys { state.sleepers[id] = nil }
            return over.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns when at least so many tasks sleep.
    func sleepers(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isSo = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isSo { continuation.resume() }
        }
    }

    private func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let until = time.now + duration / .seconds(1)
                let satisfied: [CheckedContinuation<Void, Never>]? = state.withLock { state in
                    if Task.isCancelled { return nil }
                    state.sleepers[id] = (until, continuation)
                    let count = state.sleepers.count
                    let satisfied = state.waiting.filter { $0.count <= count }.map(\.continuation)
                    state.waiting.removeAll { $0.count <= count }
                    return satisfied
                }
                guard let satisfied else { return continuation.resume(throwing: CancellationError()) }
                for continuation in satisfied { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { $0.sleepers.removeValue(forKey: id)?.continuation }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
