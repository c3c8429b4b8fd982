import Foundation
import InvenTreeClient

/// The companies, parts and orders that a run knows.
///
/// What the run itself creates or changes is entered as it happens.
struct Directory: Sendable {
    let companies: Catalogue<CompanyIndex>
    let parts: Catalogue<PartIndex>
    let orders: Catalogue<OrderIndex>
    private let api: any SalesOrderAPI
    private let server: ServerContext
    private let now: @Sendable () -> Date

    /// Whether and how a directory uses what the store remembers.
    enum Memory {
        /// All is asked of the server, and no word is left: for who only reads.
        case none
        /// What this worker creates is remembered, but what was remembered before is asked anew: for repairs.
        case written(by: String)
        /// What is remembered is believed until an answer of the server says otherwise.
        case trusted(by: String)

        fileprivate func of<Index>(_ server: String, in store: any InvoiceStore) -> DirectoryMemory<Index>? {
            switch self {
            case .none: nil
            case .written(let worker):
                DirectoryMemory(store: store, server: server, worker: worker, isTrusted: false)
            case .trusted(let worker):
                DirectoryMemory(store: store, server: server, worker: worker, isTrusted: true)
            }
        }
    }

    /// A directory.
    ///
    /// - Parameters:
    ///   - engine: Whose server it is of.
    ///   - store: Where workers leave word of what they create.
    ///   - context: What the preflight found out about the server.
    ///   - memory: What is done with what the store remembers.
    init(_ engine: SyncEngine, store: any InvoiceStore, context: ServerContext, memory: Memory) {
        api = engine.api
        server = context
        now = engine.environment.now
        let identity = engine.api.serverIdentity
        let sizes = context.sizes
        companies = Catalogue("companies", .company, .companies(of: api), store, memory.of(identity, in: store), sizes)
        parts = Catalogue("parts", .part, .parts(of: api), store, memory.of(identity, in: store), sizes)
        orders = Catalogue("orders", .order, .orders(of: api), store, memory.of(identity, in: store), sizes)
    }

    /// How many rows of a kind there were, for those that were counted.
    var sizes: [LockName.Kind: Int] {
        [.customer: companies.rowCount, .part: parts.rowCount, .order: orders.rowCount].compactMapValues(\.self)
    }

    /// Learns all that the orders of a batch need.
    ///
    /// Orders with references that follow from their invoices are looked for only where that costs little, among those
    /// that are young enough: another program may have created them under other references. Beyond that their creation is
    /// their look-up.
    ///
    /// - Parameters:
    ///   - batch: The orders of the batch.
    ///   - remaining: How many batches like this one are still to come, this one included.
    /// - Throws: ``SyncError`` where the server cannot be asked.
    func prepare(for batch: [DocumentWork.Order], remaining: Int) async throws(SyncError) {
        try await learnCustomersAndParts(of: batch.map(\.draft), remaining: remaining)
        let age = OrderAge(of: batch, now: now())
        if let day = age.after, server.filtersOrdersByCreation {
            try await orders.learn(age.dated, among: .orders(of: api, createdAfter: day), remaining: remaining)
        }
        let isUrgent = { (order: DocumentWork.Order) in !server.namesOrdersAfterInvoices || order.history.isKnown }
        try await orders.learn(Set(batch.filter(isUrgent).map(\.draft.description)), remaining: remaining)
        if server.namesOrdersAfterInvoices { try await orders.leaveToCreation(age.dated.union(age.undated)) }
    }

    /// Learns the customers and parts that the orders of a batch need; see ``prepare(for:remaining:)``.
    func learnCustomersAndParts(of drafts: [OrderDraft], remaining: Int) async throws(SyncError) {
        try await companies.learn(Set(drafts.map(\.customer)), remaining: remaining)
        try await parts.learn(Set(drafts.flatMap(\.parts)), remaining: remaining)
    }

    /// The parts of an order that are known.
    func knownParts(of draft: OrderDraft) -> [PartDemand: Part] {
        Dictionary(draft.parts.compactMap { demand in parts.match(demand).map { (demand, $0.part) } }) { first, _ in
            first
        }
    }

    /// Warnings about parts of an order that are one of several.
    func warnings(aboutPartsOf draft: OrderDraft) -> [String] {
        Set(draft.parts).compactMap { demand in parts.match(demand).flatMap { demand.warning(about: $0) } }.sorted()
    }

    /// The name of a company, such as the customer of an order; `nil` if the server does not tell it.
    func companyName(_ id: Company.ID) async -> String? {
        if let known = companies.row(id) { return known.name }
        guard let company = try? await api.company(id) else { return nil }
        companies.insert(company)
        return company.name
    }

    /// Looks anew for what an order that is there needs and that is not known: somebody else may have created both since.
    ///
    /// Lines are told apart by their parts: one whose part is not known would be added a second time.
    func catchUp(for draft: OrderDraft, _ history: InvoiceHistory) async throws(SyncError) {
        guard history.order != nil || orders.match(draft.description) != nil else { return }
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
