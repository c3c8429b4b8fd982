import Foundation
import Synchronization

/// A run that is under way, as its worker knows it.
final class OpenRun: Sendable {
    private let state: Mutex<RunRecord>
    private let onChange: @Sendable (RunRecord) -> Void

    init(_ record: RunRecord, onChange: @escaping @Sendable (RunRecord) -> Void) {
        state = Mutex(record)
        self.onChange = onChange
    }

    var record: RunRecord { state.withLock(\.self) }

    /// Ends the run: nothing changes its record any more.
    func end(
        _ outcome: Result<RunReport, SyncError>,
        after duration: Duration,
        _ documents: StoreCounts?
    ) -> RunRecord {
        state.withLock { record in
            record.end(outcome, after: duration, documents)
            return record
        }
    }

    /// Runs a body and gives signs of life, three in each lease, which end before the end of the run is recorded.
    ///
    /// - Parameters:
    ///   - runs: The job's runs.
    ///   - isWanted: Tells whether the run still is to give signs of life.
    ///   - body: The run.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    func whileAlive<Value>(
        in runs: JobRuns,
        while isWanted: @escaping @Sendable () async -> Bool = { true },
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        let heart = Task {
            while (try? await runs.environment.sleep(runs.leaseDuration / 3)) != nil, await isWanted() {
                change { $0.seen = runs.environment.now() }
                try? await runs.store.record(record)
            }
        }
        let outcome = await result(of: body)
        heart.cancel()
        await heart.value
        return try outcome.get()
    }

    /// Changes the record, unless the run has ended; who watches is told under the lock, so that the last told is the last.
    func change(_ change: (inout RunRecord) -> Void) {
        state.withLock { record in
            guard record.ended == nil else { return }
            change(&record)
            onChange(record)
        }
    }
}
