/// What names of one kind stand for on a server, as the store remembers it between runs and for all its workers.
///
/// Two things are remembered of a name: what was found or created for it, and the trace that a worker created something
/// under it. Who holds a name's lock and finds no trace of others knows that none of them created anything for it.
struct DirectoryMemory<Index: NameIndex>: Sendable {
    /// What is remembered of one name.
    struct Word: Sendable {
        /// What it stands for.
        let row: Index.Row?
        /// The workers that created something under it.
        let creators: Set<String>

        var isEmpty: Bool { row == nil && creators.isEmpty }
    }

    /// Whether what names stood for in former runs is believed, and the server asked only for the others.
    let isTrusted: Bool

    private let store: any InvoiceStore
    private let server: String
    private let worker: String

    /// A memory.
    ///
    /// - Parameters:
    ///   - store: Where it is kept.
    ///   - server: The server's identity.
    ///   - worker: Who remembers.
    ///   - isTrusted: Whether what names stood for in former runs is believed.
    init(store: any InvoiceStore, server: String, worker: String, isTrusted: Bool) {
        self.isTrusted = isTrusted
        self.store = store
        self.server = server
        self.worker = worker
    }

    /// What many names stand for; those of which that is not remembered are missing.
    func rows(of demands: Set<Index.Demand>) async throws(SyncError) -> [Index.Demand: Index.Row] {
        guard isTrusted, Index.isRemembered else { return [:] }
        let memos = try await store.recall(Set(demands.map(meaning)))
        let rows = demands.map { demand in
            (demand, memos[meaning(demand)].flatMap { Index.row(from: $0, for: demand) })
        }
        return Dictionary(uniqueKeysWithValues: rows).compactMapValues { $0 }
    }

    /// All that is remembered of one name.
    func word(of demand: Index.Demand) async throws(SyncError) -> Word {
        let traces = traces(demand)
        let memos = try await store.recall(traces.union([meaning(demand)]))
        return Word(
            row: memos[meaning(demand)].flatMap { Index.row(from: $0, for: demand) },
            creators: Set(traces.compactMap { memos[$0] })
        )
    }

    /// Whether this worker alone created something under a name.
    func isOwn(_ word: Word) -> Bool { word.creators.isSubset(of: [worker]) }

    /// Remembers what names stand for.
    func remember(_ rows: [Index.Demand: Index.Row]) async throws(SyncError) {
        let entries = rows.compactMap { entry($0.key, $0.value) }
        if !entries.isEmpty { try await store.remember(entries) }
    }

    /// Remembers that a row was created, or changed, for a name; the name's lock is held.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - demand: The name.
    ///   - isCertain: A Boolean value that indicates whether the row alone fits, so that it is remembered itself.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func rememberCreation(of row: Index.Row, for demand: Index.Demand, isCertain: Bool) async throws(SyncError) {
        let traces = traces(demand).map { DirectoryEntry(key: $0, value: worker) }
        try await store.remember(traces + [isCertain ? entry(demand, row) : nil].compactMap { $0 })
    }

    /// Forgets what a name stands for.
    func forget(_ demand: Index.Demand) async throws(SyncError) {
        try await store.forget([meaning(demand)])
    }

    private func entry(_ demand: Index.Demand, _ row: Index.Row) -> DirectoryEntry? {
        Index.memo(of: row, for: demand).map { DirectoryEntry(key: meaning(demand), value: $0) }
    }

    private func meaning(_ demand: Index.Demand) -> DirectoryKey {
        key("is", Index.names(of: demand).joined(separator: "\u{1F}"))
    }

    private func traces(_ demand: Index.Demand) -> Set<DirectoryKey> {
        Set(Index.names(of: demand).map { key("by", $0) })
    }

    private func key(_ role: String, _ name: String) -> DirectoryKey {
        DirectoryKey(server: server, kind: Index.kind, name: "\(role) \(name)")
    }
}
