import InvenTreeClient

/// Brings invoices to the server, each under what must be held for it.
///
/// One invoice of a name at a time, over all workers.
struct OrderSync: Sendable {
    private let stages: OrderStages
    private let engine: SyncEngine
    private let directory: Directory
    private let keeper: LeaseKeeper
    private let locks: NameLocks
    let references: ReferenceAllocator
    private let creationLooksUp: Bool
    private let partTurns = AscendingTurns()

    init(_ engine: SyncEngine, context: ServerContext, directory: Directory, keeper: LeaseKeeper) {
        self.engine = engine
        self.directory = directory
        self.keeper = keeper
        stages = OrderStages(engine, directory: directory)
        locks = NameLocks(keeper: keeper, configuration: engine.configuration, environment: engine.environment)
        references = ReferenceAllocator(context.references)
        creationLooksUp = context.namesOrdersAfterInvoices
    }

    /// Brings one invoice of a document to the server.
    func sync(_ order: DocumentWork.Order, under lease: Lease) async throws(SyncError) -> InvoiceLog {
        let lock = LockName(.order, order.draft.description)
        let orders = directory.orders
        return try await locks.withLocks([lock], orders.freshness) { (isFresh) async throws(SyncError) in
            try await orders.catchUp(on: order.draft.description, isFresh: isFresh)
            try await directory.catchUp(for: order.draft)
            let permit = WritePermit(keeper, document: lease).under([lock])
            return try await bring(order, applier(PermittedAPI(server: engine.api, permit: permit)))
        }
    }

    /// Plans an invoice and applies the plan; where its order turns out to stand there, once more.
    private func bring(
        _ order: DocumentWork.Order,
        _ applier: PlanApplier
    ) async throws(SyncError) -> NameLocks.Outcome<InvoiceLog> {
        for _ in 1...2 {
            let plan = try await stages.plan(order.draft, order.history)
            guard case .done(let log) = try await applier.apply(plan) else { continue }
            return .init(value: log, changed: await isUntold(plan))
        }
        let message = "the order of \(order.draft.description) is there one moment and gone the next; it is tried again"
        throw SyncError(.serverUnavailable, message, isTransient: true)
    }

    /// Whether an order was created of which other workers cannot be told.
    private func isUntold(_ plan: OrderPlan) async -> Bool {
        let description = plan.draft.description
        guard plan.order == .create, let (order, _) = directory.orders.match(description) else { return false }
        return await !directory.orders.leaveWord(of: order, for: description)
    }

    private func applier(_ api: PermittedAPI) -> PlanApplier {
        let configuration = engine.configuration
        let persistence = Persistence(attempts: 5, firstPause: .seconds(1), sleep: engine.environment.sleep)
        return PlanApplier(
            parties: PartyWriter(
                api: api,
                directory: directory,
                locks: locks,
                turns: partTurns,
                persistence: persistence,
                makesPartsSalable: configuration.makesPartsSalable,
                partCategory: configuration.partCategory
            ),
            orders: OrderWriter(
                api: api,
                directory: directory,
                locks: locks,
                references: references,
                persistence: persistence
            ),
            resolver: OrderResolver(api: api, directory: directory),
            planner: stages.planner,
            isParallel: configuration.parallel > 1,
            creationLooksUp: creationLooksUp,
            linesAtOnce: configuration.lineOrder == .any ? configuration.parallel : 1,
            now: engine.environment.now
        )
    }
}
