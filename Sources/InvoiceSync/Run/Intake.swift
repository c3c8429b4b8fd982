import Synchronization

/// The batches of a run; one is made ready while the one before it is worked on.
final class Intake: Sendable {
    typealias Batch = [DocumentWork]

    private struct State {
        var upcoming: Task<Result<Batch?, SyncError>, Never>?
        var inHand: Batch = []
    }

    private let worksAhead: Bool
    private let make: @Sendable () async throws(SyncError) -> Batch?
    private let state = Mutex(State())

    /// An intake.
    ///
    /// - Parameters:
    ///   - worksAhead: Whether a batch is made ready before it is asked for.
    ///   - make: Makes the next batch ready; nil where there is none.
    init(worksAhead: Bool, make: @escaping @Sendable () async throws(SyncError) -> Batch?) {
        self.worksAhead = worksAhead
        self.make = make
    }

    /// The documents that were handed out and have not ended.
    var inHand: Batch { state.withLock { $0.inHand.filter { !$0.isEnded } } }

    /// The next batch; nil where there is none.
    func next() async throws(SyncError) -> Batch? {
        let task = state.withLock { $0.upcoming ?? begin() }
        state.withLock { $0.upcoming = nil }
        let batch = try await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }.get()
        guard let batch else { return nil }
        state.withLock { state in
            state.inHand = state.inHand.filter { !$0.isEnded } + batch
            if worksAhead { state.upcoming = begin() }
        }
        return batch
    }

    /// Makes no further batch ready, and hands out the one that is.
    func end() async throws(SyncError) -> Batch {
        guard let task = state.withLock({ $0.upcoming.take() }) else { return [] }
        task.cancel()
        return try await task.value.get() ?? []
    }

    private func begin() -> Task<Result<Batch?, SyncError>, Never> {
        let make = make
        return Task { await result(of: make) }
    }
}
