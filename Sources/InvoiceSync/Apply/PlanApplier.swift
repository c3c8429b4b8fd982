import Foundation
import InvenTreeClient

/// Carries a plan out: its customer and its order, its parts meanwhile, then its lines.
///
/// An order whose creation is its look-up comes before the parts: it may be there, and need none.
///
/// The header of an order is never written while its lines are: the server would lose the write.
struct PlanApplier: Sendable {
    let parties: PartyWriter
    let orders: OrderWriter
    let resolver: OrderResolver
    let planner: OrderPlanner
    /// The server's version.
    let server: ServerInfo
    /// Whether what does not depend on each other is done at the same time.
    let isParallel: Bool
    /// Whether only the creation of an order shows that it is there.
    let creationLooksUp: Bool
    /// How many lines of one order are written at the same time.
    let linesAtOnce: Int
    let now: @Sendable () -> Date
    /// The invoice's record in the ledger.
    let record: OpenRecord
    /// What was written for the invoice so far.
    let progress: InvoiceProgress

    /// What applying a plan came to.
    enum Outcome: Sendable {
        /// It was applied; the lines are those of the order that syncs of the invoice added.
        case done(InvoiceLog, ownLines: Set<StandingLine.ID>)
        /// The order that it creates is there, and known now: it is to be planned as it stands.
        case orderStands
    }

    /// Applies a plan.
    ///
    /// - Parameter plan: What to write.
    /// - Returns: What was done.
    /// - Throws: ``SyncError`` of the invoice where the server refuses customer or order, of the world otherwise.
    func apply(_ plan: OrderPlan) async throws(SyncError) -> Outcome {
        if case .missing(let reason) = plan.customer { throw SyncError(.customerMissing, reason) }
        if creationLooksUp, plan.order == .create {
            guard let header = try await header(of: plan) else { return .orderStands }
            return try await write(plan, on: header, try await parts(of: plan))
        }
        let (parts, header) = try await both(atOnce: isParallel) { () async throws(SyncError) in
            try await self.parts(of: plan)
        } _: { () async throws(SyncError) in
            try await self.header(of: plan)
        }
        guard let header else { return .orderStands }
        return try await write(plan, on: header, parts)
    }

    /// Writes the lines, and says what was done in all.
    private func write(
        _ plan: OrderPlan,
        on header: Header,
        _ found: (parts: LinePlanner.FoundParts, refusals: LineJournal)
    ) async throws(SyncError) -> Outcome {
        let order = header.order
        let customer = header.customer.map { InvoiceLog.Customer($0, name: order.customerDetail?.name) }
        try await record.begin(plan, on: order, for: customer.map { .init(id: $0.id, name: $0.name) }, found.parts)
        let journal = try await lineWriter(of: plan)
            .write(plan, to: order, mayHaveLines: header.mayHaveLines, parts: found.parts, journal: found.refusals)
        let missing = plan.missing + journal.missing
        var log = InvoiceLog(plan.draft.invoice, missing.isEmpty ? .ok : .partial, at: now())
        progress.note(customer)
        progress.note(journal)
        progress.enter(into: &log)
        let former = plan.own.subtracting((journal.added + journal.removed).map(\.id))
        log.formerLines = (journal.kept + journal.updated).filter { former.contains($0.id) }.map(\.logged)
        log.missingProducts = missing
        // Which part a code stands for may only show when parts are created.
        log.warnings = plan.warnings + journal.warnings.filter { !plan.warnings.contains($0) }
        let own = plan.own.union(journal.added.map(\.id)).subtracting(journal.removed.map(\.id))
        return .done(log, ownLines: own)
    }

    /// The parts of all lines, those of the lines to write as they must be; and the lines whose part the server refuses.
    private func parts(
        of plan: OrderPlan
    ) async throws(SyncError) -> (parts: LinePlanner.FoundParts, refusals: LineJournal) {
        let lines = plan.lines.compactMap(\.written).compactMap { line, step in
            if case .part(let demand) = line.item, let step, !step.isReady { (line, demand) } else { nil }
        }
        let found = try await mapInParallel(lines, atMost: isParallel ? lines.count : 1) {
            (line, demand) async throws(SyncError) in
            try await self.part(demand)
        }
        var parts = plan.parts
        var refusals = LineJournal()
        for ((line, demand), part) in zip(lines, found) {
            switch part {
            case .success(let part): parts[demand] = part
            case .failure(let refusal): refusals.refuse(line, because: refusal.message)
            }
        }
        return (parts, refusals)
    }

    private func part(_ demand: PartDemand) async throws(SyncError) -> Result<Part, SyncError> {
        do throws(SyncError) {
            return .success(try await parties.ensure(demand).row)
        } catch {
            guard error.code == .refused else { throw error }
            return .failure(error)
        }
    }

    /// An order as its plan says that it is to be.
    private struct Header: Sendable {
        var order: SalesOrder
        /// Whether it may have lines that the plan does not know.
        var mayHaveLines = false
        /// Its customer, where that was looked at: an order that is there keeps the one it has.
        var customer: PartyWriter.Ensured<Company>?
    }

    /// - Returns: nil where an order that is to be created stands there.
    private func header(of plan: OrderPlan) async throws(SyncError) -> Header? {
        switch plan.order {
        case .create:
            return try await create(plan.draft)
        case .update(let order, let changes):
            let customer = try await customer(of: plan)
            let updated = try await orders.update(order, changes)
            progress.note(.init(updated, isChanged: true))
            return Header(order: updated, customer: customer)
        case .keep(let order):
            progress.note(.init(order))
            return Header(order: order, customer: try await customer(of: plan))
        case .leave(let order):
            progress.note(.init(order))
            return Header(order: order)
        }
    }

    /// Creates the order, for the customer as the server's answers show it to be.
    private func create(_ draft: OrderDraft) async throws(SyncError) -> Header? {
        var customer = try await parties.ensure(draft.customer)
        progress.note(InvoiceLog.Customer(customer, name: nil))
        let created: OrderWriter.Created
        do throws(SyncError) {
            created = try await orders.create(draft, for: customer.row.id)
        } catch {
            guard error.refuses("customer") else { throw error }
            customer = try await parties.ensure(draft.customer, insteadOf: customer.row)
            created = try await orders.create(draft, for: customer.row.id)
        }
        if case .stood = created.origin { return nil }
        progress.note(.init(created.order, isCreated: true))
        var header = Header(order: created.order, mayHaveLines: created.origin == .found, customer: customer)
        guard let shown = created.order.customerDetail else { return header }
        if draft.customer.isMet(by: shown) {
            if shown == CompanyBrief(customer.row) { orders.directory.companies.confirm(customer.row.id) }
            return header
        }
        customer = try await parties.ensure(draft.customer, insteadOf: customer.row)
        header.customer = customer
        guard customer.row.id != created.order.customer else { return header }
        header.order = try await orders.update(created.order, SalesOrder.Changes(customer: customer.row.id))
        return header
    }

    private func customer(of plan: OrderPlan) async throws(SyncError) -> PartyWriter.Ensured<Company>? {
        guard plan.customer != .keep else { return nil }
        return try await parties.ensure(plan.draft.customer)
    }

    private func lineWriter(of plan: OrderPlan) -> LineWriter {
        LineWriter(
            parties: parties,
            resolver: resolver,
            planner: planner.linePlanner(of: plan.draft),
            server: server,
            linesAtOnce: linesAtOnce,
            progress: progress
        )
    }
}

extension InvoiceLog.Customer {
    /// The customer of an order, by the name that the order's answer shows: it may be newer than what is known.
    fileprivate init(_ customer: PartyWriter.Ensured<Company>, name: String?) {
        self.init(id: customer.row.id.rawValue, name: name ?? customer.row.name, created: customer.isCreated)
    }
}

extension InvoiceLog.Order {
    fileprivate init(_ order: SalesOrder, isCreated: Bool = false, isChanged: Bool = false) {
        self.init(
            id: order.id.rawValue,
            reference: order.reference,
            description: order.description,
            created: isCreated,
            changed: isChanged ? true : nil
        )
    }
}

extension PartStep {
    /// Whether the part is there, as it must be.
    fileprivate var isReady: Bool {
        if case .use = self { true } else { false }
    }
}

extension CompanyBrief {
    /// What a response would tell of a company that is as it is known.
    fileprivate init(_ company: Company) {
        self.init(id: company.id, name: company.name, taxID: company.taxID, isActive: company.isActive)
    }
}
