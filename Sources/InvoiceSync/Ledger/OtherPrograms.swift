import FGOModels

/// Enters into the ledger what other programs finish beside invsync, such as the Python script during a switch-over.
///
/// Their documents have a log and no `sync_hash`. They are looked for before a run, so that a correction finds the lines
/// that they added. What the ledger knows already is not written again.
struct OtherPrograms: Sendable {
    /// The number of documents that are read at once.
    private static let page = 200

    private let store: any InvoiceStore
    private let leaseDuration: Duration
    private let owner: String

    init(_ store: any InvoiceStore, _ environment: SyncEnvironment, lease leaseDuration: Duration) {
        self.store = store
        self.leaseDuration = leaseDuration
        owner = "\(environment.worker)/ledger"
    }

    /// Enters what the ledger does not know.
    ///
    /// - Parameter sources: The sources whose documents are looked at.
    /// - Throws: ``SyncError`` if the store cannot do its work, ``SyncError/Code/cancelled`` if the task is cancelled.
    func enter(of sources: SourceFilter) async throws(SyncError) {
        var query = DocumentQuery(states: DocumentState.finished, limit: Self.page)
        query.lacksFingerprint = true
        query.sources = sources
        var documents = try await store.documents(query)
        while let last = documents.last {
            if Task.isCancelled { throw SyncError(.cancelled, "the run was asked to stop") }
            try await enter(documents.flatMap(\.logged))
            query.after = last.document.id
            documents = try await store.documents(query)
        }
    }

    /// Enters what logs say that the ledger does not know.
    ///
    /// - Parameter entries: The logs' entries.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    /// - Returns: Whether the ledger knows all of it now; an invoice that a worker holds is left out.
    @discardableResult
    func enter(_ entries: [LoggedInvoice]) async throws(SyncError) -> Bool {
        let records = try await store.ledger(of: entries.map(\.invoice))
        var isComplete = true
        for entry in entries where !entry.isEntered(in: records[entry.invoice]) {
            if try await !enter(entry) { isComplete = false }
        }
        return isComplete
    }

    /// Enters what a log says of one invoice, under the lock of its order, unless a worker holds that.
    private func enter(_ entry: LoggedInvoice) async throws(SyncError) -> Bool {
        let lock = LockName(.order, entry.invoice)
        guard case .taken = try await store.lock(lock, owner: owner, for: leaseDuration) else { return false }
        let outcome = await result { () async throws(SyncError) in
            let record = try await store.ledger(of: [entry.invoice])[entry.invoice]
            if !entry.isEntered(in: record) { try await store.writeLedger([entry.merged(into: record)]) }
        }
        _ = try await uncancelled { [store, owner] () async throws(SyncError) in
            try await store.unlock(lock, owner: owner, changed: false)
        }
        try outcome.get()
        return true
    }
}
