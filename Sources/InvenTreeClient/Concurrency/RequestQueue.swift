import Synchronization

/// Lets only so many requests be under way at once, first come, first served.
final class RequestQueue: Sendable {
    /// The leave to have a request under way, to be handed back once.
    struct Turn: Sendable {
        fileprivate let number: Int

        /// How many requests are under way with this one.
        let inFlight: Int
    }

    private enum Rule {
        case fixed(Int)
        case adaptive(AdaptiveLimit)
    }

    private struct State {
        var rule: Rule
        var inFlight = 0

        /// How many requests wait as long as the server asked when it throttled them: nobody else is sent meanwhile.
        var throttled = 0

        /// How many turns there have been so far.
        var turns = 0
        var lastWaiter = 0

        /// Who waits, oldest first; those who have given up are no longer in `waiting`.
        var queue: ArraySlice<Int> = []
        var waiting: [Int: CheckedContinuation<Turn?, Never>] = [:]

        var limit: Int {
            switch rule {
            case .fixed(let limit): limit
            case .adaptive(let adaptive): adaptive.limit
            }
        }

        /// Takes the oldest who waits, if there may be one more under way.
        mutating func next() -> (CheckedContinuation<Turn?, Never>, Turn)? {
            while throttled == 0, inFlight < limit, let id = queue.popFirst() {
                guard let continuation = waiting.removeValue(forKey: id) else { continue }
                inFlight += 1
                turns += 1
                return (continuation, Turn(number: turns, inFlight: inFlight))
            }
            return nil
        }
    }

    private let state: Mutex<State>

    init(_ concurrency: InvenTreeClient.Concurrency) {
        let rule: Rule =
            switch concurrency {
            case .fixed: .fixed(concurrency.most)
            case .adaptive(let slowdown, _): .adaptive(AdaptiveLimit(slowdown: slowdown, atMost: concurrency.most))
            }
        state = Mutex(State(rule: rule))
    }

    /// How many requests may be under way now.
    var limit: Int { state.withLock { $0.limit } }

    /// Whether nobody may begin a request, because the server throttles.
    var isPaused: Bool { state.withLock { $0.throttled > 0 } }

    /// How many wait for a turn.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a turn.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before it came.
    func enter() async throws(CancellationError) -> Turn {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let turn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.waiting[id] = continuation
                    state.queue.append(id)
                }
                // A task that is cancelled before this point may have given up before it waited.
                if Task.isCancelled {
                    giveUp(id)
                }
                admit()
            }
        } onCancel: {
            giveUp(id)
        }
        guard let turn else { throw CancellationError() }
        return turn
    }

    /// Hands a turn back.
    func leave(_ turn: Turn, _ ending: RequestEnding) {
        state.withLock { state in
            if case .adaptive(var adaptive) = state.rule {
                let wasAlone = turn.inFlight == 1 && turn.number == state.turns
                adaptive.ended(ending, wasAlone: wasAlone, underWay: state.inFlight)
                state.rule = .adaptive(adaptive)
            }
            state.inFlight -= 1
        }
        admit()
    }

    /// Waits because the server throttles, and lets nobody else begin a request meanwhile.
    func pause(_ wait: () async throws -> Void) async throws {
        state.withLock { $0.throttled += 1 }
        defer {
            state.withLock { $0.throttled -= 1 }
            admit()
        }
        try await wait()
    }

    private func giveUp(_ id: Int) {
        let continuation = state.withLock { $0.waiting.removeValue(forKey: id) }
        continuation?.resume(returning: nil)
    }

    private func admit() {
        while let (continuation, turn) = state.withLock({ $0.next() }) {
            continuation.resume(returning: turn)
        }
    }
}
