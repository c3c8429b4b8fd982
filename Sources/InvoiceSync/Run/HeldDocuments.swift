/// The documents that other workers hold when a run has nothing else to do.
///
/// A worker that lives goes on with them. One that died renews no lease: after one lease at most its documents are pending.
struct HeldDocuments: Sendable {
    let store: any InvoiceStore
    let environment: SyncEnvironment
    /// The duration of a lease.
    let lease: Duration
    let logger: RunLogger

    private static let pollInterval = Duration.seconds(1)

    /// Waits until a document is pending again.
    ///
    /// - Parameters:
    ///   - sources: The accepted sources.
    ///   - stop: Ends the wait.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    /// - Returns: Whether there is a pending document; `false` if nothing is held, or its holder lives.
    func waitForPending(of sources: SourceFilter, _ stop: StopSignal) async throws(SyncError) -> Bool {
        // The lease may have been renewed just before.
        let deadline = environment.elapsed() + lease + Self.pollInterval
        var isLogged = false
        while true {
            let pending = try await store.pendingSources()
            if pending.contains(where: { sources.accepts($0.key) && $0.value > 0 }) { return true }
            let held = try await store.counts().held
            let isOver = stop.isRequested || Task.isCancelled || environment.elapsed() > deadline
            guard held > 0, !isOver else { return false }
            if !isLogged { logger.waits(forHeld: held, atMost: lease) }
            isLogged = true
            guard (try? await environment.sleep(Self.pollInterval)) != nil else { return false }
        }
    }
}
