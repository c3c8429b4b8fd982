import InvoiceSync
import Synchronization

/// The run that this process has under way or had last, for whoever watches it.
final class RunWatch: Sendable {
    private struct State {
        var latest: RunRecord?
        var isOver = false
        var watchers: [Int: AsyncStream<RunRecord>.Continuation] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    /// How the run stands; nil where there was none yet.
    var latest: RunRecord? { state.withLock { $0.latest } }

    /// The run that is under way.
    var current: RunRecord? { latest.flatMap { $0.ended == nil ? $0 : nil } }

    /// Tells how a run stands.
    func tell(_ run: RunRecord) {
        state.withLock { state in
            state.latest = run
            for watcher in state.watchers.values { watcher.yield(run) }
        }
    }

    /// How the run stands, now and whenever that changes; who is slow misses what lies between.
    ///
    /// It ends when the scheduler does.
    func changes() -> AsyncStream<RunRecord> {
        let (stream, continuation) = AsyncStream.makeStream(of: RunRecord.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            if let latest = state.latest { continuation.yield(latest) }
            if state.isOver { continuation.finish() }
            state.nextID += 1
            state.watchers[state.nextID] = continuation
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
        }
        return stream
    }

    /// Ends all watching.
    func finish() {
        let watchers = state.withLock { state in
            state.isOver = true
            defer { state.watchers = [:] }
            return state.watchers.values
        }
        for watcher in watchers { watcher.finish() }
    }
}
