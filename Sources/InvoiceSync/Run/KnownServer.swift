import Synchronization

/// What an engine has found out about its server, for its next run: that asks again only for what may be otherwise by then.
///
/// Rights, currencies and the shape of references are asked for by every run. What is kept can cost requests where it is out
/// of date, and make nothing wrong.
final class KnownServer: Sendable {
    private struct State {
        var context: ServerContext
        var learnedAt: Duration
    }

    /// A server may be upgraded meanwhile.
    private static let age = Duration.seconds(3600)

    private let state = Mutex<State?>(nil)

    /// What is known at a moment.
    func context(at now: Duration) -> ServerContext? {
        state.withLock { state in state.flatMap { now - $0.learnedAt < Self.age ? $0.context : nil } }
    }

    /// Keeps what a run has found out that ended well; it is as old as what that run had from here.
    func keep(_ context: ServerContext, at now: Duration) {
        state.withLock { state in
            let learnedAt = state.flatMap { now - $0.learnedAt < Self.age ? $0.learnedAt : nil }
            state = State(context: context, learnedAt: learnedAt ?? now)
        }
    }

    /// Forgets all: the server failed, and may be another one when it is back.
    func forget() {
        state.withLock { $0 = nil }
    }
}
