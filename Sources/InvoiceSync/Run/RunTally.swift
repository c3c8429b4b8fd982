import Synchronization

/// What a run has done so far, counted as it happens.
final class RunTally: Sendable {
    private struct State {
        var report = RunReport()
        var failuresInARow = 0
    }

    private let state: Mutex<State>
    private let onProgress: @Sendable (RunReport) -> Void

    init(expected: Int, onProgress: @escaping @Sendable (RunReport) -> Void) {
        var state = State()
        state.report.documents.expected = expected
        self.state = Mutex(state)
        self.onProgress = onProgress
    }

    var report: RunReport { state.withLock { $0.report } }

    /// How many documents in a row the world has failed.
    var failuresInARow: Int { state.withLock { $0.failuresInARow } }

    func finished(_ log: SyncLog, _ status: DocumentStatus, failedByWorld: Bool) {
        change { state in
            state.report.add(log, status: status)
            state.failuresInARow = failedByWorld ? state.failuresInARow + 1 : 0
        }
    }

    func gaveBack(failedByWorld: Bool) {
        change { state in
            state.report.documents.givenBack += 1
            if failedByWorld { state.failuresInARow += 1 }
        }
    }

    func lost() {
        change { $0.report.documents.lost += 1 }
    }

    func stopped(because reason: String, isOutage: Bool) {
        change { state in
            guard state.report.stoppedBecause == nil else { return }
            state.report.stoppedBecause = reason
            state.report.isOutage = isOutage
        }
    }

    private func change(_ body: (inout State) -> Void) {
        // Told under the lock, so that the last report told is the last there is.
        state.withLock { state in
            body(&state)
            onProgress(state.report)
        }
    }
}
