import FGOModels
import InvenTreeClient
import Synchronization

/// Keeps what a worker holds in the store, documents and locks, by a sign of life three times in each lease.
///
/// How long something is held is reckoned from before the store was asked, by a clock that nobody sets: whatever the clocks
/// of store and worker show, the worker knows no later than the store that a hold has ended.
final class LeaseKeeper: Sendable {
    /// Something that one worker at a time holds.
    enum Hold: Hashable, Sendable {
        case document(Lease)
        case lock(LockName)
    }

    let store: any InvoiceStore
    private let duration: Duration
    private let environment: SyncEnvironment
    private let heldUntil = Mutex<[Hold: Duration]>([:])
    private let renewals = KeyedLocks()

    init(store: any InvoiceStore, configuration: SyncConfiguration, environment: SyncEnvironment) {
        self.store = store
        self.environment = environment
        duration = configuration.leaseDuration
    }

    /// How much of a hold must be left when a write is sent: what the server takes to carry it out, and more.
    private var margin: Duration { duration / 3 }

    /// Runs a body with a beating heart.
    func whileAlive<Value>(_ body: () async throws(SyncError) -> Value) async throws(SyncError) -> Value {
        let heart = Task {
            while (try? await self.environment.sleep(self.duration / 3)) != nil { await self.renew() }
        }
        defer { heart.cancel() }
        return try await body()
    }

    /// How long things are held at least, where that is long enough to write under them; what may no longer be is renewed
    /// first.
    ///
    /// A worker that was stopped for longer than its lease finds here that it lost it, and writes nothing more
    /// (<doc:ExactlyOnce#Leases-and-locks>).
    ///
    /// - Parameter wanted: What must be held.
    /// - Returns: nil where one of them is lost.
    func timeLeft(of wanted: [Hold]) async -> Duration? {
        if let left = safeTime(of: wanted) { return left }
        return try? await renewals.withLocks(["renewal"]) { () async throws(SyncError) in
            if let left = safeTime(of: wanted) { return left }
            // What is lost stays lost: to ask for each write anew would keep a lock for as long, and others waiting for it.
            guard areKnown(wanted) else { return nil }
            await renew()
            return safeTime(of: wanted)
        }
    }

    private func areKnown(_ wanted: [Hold]) -> Bool {
        heldUntil.withLock { held in wanted.allSatisfy { held[$0] != nil } }
    }

    private func safeTime(of wanted: [Hold]) -> Duration? {
        let now = environment.elapsed()
        let left = heldUntil.withLock { held in wanted.map { (held[$0] ?? .zero) - now }.min() ?? duration }
        return left >= margin ? left : nil
    }

    /// A store that is out of reach for a moment is asked again at the next sign of life; a lease outlives two of them.
    private func renew() async {
        let known = heldUntil.withLock { $0 }
        let leases = known.keys.compactMap { if case .document(let lease) = $0 { lease } else { nil } }
        let locks = known.keys.compactMap { if case .lock(let name) = $0 { name } else { nil } }
        let until = environment.elapsed() + duration
        var kept: Set<Hold> = []
        do throws(SyncError) {
            let documents = leases.isEmpty ? [] : try await store.renew(leases, for: duration)
            let names = locks.isEmpty ? [] : try await store.renewLocks(Set(locks), owner: owner, for: duration)
            kept = Set(leases.filter { documents.contains($0.document) }.map { .document($0) })
            kept.formUnion(names.map { .lock($0) })
        } catch {
            return
        }
        heldUntil.withLock { held in
            // What was given back and taken again meanwhile is held by a newer right.
            for (hold, before) in known where held[hold] == before { held[hold] = kept.contains(hold) ? until : nil }
        }
    }

    private var owner: String { environment.worker }

    private func hold(_ holds: [Hold], since began: Duration) {
        heldUntil.withLock { held in
            for hold in holds { held[hold] = began + duration }
        }
    }

    private func letGo(_ hold: Hold) { heldUntil.withLock { $0[hold] = nil } }
}

extension LeaseKeeper {
    /// Takes documents.
    func claim(
        _ selection: Selection,
        of sources: SourceFilter,
        limit: Int
    ) async throws(SyncError) -> [ClaimedDocument] {
        let began = environment.elapsed()
        let request = ClaimRequest(
            selection: selection,
            limit: limit,
            owner: owner,
            leaseDuration: duration,
            sources: sources
        )
        let documents = try await store.claim(request)
        hold(documents.map { .document($0.lease) }, since: began)
        return documents
    }

    /// Writes a document's result; false where the document was lost.
    func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        defer { letGo(.document(lease)) }
        return try await uncancelled { [store] () async throws(SyncError) in
            try await store.complete(lease, with: result)
        }
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
        letGo(.document(lease))
        let isReleased = try? await uncancelled { [store] () async throws(SyncError) in
            try await store.release(lease, retry: retry)
        }
        return isReleased ?? true
    }

    /// Takes a lock, where nobody else has it.
    func lock(_ name: LockName) async throws(SyncError) -> LockOutcome {
        let began = environment.elapsed()
        let outcome = try await store.lock(name, owner: owner, for: duration)
        if case .taken = outcome { hold([.lock(name)], since: began) }
        return outcome
    }

    /// Gives a lock back; nil where the store cannot be told, and then it ends by itself and counts as a change.
    func unlock(_ name: LockName, changed: Bool) async -> Generation? {
        letGo(.lock(name))
        return try? await uncancelled { [store, owner] () async throws(SyncError) in
            try await store.unlock(name, owner: owner, changed: changed)
        }
    }
}
