import InvenTreeClient
import Synchronization

/// An index of rows of one kind that tells which of them a name stands for.
protocol NameIndex: Sendable {
    /// A row of the server.
    associatedtype Row: Identifiable & Sendable where Row.ID: Sendable
    /// What is looked for.
    associatedtype Demand: Hashable & Sendable
    /// What was found.
    associatedtype Match: Sendable

    /// What is created under locks of this kind.
    static var kind: LockName.Kind { get }
    /// The names of what is looked for: whoever creates it holds them all.
    static func names(of demand: Demand) -> [String]
    /// Whether the store remembers what names stand for, and not only who created something under them.
    static var isRemembered: Bool { get }
    /// A Boolean value that indicates whether an operator chose the row of a name, so that there is nothing to look for.
    static func isChosen(_ demand: Demand) -> Bool
    /// What the store remembers of a row; nil where nothing, as of one that must be changed before it serves: somebody else
    /// may change it first.
    static func memo(of row: Row, for demand: Demand) -> String?
    /// The row that the store remembered of a name; `nil` if it does not serve any more.
    static func row(from memo: String, for demand: Demand) -> Row?
    /// The row that was found.
    static func row(of match: Match) -> Row?
    /// A Boolean value that indicates whether the row is the only one that fits; others are not remembered, as each log warns
    /// of the choice.
    static func isCertain(_ match: Match) -> Bool

    init()
    /// Takes note of names that are in use, whether or not there are rows of them.
    mutating func expect(_ demands: Set<Demand>)
    mutating func insert(_ row: Row)
    mutating func remove(_ row: Row)
    func match(_ demand: Demand) -> Match
    /// How many rows are known.
    var count: Int { get }
    /// A row that is known.
    subscript(_ id: Row.ID) -> Row? { get }
}

extension NameIndex {
    mutating func expect(_ demands: Set<Demand>) {}
}

/// The rows of one kind that a run knows, and how it comes to know them.
///
/// ``learn(_:among:remaining:)`` asks for many names at once, the cheapest exact way; matching is then done in memory.
final class Catalogue<Index: NameIndex>: Sendable {
    private struct Known {
        var index = Index()
        var isWhole = false
        var asked: Set<Index.Demand> = []
        var size: Int?
        /// How many rows came with a full list; they are kept, as forgetting them would mean to list them again.
        var listed = 0

        /// Forgets what has become too much; whoever needs it asks the store or the server for it again.
        mutating func bound(to limit: Int) {
            if isWhole, asked.count > limit { asked = [] }
            if max(asked.count, index.count - listed) > limit { self = Known(size: size) }
        }

        /// Whether the server, and the store where it remembers such rows, need not be asked for a name.
        func needsNothing(for name: Index.Demand) -> Bool {
            Index.isChosen(name) || asked.contains(name) || isWhole && !Index.isRemembered
        }
    }

    /// How many names and rows that no full list brought are kept in memory, about: 2 MB.
    ///
    /// Several batches have as many; a kind that is forgotten later is asked for no less often.
    private static var limit: Int { 2_000 }

    /// Whether other workers have created rows of this kind since they were asked for.
    let freshness = Freshness()
    private let name: String
    private let cost: LookupCost
    private let everything: Lookup<Index>
    let memory: DirectoryMemory<Index>?
    let repairs = KeyedLocks()
    private let generation: @Sendable () async throws(SyncError) -> Generation
    private let known: Mutex<Known>
    /// The rows that a response of this run has shown to be what they are known as.
    private let confirmed = Mutex<Set<Index.Row.ID>>([])

    /// How many rows there were when they were counted; nil where they were not.
    var rowCount: Int? { known.withLock(\.size) }

    init(
        _ name: String,
        _ cost: LookupCost,
        _ everything: Lookup<Index>,
        _ store: any InvoiceStore,
        _ memory: DirectoryMemory<Index>?,
        _ sizes: [LockName.Kind: Int]
    ) {
        self.name = name
        self.cost = cost
        self.everything = everything
        self.memory = memory
        // Where there was nothing there may be something now: that is not taken from an earlier run.
        known = Mutex(Known(size: sizes[Index.kind].flatMap { $0 > 0 ? $0 : nil }))
        generation = { () async throws(SyncError) in try await store.generation(of: Index.kind) }
    }

    func match(_ demand: Index.Demand) -> Index.Match { known.withLock { $0.index.match(demand) } }

    /// Whether the server was asked what a name stands for, and the answer is not forgotten.
    func wasAsked(for demand: Index.Demand) -> Bool {
        known.withLock { $0.isWhole || $0.asked.contains(demand) || Index.isChosen(demand) }
    }

    /// The row of a name, if it is the only one that fits.
    func certainRow(of demand: Index.Demand) -> Index.Row? {
        let match = match(demand)
        return Index.isCertain(match) ? Index.row(of: match) : nil
    }

    /// Notes that demands exist, which may tell rows apart.
    func expect(_ demands: Set<Index.Demand>) { known.withLock { $0.index.expect(demands) } }

    func insert(_ row: Index.Row) { known.withLock { $0.index.insert(row) } }

    /// Notes that a response has shown a row to be what it is known as.
    func confirm(_ id: Index.Row.ID) {
        confirmed.withLock { confirmed in
            // What is forgotten is shown once more.
            if confirmed.count >= Self.limit * 10 { confirmed = [] }
            confirmed.insert(id)
        }
    }

    /// Whether a response has shown a row to be what it is known as.
    func isConfirmed(_ id: Index.Row.ID) -> Bool { confirmed.withLock { $0.contains(id) } }

    /// A row that is known.
    func row(_ id: Index.Row.ID) -> Index.Row? { known.withLock { $0.index[id] } }

    func remove(_ row: Index.Row) { known.withLock { $0.index.remove(row) } }

    /// Learns whatever is not known of some names.
    ///
    /// - Parameters:
    ///   - demands: The names.
    ///   - narrower: How to ask for only some of the rows, where these names can stand for no others.
    ///   - remaining: How many batches of names like this one are still to come, this one included: they share the cost
    ///     of a full list.
    /// - Throws: ``SyncError`` where the server or the store cannot be asked.
    func learn(
        _ demands: Set<Index.Demand>,
        among narrower: Lookup<Index>? = nil,
        remaining: Int
    ) async throws(SyncError) {
        let unknown = known.withLock { known in
            known.bound(to: Self.limit)
            known.index.expect(demands)
            return demands.filter { !known.needsNothing(for: $0) }
        }
        guard !unknown.isEmpty else { return }
        let generation = try await generation()
        let remembered = try await memory?.rows(of: unknown) ?? [:]
        learnt(Array(remembered.values), of: Set(remembered.keys))
        let strange = unknown.subtracting(remembered.keys)
        try await ask(for: strange, among: narrower, remaining: remaining)
        let found = strange.map { ($0, certainRow(of: $0)) }
        try await memory?.remember(Dictionary(uniqueKeysWithValues: found).compactMapValues { $0 })
        freshness.begin(at: generation)
    }

    /// Leaves it to the creation of rows to show which of them are there.
    func leaveToCreation(_ demands: Set<Index.Demand>) async throws(SyncError) {
        let generation = try await generation()
        learnt([], of: demands)
        freshness.begin(at: generation)
    }

    /// Asks the server for names; where all its rows are known it has no others.
    private func ask(
        for names: Set<Index.Demand>,
        among narrower: Lookup<Index>?,
        remaining: Int
    ) async throws(SyncError) {
        guard !names.isEmpty else { return }
        if known.withLock({ $0.isWhole }) { return learnt([], of: names) }
        do throws(InvenTreeError) {
            let way = cost.cheapest(names: names.count, rows: try await size(), batches: remaining)
            if way == .search, let narrower {
                let way = cost.cheapest(names: names.count, rows: try await narrower.count(), batches: 1)
                learnt(try await narrower.rows(names, way).rows, of: names)
            } else {
                let (rows, isAll) = try await everything.rows(names, way)
                learnt(rows, of: names, isAll: isAll)
            }
        } catch {
            throw .server("looking among the \(name)", error)
        }
    }

    /// How many rows there were when it was asked first.
    private func size() async throws(InvenTreeError) -> Int {
        if let size = known.withLock(\.size) { return size }
        let size = try await everything.count()
        known.withLock { $0.size = size }
        return size
    }

    private func learnt(_ rows: [Index.Row], of demands: Set<Index.Demand>, isAll: Bool = false) {
        known.withLock { known in
            known.index.expect(demands)
            for row in rows { known.index.insert(row) }
            if isAll { (known.isWhole, known.listed) = (true, rows.count) }
            known.asked.formUnion(demands.filter { !known.needsNothing(for: $0) })
        }
    }

    /// Asks the server anew for one name.
    func refresh(_ demand: Index.Demand) async throws(SyncError) {
        guard !Index.isChosen(demand) else { return }
        do throws(InvenTreeError) {
            for row in try await everything.rows([demand], .search).rows { insert(row) }
        } catch {
            throw .server("looking among the \(name)", error)
        }
    }
}
