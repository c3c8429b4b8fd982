import InvenTreeClient

/// The stages that one invoice takes after it was mapped: resolve, plan, apply.
///
/// One invoice of a name at a time.
struct OrderStages: Sendable {
    let planner: OrderPlanner
    let resolver: OrderResolver
    private let applier: PlanApplier
    private let locks = KeyedLocks()

    init(_ engine: SyncEngine, api: any SalesOrderAPI, context: ServerContext, directory: Directory) {
        let configuration = engine.configuration
        let persistence = Persistence(attempts: 5, firstPause: .seconds(1), sleep: engine.environment.sleep)
        let locks = KeyedLocks()
        planner = OrderPlanner(
            makesPartsSalable: configuration.makesPartsSalable,
            partCategory: configuration.partCategory
        )
        resolver = OrderResolver(api: api, directory: directory)
        let parties = PartyWriter(
            api: api,
            directory: directory,
            locks: locks,
            persistence: persistence,
            makesPartsSalable: configuration.makesPartsSalable,
            partCategory: configuration.partCategory
        )
        let orders = OrderWriter(
            api: api,
            directory: directory,
            locks: locks,
            references: ReferenceAllocator(context.references),
            persistence: persistence
        )
        applier = PlanApplier(
            parties: parties,
            orders: orders,
            resolver: resolver,
            planner: planner,
            now: engine.environment.now
        )
    }

    /// Brings one invoice to the server.
    func sync(_ draft: OrderDraft, former: InvoiceLog?) async throws(SyncError) -> InvoiceLog {
        try await locks.withLocks([draft.description]) { () async throws(SyncError) in
            try await applier.apply(try await plan(draft, former: former))
        }
    }

    /// What bringing one invoice to the server would write.
    func plan(_ draft: OrderDraft, former: InvoiceLog?) async throws(SyncError) -> OrderPlan {
        planner.plan(try await resolver.resolve(draft, former: former), former: former)
    }
}
