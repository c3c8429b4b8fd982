import InvenTreeClient

/// How the server is asked for the rows of one kind, or for some of them.
struct Lookup<Index: NameIndex>: Sendable {
    /// How many rows there are.
    let count: @Sendable () async throws(InvenTreeError) -> Int
    /// Every row.
    let list: @Sendable () async throws(InvenTreeError) -> [Index.Row]
    /// Every row that may be what is looked for.
    private let candidates: @Sendable (Set<Index.Demand>) async throws(InvenTreeError) -> [Index.Row]

    /// Every row that may be what is looked for, found one way; and whether these are all the rows that there are.
    ///
    /// Databases differ in the expressions that they take: where the server cannot search it lists.
    func rows(
        _ demands: Set<Index.Demand>,
        _ way: LookupCost.Way
    ) async throws(InvenTreeError) -> (rows: [Index.Row], isAll: Bool) {
        switch way {
        case .none: return ([], true)
        case .list: return (try await list(), true)
        case .search:
            do throws(InvenTreeError) {
                return (try await candidates(demands), false)
            } catch {
                guard error.code == .badAnswer else { throw error }
                return (try await list(), true)
            }
        }
    }
}

extension Lookup<CompanyIndex> {
    /// All companies.
    static func companies(of api: any SalesOrderAPI) -> Self {
        Self { () async throws(InvenTreeError) in
            try await api.companies(.init(), page: .count).count
        } list: { () async throws(InvenTreeError) in
            try await api.allCompanies(.init())
        } candidates: { demands async throws(InvenTreeError) in
            let names = demands.map { SearchTerm(name: $0.name) }
            let codes = demands.compactMap(\.tax).map { SearchTerm(taxCode: $0) }
            var found: [Company] = []
            for expression in PrefixTree.expressions(matching: Set(names + codes)) {
                found += try await api.search(Company.Search(expression: expression))
            }
            return found
        }
    }
}

extension Lookup<PartIndex> {
    /// All parts.
    ///
    /// Products with a code are searched for by name only where the code has found nothing.
    static func parts(of api: any SalesOrderAPI) -> Self {
        Self { () async throws(InvenTreeError) in
            try await api.parts(.init(), page: .count).count
        } list: { () async throws(InvenTreeError) in
            try await api.allParts(.init())
        } candidates: { demands async throws(InvenTreeError) in
            var found: [Part] = []
            let codes = demands.map(\.ipn).filter { !$0.isEmpty }.map { SearchTerm(name: $0) }
            for expression in PrefixTree.expressions(matching: Set(codes)) {
                found += try await api.search(Part.Search(.ipn, expression: expression))
            }
            var index = PartIndex()
            for part in found { index.insert(part) }
            let names = demands.filter { $0.foldedIPN == nil || index.match($0) == nil }.map {
                SearchTerm(name: $0.name)
            }
            for expression in PrefixTree.expressions(matching: Set(names)) {
                found += try await api.search(Part.Search(.name, expression: expression))
            }
            return found
        }
    }
}

extension Lookup<OrderIndex> {
    /// All orders, or those that were made after a day.
    static func orders(of api: any SalesOrderAPI, createdAfter day: CalendarDate? = nil) -> Self {
        let filter = SalesOrder.Filter(createdAfter: day)
        return Self { () async throws(InvenTreeError) in
            try await api.salesOrders(filter, page: .count).count
        } list: { () async throws(InvenTreeError) in
            try await api.allSalesOrders(filter)
        } candidates: { descriptions async throws(InvenTreeError) in
            var found: [SalesOrder] = []
            let terms = Set(descriptions.map { SearchTerm(name: $0) })
            for expression in PrefixTree.expressions(matching: terms, tail: SearchTerm.note) {
                found += try await api.search(SalesOrder.Search(expression: expression, createdAfter: day))
            }
            return found
        }
    }
}
