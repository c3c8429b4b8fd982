import Synchronization

/// Locks by name, inside a worker and between workers (<doc:ExactlyOnce#Leases-and-locks>).
///
/// Inside a worker one task at a time asks the store for a name, so that workers, not tasks, wait for each other there.
/// Nobody who holds a part's or a customer's lock waits for an order's: no two ever wait for each other.
final class NameLocks: Sendable {
    private let local = KeyedLocks()
    private let keeper: LeaseKeeper
    private let environment: SyncEnvironment
    private let patience: Duration
    private let logger: RunLogger
    /// The workers that a wait was logged for: of many waits for a dead one, the first is enough.
    private let awaited = Mutex<Set<String>>([])

    /// The time after which a wait is logged: live workers hold a lock for shorter.
    private static let longWait = Duration.seconds(3)

    /// What a body came to, and whether it has, or may have, created something of its locks' kind.
    struct Outcome<Value> {
        let value: Value
        let changed: Bool
    }

    init(keeper: LeaseKeeper, configuration: SyncConfiguration, environment: SyncEnvironment, logger: RunLogger) {
        self.keeper = keeper
        self.logger = logger
        self.environment = environment
        patience = configuration.leaseDuration * 3
    }

    /// Runs a body while nobody else works on some names of one kind.
    ///
    /// - Parameters:
    ///   - names: The names.
    ///   - freshness: What this worker knows of the kind.
    ///   - body: What is done meanwhile; it is told whether the worker knows all there is of that kind. Where it throws, its
    ///     work counts as a change.
    /// - Returns: The body's value.
    /// - Throws: What the body throws; ``SyncError`` where a lock cannot be had.
    func withLocks<Value: Sendable>(
        _ names: [LockName],
        _ freshness: Freshness,
        _ body: (_ isFresh: Bool) async throws(SyncError) -> Outcome<Value>
    ) async throws(SyncError) -> Value {
        try await local.withLocks(names.map(\.description)) { () async throws(SyncError) in
            var taken: [LockName] = []
            var isFresh = false
            do throws(SyncError) {
                for name in Set(names).sorted(by: { $0.description < $1.description }) {
                    isFresh = try await take(name, freshness)
                    taken.append(name)
                }
                let outcome = try await body(isFresh)
                await giveBack(taken, changed: outcome.changed, freshness)
                return outcome.value
            } catch {
                await giveBack(taken, changed: true, freshness)
                throw error
            }
        }
    }

    /// Waits for a lock.
    ///
    /// - Returns: Whether all there is of its kind is known.
    private func take(_ name: LockName, _ freshness: Freshness) async throws(SyncError) -> Bool {
        let began = environment.elapsed()
        var pause = Duration.milliseconds(25)
        while true {
            let (outcome, isFresh) = try await inTurn(name.kind) { () async throws(SyncError) in
                let outcome = try await self.keeper.lock(name)
                guard case .taken(let generation) = outcome else { return (outcome, false) }
                return (outcome, freshness.covers(generation))
            }
            guard case .held(let other) = outcome else { return isFresh }
            let waited = environment.elapsed() - began
            if waited > Self.longWait, awaited.withLock({ $0.insert(other).inserted }) {
                logger.waits(for: name, of: other, atMost: patience)
            }
            guard waited < patience else {
                let message = "the worker \(other) has held “\(name)” for \(patience)"
                throw SyncError(.locked, message, isTransient: true)
            }
            try await environment.pause(pause * (0.5 + environment.random()))
            pause = min(pause * 2, .milliseconds(400))
        }
    }

    private func giveBack(_ names: [LockName], changed: Bool, _ freshness: Freshness) async {
        _ = try? await uncancelled { () async throws(SyncError) in
            for (index, name) in names.enumerated() {
                let isChange = changed && index == 0
                try await self.inTurn(name.kind) { () async throws(SyncError) in
                    let generation = await self.keeper.unlock(name, changed: isChange)
                    if isChange, let generation { freshness.changed(to: generation) }
                }
            }
        }
    }

    /// What the store says of a kind's generation is taken in in the order in which it said so.
    private func inTurn<Value>(
        _ kind: LockName.Kind,
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        try await local.withLocks(["generation of \(kind)"], body)
    }
}
