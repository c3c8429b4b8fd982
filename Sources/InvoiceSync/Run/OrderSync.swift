import FGOModels
import InvenTreeClient

/// Processes invoices, each under the lock of its order: one invoice of a name at a time, over all workers.
struct OrderSync: Sendable {
    private let stages: OrderStages
    private let engine: SyncEngine
    private let directory: Directory
    private let keeper: LeaseKeeper
    private let locks: NameLocks
    let references: ReferenceAllocator
    private let creationLooksUp: Bool
    private let creations: CreationNotes
    private let server: ServerInfo
    private let partTurns = AscendingTurns()

    init(
        _ engine: SyncEngine,
        context: ServerContext,
        directory: Directory,
        keeper: LeaseKeeper,
        creations: CreationNotes
    ) {
        self.creations = creations
        server = context.info
        self.engine = engine
        self.directory = directory
        self.keeper = keeper
        stages = OrderStages(engine, context: context, directory: directory)
        locks = NameLocks(
            keeper: keeper,
            configuration: engine.configuration,
            environment: engine.environment,
            logger: RunLogger(engine.logger)
        )
        references = ReferenceAllocator(context.references)
        creationLooksUp = context.namesOrdersAfterInvoices
    }

    /// Processes one invoice of a document.
    ///
    /// - Parameters:
    ///   - item: The invoice.
    ///   - lease: The lease of its document.
    ///   - progress: Takes note of what is written, also if that fails.
    /// - Returns: The invoice's log.
    /// - Throws: ``SyncError`` if the invoice fails.
    func sync(
        _ item: DocumentWork.Item,
        under lease: Lease,
        _ progress: InvoiceProgress
    ) async throws(SyncError) -> InvoiceLog {
        let lock = LockName(.order, item.form.key)
        let permit = WritePermit(keeper, document: lease).under([lock])
        return try await locks.withLocks([lock], directory.orders.freshness) { (isFresh) async throws(SyncError) in
            let record = try await OpenRecord(of: item.form, in: keeper.store, permit)
            if let reason = item.form.reasonToSkip(record.current) {
                return .init(value: skippedLog(of: item, reason), changed: false)
            }
            switch item.task {
            case .skip(let reason, let warnings):
                let left = record.current?.order.map(Self.warning(about:))
                let log = skippedLog(of: item, reason.description, warnings + [left].compactMap(\.self))
                try await record.end(log, lines: nil)
                return .init(value: log, changed: false)
            case .order(let draft, let history):
                let known = history.updated(by: record.current)
                try await directory.orders.catchUp(on: draft.description, isFresh: isFresh)
                try await leaveOutOrdersOfOtherInvoices(than: draft.description)
                try await directory.catchUp(for: draft, known)
                let applier = applier(PermittedAPI(server: engine.api, permit: permit), record, progress)
                return try await bring(draft, known, applier, record)
            }
        }
    }

    /// Makes sure that an order with a note behind the description is not another invoice's: the ledger knows `F 12 x`, whose
    /// order would pass for that of `F 12` with the note `x`.
    private func leaveOutOrdersOfOtherInvoices(than description: String) async throws(SyncError) {
        while let (order, _) = directory.orders.match(description) {
            let exact = AcceptableText.clean(order.description)
            guard exact != description,
                try await !keeper.store.ledger(of: [LedgerRecord.key(of: exact)]).isEmpty
            else { return }
            directory.orders.expect([exact])
            if directory.orders.match(description)?.order.id == order.id { return }
        }
    }

    private func skippedLog(of item: DocumentWork.Item, _ reason: String, _ warnings: [String] = []) -> InvoiceLog {
        InvoiceLog(item.name, skippedBecause: reason, warnings: warnings, at: engine.environment.now())
    }

    private static func warning(about order: LedgerRecord.Order) -> String {
        "order \(order.reference) of an earlier form of the invoice exists and was left alone: decide what becomes of it"
    }

    /// Plans an invoice and applies the plan; if its order turns out to exist, once more.
    private func bring(
        _ draft: OrderDraft,
        _ history: InvoiceHistory,
        _ applier: PlanApplier,
        _ record: OpenRecord
    ) async throws(SyncError) -> NameLocks.Outcome<InvoiceLog> {
        do throws(SyncError) {
            for _ in 1...2 {
                let plan = try await stages.plan(draft, history)
                guard case .done(let log, let own) = try await applier.apply(plan) else { continue }
                try await record.end(log, lines: own)
                return .init(value: log, changed: await isUntold(plan))
            }
        } catch {
            guard !error.isTransient, error.code != .cancelled else { throw error }
            var log = InvoiceLog(draft.invoice, failedBy: error, at: engine.environment.now())
            applier.progress.enter(into: &log)
            try await record.end(log, lines: nil)
            throw error
        }
        let message = "the order of \(draft.description) appeared and disappeared while it was being written"
        throw SyncError(.serverUnavailable, message, isTransient: true)
    }

    /// Whether an order was created of which other workers cannot be told.
    private func isUntold(_ plan: OrderPlan) async -> Bool {
        let description = plan.draft.description
        guard plan.order == .create, let (order, _) = directory.orders.match(description) else { return false }
        return await !directory.orders.leaveWord(of: order, for: description)
    }

    private func applier(
        _ api: PermittedAPI,
        _ record: OpenRecord,
        _ progress: InvoiceProgress
    ) -> PlanApplier {
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
                partCategory: configuration.partCategory,
                createsParts: configuration.createsParts,
                createsCustomers: configuration.createsCustomers,
                creations: creations.of(progress)
            ),
            orders: OrderWriter(
                api: api,
                directory: directory,
                locks: locks,
                references: references,
                persistence: persistence,
                creations: creations.of(progress)
            ),
            resolver: OrderResolver(api: api, directory: directory),
            planner: stages.planner,
            server: server,
            isParallel: configuration.parallel > 1,
            creationLooksUp: creationLooksUp,
            linesAtOnce: configuration.lineOrder == .any ? configuration.parallel : 1,
            now: engine.environment.now,
            record: record,
            progress: progress
        )
    }
}
