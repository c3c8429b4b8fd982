import FGOModels
import Foundation
import InvenTreeClient
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
    private let lockHoldsUntil = Mutex(Date.distantPast)

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

    /// Lets the run write, unless it has lost the store or may have.
    func permitWrite() throws(InvenTreeError) {
        noticeEndOfLease()
        guard hasLostRun else { return }
        throw InvenTreeError(.cancelled, message: "the run has lost its lease, and writes nothing more")
    }

    /// Gives a document back.
    ///
    /// It is free by the end of its lease also where the store cannot be told.
    ///
    /// - Parameters:
    ///   - lease: The document.
    ///   - retry: When it may be tried again; nil where it counts as never tried.
    /// - Returns: false where the document was lost before.
    @discardableResult
    func release(_ lease: Lease, retry: Retry?) async -> Bool {
        held.withLock { $0[lease.document] = nil }
        let isReleased = try? await uncancelled { [store] () async throws(SyncError) in
            try await store.release(lease, retry: retry)
        }
        return isReleased ?? true
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
        if let other = try await takeRunLock() {
            let duration = configuration.leaseDuration
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

    /// Takes or prolongs the run's lock; whoever else holds it.
    private func takeRunLock() async throws(SyncError) -> String? {
        let began = environment.now()
        let duration = configuration.leaseDuration
        if let other = try await store.lock(Self.runLock, owner: environment.worker, for: duration) { return other }
        lockHoldsUntil.withLock { $0 = began.addingTimeInterval(duration / .seconds(1)) }
        return nil
    }

    private func keepAlive() async {
        while (try? await environment.sleep(configuration.leaseDuration / 3)) != nil {
            await renew()
        }
    }

    /// A run that showed no sign of life for a whole lease is lost, also where its lock is free again.
    ///
    /// Another run may have done its work meanwhile.
    private func noticeEndOfLease() {
        if environment.now() >= lockHoldsUntil.withLock({ $0 }) { isLockLost.raise() }
    }

    private func renew() async {
        noticeEndOfLease()
        guard !hasLostRun else { return }
        let leases = held.withLock { Array($0.values) }
        // A store that is out of reach for a moment is asked again at the next sign of life; the lease outlives two of them.
        if (try? await takeRunLock()) != nil { isLockLost.raise() }
        let duration = configuration.leaseDuration
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
