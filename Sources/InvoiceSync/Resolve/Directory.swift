import InvenTreeClient

/// The companies, parts and orders that a run knows.
///
/// What the run itself creates or changes is entered as it happens.
struct Directory: Sendable {
    let companies: Catalogue<CompanyIndex>
    let parts: Catalogue<PartIndex>
    let orders: Catalogue<OrderIndex>
    private let parallel: Int

    /// Whether and how a directory uses what the store remembers.
    enum Memory {
        /// All is asked of the server, and no word is left: for who only reads.
        case none
        /// What this worker creates is remembered, but what was remembered before is asked anew: for repairs.
        case written(by: String)
        /// What is remembered is believed until an answer of the server says otherwise.
        case trusted(by: String)
    }

    /// A directory.
    ///
    /// - Parameters:
    ///   - api: The server.
    ///   - store: Where workers leave word of what they create.
    ///   - memory: What is done with that.
    ///   - parallel: How many requests at the same time.
    init(api: any SalesOrderAPI, store: any InvoiceStore, memory: Memory, parallel: Int) {
        func remembered<Index>() -> DirectoryMemory<Index>? {
            switch memory {
            case .none: nil
            case .written(let worker):
                DirectoryMemory(store: store, server: api.serverIdentity, worker: worker, isTrusted: false)
            case .trusted(let worker):
                DirectoryMemory(store: store, server: api.serverIdentity, worker: worker, isTrusted: true)
            }
        }
        companies = Catalogue(
            "companies", cost: .company, requests: .companies(of: api), store: store, memory: remembered())
        parts = Catalogue("parts", cost: .part, requests: .parts(of: api), store: store, memory: remembered())
        orders = Catalogue("orders", cost: .order, requests: .orders(of: api), store: store, memory: remembered())
        self.parallel = parallel
    }

    /// Learns all that the orders of a batch need.
    ///
    /// - Parameters:
    ///   - drafts: The orders of the batch.
    ///   - remaining: How many batches like this one are still to come, this one included.
    /// - Throws: ``SyncError`` where the server cannot be asked.
    func prepare(for drafts: [OrderDraft], remaining: Int) async throws(SyncError) {
        try await learnCustomersAndParts(of: drafts, remaining: remaining)
        try await orders.learn(Set(drafts.map(\.description)), remaining: remaining, parallel: parallel)
    }

    /// Learns the customers and parts that the orders of a batch need; see ``prepare(for:remaining:)``.
    func learnCustomersAndParts(of drafts: [OrderDraft], remaining: Int) async throws(SyncError) {
        try await companies.learn(Set(drafts.map(\.customer)), remaining: remaining, parallel: parallel)
        try await parts.learn(Set(drafts.flatMap(\.parts)), remaining: remaining, parallel: parallel)
    }

    /// The parts of an order that are known.
    func knownParts(of draft: OrderDraft) -> [PartDemand: Part] {
        Dictionary(draft.parts.compactMap { demand in parts.match(demand).map { (demand, $0) } }) { first, _ in first }
    }

    /// Looks anew for what an order that is there needs and that is not known: somebody else may have created both since.
    ///
    /// Lines are told apart by their parts: one whose part is not known would be added a second time.
    func catchUp(for draft: OrderDraft) async throws(SyncError) {
        guard orders.match(draft.description) != nil else { return }
        for part in Set(draft.parts) where parts.match(part) == nil { try await parts.refresh(part) }
        if case .none = companies.match(draft.customer) { try await companies.refresh(draft.customer) }
    }
}

extension OrderDraft {
    /// The parts that the lines need.
    var parts: [PartDemand] {
        lines.compactMap { if case .part(let demand) = $0.item { demand } else { nil } }
    }
}

extension Catalogue<CompanyIndex>.Requests {
    static func companies(of api: any SalesOrderAPI) -> Self {
        Self { page async throws(InvenTreeError) in
            try await api.companies(.init(), page: page)
        } all: { () async throws(InvenTreeError) in
            try await api.allCompanies(.init())
        } candidates: { demand async throws(InvenTreeError) in
            var found: [Company] = []
            if let tax = demand.tax { found += try await api.allCompanies(.init(search: tax.description)) }
            return found + (try await api.allCompanies(.init(search: SearchTerms.words(of: demand.name))))
        }
    }
}

extension Catalogue<PartIndex>.Requests {
    static func parts(of api: any SalesOrderAPI) -> Self {
        Self { page async throws(InvenTreeError) in
            try await api.parts(.init(), page: page)
        } all: { () async throws(InvenTreeError) in
            try await api.allParts(.init())
        } candidates: { demand async throws(InvenTreeError) in
            var found: [Part] = []
            if !demand.ipn.isEmpty { found += try await api.allParts(.init(ipn: demand.ipn)) }
            let expression = SearchTerms.expression(of: demand.name)
            return found + (try await api.allParts(.init(nameRegex: expression)))
        }
    }
}

extension Catalogue<OrderIndex>.Requests {
    static func orders(of api: any SalesOrderAPI) -> Self {
        Self { page async throws(InvenTreeError) in
            try await api.salesOrders(.init(), page: page)
        } all: { () async throws(InvenTreeError) in
            try await api.allSalesOrders(.init())
        } candidates: { description async throws(InvenTreeError) in
            try await api.allSalesOrders(.init(search: description))
        }
    }
}
