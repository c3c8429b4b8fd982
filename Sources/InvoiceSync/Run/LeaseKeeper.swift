import FGOModels
import Synchronization

/// Keeps what a run holds, the documents and the run's lock, by a sign of life three times in each lease.
final class LeaseKeeper: Sendable {
    /// The lock that lets one run at a time work on a store.
    static let runLock = "run"

    private let store: any InvoiceStore
    private let configuration: SyncConfiguration
    private let environment: SyncEnvironment
    private let held = Mutex<[DocumentID: Lease]>([:])
    private let isLockLost = Flag()

    init(store: any InvoiceStore, configuration: SyncConfiguration, environment: SyncEnvironment) {
        self.store = store
        self.configuration = configuration
        self.environment = environment
    }

    func hold(_ leases: [Lease]) {
        held.withLock { held in
            for lease in leases { held[lease.document] = lease }
        }
    }

    /// Whether another run has taken the store over.
    var hasLostRun: Bool { isLockLost.isRaised }

    /// Whether the run still holds a document.
    ///
    /// Once it is lost nothing more of it is written.
    func holds(_ lease: Lease) -> Bool {
        !hasLostRun && held.withLock { $0[lease.document] == lease }
    }

    /// Gives a document back.
    ///
    /// It is free by the end of its lease also where the store cannot be told.
    func release(_ lease: Lease, retry: Retry?) async {
        held.withLock { $0[lease.document] = nil }
        _ = try? await uncancelled { [store] () async throws(SyncError) in
            try await store.release(lease, retry: retry)
        }
    }

    /// Writes a document's result; false where the document was lost.
    func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        defer { held.withLock { $0[lease.document] = nil } }
        return try await uncancelled { [store] () async throws(SyncError) in
            try await store.complete(lease, with: result)
        }
    }

    /// Runs a body while this run alone works on the store.
    func whileHoldingRunLock<Value>(
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        let duration = configuration.leaseDuration
        if let other = try await store.lock(Self.runLock, owner: environment.worker, for: duration) {
            let message = "another run works on this store: \(other). It ends by itself, or \(duration) after it died."
            throw SyncError(.alreadyRunning, message, isTransient: true)
        }
        let heartbeat = Task { await self.keepAlive() }
        let outcome: Result<Value, SyncError>
        do throws(SyncError) { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        heartbeat.cancel()
        _ = try? await uncancelled { [store, environment] () async throws(SyncError) in
            try await store.unlock(Self.runLock, owner: environment.worker)
        }
        return try outcome.get()
    }

    private func keepAlive() async {
        while (try? await environment.sleep(configuration.leaseDuration / 3)) != nil {
            await renew()
        }
    }

    private func renew() async {
        let leases = held.withLock { Array($0.values) }
        let duration = configuration.leaseDuration
        // A store that is out of reach for a moment is asked again at the next sign of life; the lease outlives two of them.
        if (try? await store.lock(Self.runLock, owner: environment.worker, for: duration)) != nil { isLockLost.raise() }
        guard !leases.isEmpty, let kept = try? await store.renew(leases, for: duration) else { return }
        held.withLock { held in
            for lease in leases where !kept.contains(lease.document) { held[lease.document] = nil }
        }
    }
}

/// Runs a body to its end even where the task is cancelled: what a run holds is given back in any case.
private func uncancelled<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(SyncError) -> Value
) async throws(SyncError) -> Value {
    let outcome = await Task { () async -> Result<Value, SyncError> in
        do throws(SyncError) { return .success(try await body()) } catch { return .failure(error) }
    }.value
    return try outcome.get()
}
