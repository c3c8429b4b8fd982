import InvenTreeClient
import Synchronization

/// An index of rows of one kind that tells which of them a name stands for.
protocol NameIndex: Sendable {
    /// A row of the server.
    associatedtype Row: Identifiable & Sendable
    /// What is looked for.
    associatedtype Demand: Hashable & Sendable
    /// What was found.
    associatedtype Match: Sendable

    /// What is created under locks of this kind.
    static var kind: LockName.Kind { get }
    /// The names of what is looked for: whoever creates it holds them all.
    static func names(of demand: Demand) -> [String]
    /// What the store remembers of a row; nil where nothing.
    static func memo(of row: Row) -> String?
    /// The row that the store remembered.
    static func row(from memo: String) -> Row?
    /// The row that was found.
    static func row(of match: Match) -> Row?

    init()
    mutating func insert(_ row: Row)
    mutating func remove(_ row: Row)
    func match(_ demand: Demand) -> Match
    /// How many rows are known.
    var count: Int { get }
}

/// The rows of one kind that a run knows, and how it comes to know them.
///
/// ``learn(_:remaining:parallel:)`` asks for many names at once, the cheapest exact way; matching is then done in memory.
final class Catalogue<Index: NameIndex>: Sendable {
    /// How the server is asked.
    struct Requests: Sendable {
        /// One page of all rows.
        let page: @Sendable (PageRequest) async throws(InvenTreeError) -> Page<Index.Row>
        /// All rows.
        let all: @Sendable () async throws(InvenTreeError) -> [Index.Row]
        /// All rows that may be what is looked for.
        let candidates: @Sendable (Index.Demand) async throws(InvenTreeError) -> [Index.Row]
    }

    private struct Known {
        var index = Index()
        var isWhole = false
        var asked: Set<Index.Demand> = []

        /// Forgets everything where that has become too much; what is needed of it is remembered by the store.
        mutating func bound(to limit: Int) {
            if max(index.count, asked.count) > limit { self = Known() }
        }
    }

    /// How many rows and names are kept in memory; so many companies or parts take some tens of megabytes.
    private static var limit: Int { 50_000 }

    /// How many rows the first request brings: a server with no more is known whole after it.
    private static var firstPage: PageRequest { PageRequest(limit: 500) }

    /// Whether other workers have created rows of this kind since they were asked for.
    let freshness = Freshness()
    private let name: String
    private let cost: LookupCost
    private let requests: Requests
    let memory: DirectoryMemory<Index>?
    let repairs = KeyedLocks()
    private let generation: @Sendable () async throws(SyncError) -> Generation
    private let known = Mutex(Known())

    init(
        _ name: String,
        cost: LookupCost,
        requests: Requests,
        store: any InvoiceStore,
        memory: DirectoryMemory<Index>?
    ) {
        self.name = name
        self.cost = cost
        self.requests = requests
        self.memory = memory
        generation = { () async throws(SyncError) in try await store.generation(of: Index.kind) }
    }

    func match(_ demand: Index.Demand) -> Index.Match { known.withLock { $0.index.match(demand) } }

    func insert(_ row: Index.Row) { known.withLock { $0.index.insert(row) } }

    func remove(_ row: Index.Row) { known.withLock { $0.index.remove(row) } }

    /// Learns whatever is not known of some names.
    ///
    /// - Parameters:
    ///   - demands: The names.
    ///   - remaining: How many batches of names like this one are still to come, this one included: they share the cost
    ///     of a full list.
    ///   - parallel: How many requests at the same time.
    /// - Throws: ``SyncError`` where the server or the store cannot be asked.
    func learn(_ demands: Set<Index.Demand>, remaining: Int, parallel: Int) async throws(SyncError) {
        let unknown = known.withLock { known in
            known.bound(to: Self.limit)
            return demands.subtracting(known.asked)
        }
        guard !unknown.isEmpty else { return }
        let generation = try await generation()
        let remembered = try await memory?.rows(of: unknown) ?? [:]
        known.withLock { known in
            for row in remembered.values { known.index.insert(row) }
            known.asked.formUnion(remembered.keys)
        }
        let strange = unknown.subtracting(remembered.keys)
        if !strange.isEmpty {
            try await ask(for: strange, remaining: remaining, parallel: parallel)
            let found = strange.map { ($0, Index.row(of: match($0))) }
            try await memory?.remember(Dictionary(uniqueKeysWithValues: found).compactMapValues { $0 })
        }
        freshness.begin(at: generation)
    }

    /// Asks the server for names, the cheapest exact way.
    private func ask(for unknown: Set<Index.Demand>, remaining: Int, parallel: Int) async throws(SyncError) {
        if known.withLock({ $0.isWhole }) {
            // What the server does not hold is not there to be asked for.
        } else if let rows = try await everything(worth: unknown.count * remaining) {
            known.withLock { known in
                for row in rows { known.index.insert(row) }
                known.isWhole = true
            }
        } else {
            try await inParallel(Array(unknown), atMost: parallel) { (demand) async throws(SyncError) in
                try await self.refresh(demand)
            }
        }
        known.withLock { $0.asked.formUnion(unknown) }
    }

    /// Asks the server anew for one name.
    func refresh(_ demand: Index.Demand) async throws(SyncError) {
        do throws(InvenTreeError) {
            for row in try await requests.candidates(demand) { insert(row) }
        } catch {
            throw .server("looking among the \(name)", error)
        }
    }

    /// All rows, where that is cheaper than looking up so many names.
    private func everything(worth names: Int) async throws(SyncError) -> [Index.Row]? {
        do throws(InvenTreeError) {
            let page = try await requests.page(Self.firstPage)
            if page.count <= page.results.count { return page.results }
            return cost.prefersList(rows: page.count, names: names) ? try await requests.all() : nil
        } catch {
            throw .server("listing the \(name)", error)
        }
    }
}
