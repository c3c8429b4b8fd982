import InvenTreeClient

/// The stages that one invoice takes after it was mapped, up to its plan: nothing is written.
struct OrderStages: Sendable {
    let planner: OrderPlanner
    private let resolver: OrderResolver

    init(_ engine: SyncEngine, context: ServerContext, directory: Directory) {
        planner = OrderPlanner(engine.configuration, partNumbers: context.partNumbers)
        resolver = OrderResolver(api: engine.api, directory: directory)
    }

    /// What bringing one invoice to the server would write.
    ///
    /// - Parameters:
    ///   - draft: What the invoice asks for.
    ///   - history: What former syncs did of it.
    /// - Returns: All that must be written.
    /// - Throws: ``SyncError`` where the order's lines cannot be read, and with the code `no_line_placed` where a new order would
    ///   have none of the invoice's lines (SyncRules, “Invoices without an order”).
    func plan(_ draft: OrderDraft, _ history: InvoiceHistory) async throws(SyncError) -> OrderPlan {
        let plan = planner.plan(try await resolver.resolve(draft, history), history)
        if plan.order == .create, plan.lines.isEmpty { throw .noLinePlaced(plan.missing, warnings: plan.warnings) }
        return plan
    }
}
