import FGOModels
import Foundation

/// Fills the ledger once from the logs that older versions of invsync and other programs wrote
/// (<doc:DocumentRules#Ledger>).
///
/// Every finished document is read once, page by page. Workers wait for the one that does it; if it dies, another one
/// begins again, and what was entered before is the same then.
struct LedgerFill: Sendable {
    private static let lock = LockName(.order, "ledger")
    private static let done = "1"
    /// The number of documents that are read at once.
    private static let page = 200

    private let store: any InvoiceStore
    private let environment: SyncEnvironment
    private let leaseDuration: Duration
    private let owner: String

    init(_ store: any InvoiceStore, _ environment: SyncEnvironment, lease leaseDuration: Duration) {
        self.store = store
        self.environment = environment
        self.leaseDuration = leaseDuration
        owner = "\(environment.worker)/ledger"
    }

    /// Fills the ledger, unless that was done before.
    ///
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func run() async throws(SyncError) {
        while try await store.text(of: .ledgerFilled) == nil {
            guard case .taken = try await store.lock(Self.lock, owner: owner, for: leaseDuration) else {
                try await environment.pause(.milliseconds(200))
                continue
            }
            let outcome = await result(of: fill)
            _ = try await uncancelled { [store, owner] () async throws(SyncError) in
                try await store.unlock(Self.lock, owner: owner, changed: false)
            }
            try outcome.get()
        }
    }

    private func fill() async throws(SyncError) {
        guard try await store.text(of: .ledgerFilled) == nil else { return }
        var query = DocumentQuery(states: DocumentState.finished, limit: Self.page)
        var documents = try await store.documents(query)
        while let last = documents.last {
            guard case .taken = try await store.lock(Self.lock, owner: owner, for: leaseDuration) else {
                throw SyncError(.leaseLost, "another worker fills the ledger", isTransient: true)
            }
            if Task.isCancelled { throw SyncError(.cancelled, "the run was asked to stop") }
            try await enter(documents)
            query.after = last.document.id
            documents = try await store.documents(query)
        }
        try await store.keep(Self.done, as: .ledgerFilled)
    }

    private func enter(_ documents: [StoredDocument]) async throws(SyncError) {
        let entries = documents.flatMap(\.logged)
        var records = try await store.ledger(of: entries.map(\.invoice))
        for entry in entries { records[entry.invoice] = entry.merged(into: records[entry.invoice]) }
        try await store.writeLedger(Array(records.values))
        try await AcceptedSources.add(documents.compactMap(\.document.source), to: store)
    }
}
