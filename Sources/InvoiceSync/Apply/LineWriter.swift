import InvenTreeClient

/// Carries the line steps of a plan out, one after the other so that the lines stand in the invoice's order.
///
/// When a request's fate is unknown the order's lines are read and planned anew: what did happen is kept, what did not is
/// done (sync.md section 5).
struct LineWriter: Sendable {
    let api: any SalesOrderAPI
    let resolver: OrderResolver
    let planner: LinePlanner
    let persistence: Persistence

    /// What was done to the lines of one order.
    struct Journal: Sendable {
        var added: [StandingLine] = []
        var updated: [StandingLine] = []
        var removed: [StandingLine] = []
        var kept: [StandingLine] = []
        var missing: [MissingProduct] = []
        /// The paths of the invoice's lines that the server refused.
        var refused: Set<String> = []

        mutating func refuse(_ line: LineDraft, because reason: String) {
            refused.insert(line.path)
            missing.append(MissingProduct(line, reason: "\(line.path): \(reason)"))
        }
    }

    /// Carries out a plan's line steps.
    ///
    /// A failure after which less is left to do does not count as another attempt.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - order: Its order.
    ///   - mayHaveLines: Whether lines may stand there that the plan does not know.
    ///   - parts: The parts of all its lines, those of lines that stand included.
    ///   - journal: What is known before: lines that it says are refused are left out.
    /// - Returns: What was done.
    /// - Throws: ``SyncError`` where a request's fate stays unknown, or the server cannot be asked.
    func write(
        _ plan: OrderPlan,
        to order: SalesOrder,
        mayHaveLines: Bool,
        parts: LinePlanner.FoundParts,
        journal: Journal
    ) async throws(SyncError) -> Journal {
        var journal = journal
        var steps = mayHaveLines ? try await stepsAnew(plan, for: order, parts, &journal) : plan.lines
        var left = steps.count(where: \.writes)
        var attempt = 0
        while true {
            let action = "writing the lines of order \(order.reference)"
            do throws(InvenTreeError) {
                for step in steps { try await carryOut(step, of: plan.draft, on: order.id, parts, &journal) }
                return journal
            } catch {
                guard error.mayHaveBeenCarriedOut || error.code == .notFound else { throw .server(action, error) }
                try await persistence.pause(after: attempt, error, action)
                attempt += 1
                steps = try await stepsAnew(plan, for: order, parts, &journal)
                let remaining = steps.count(where: \.writes)
                if remaining < left { (left, attempt) = (remaining, 0) }
            }
        }
    }

    /// What is left to do, judged by what stands on the server now.
    private func stepsAnew(
        _ plan: OrderPlan,
        for order: SalesOrder,
        _ parts: LinePlanner.FoundParts,
        _ journal: inout Journal
    ) async throws(SyncError) -> [LineStep] {
        let hasExtra = plan.draft.hasExtraLines || plan.own.contains(where: \.isExtra)
        let standing = try await resolver.lines(of: order, withExtraLines: hasExtra)
        let own = plan.own.union(journal.added.map(\.id))
        let steps = planner.plan(plan.draft.lines, parts: parts, standing: standing, own: own).steps
        let known = Set((plan.standing + journal.added).map(\.id))
        journal.kept = []
        journal.added += steps.compactMap(\.standing).filter { !known.contains($0.id) }
        return steps
    }

    private func carryOut(
        _ step: LineStep,
        of draft: OrderDraft,
        on order: SalesOrder.ID,
        _ parts: LinePlanner.FoundParts,
        _ journal: inout Journal
    ) async throws(InvenTreeError) {
        switch step {
        case .keep(let line):
            journal.kept.append(line)
        case .add(let line, _):
            guard !journal.refused.contains(line.path) else { return }
            do throws(InvenTreeError) {
                guard let added = try await add(line, to: order, currency: draft.currency, parts) else { return }
                journal.added.append(added)
            } catch {
                guard error.code == .refused else { throw error }
                journal.refuse(line, because: "the server refuses it: \(error.message)")
            }
        case .update(let standing, let changes, let line, _):
            guard !journal.refused.contains(line.path) else { return journal.kept.append(standing) }
            do throws(InvenTreeError) {
                journal.updated.append(try await update(standing, changes))
            } catch {
                guard error.code == .refused else { throw error }
                journal.refuse(line, because: "the server refuses it: \(error.message)")
                journal.kept.append(standing)
            }
        case .remove(let line):
            try await remove(line)
            journal.removed.append(line)
        }
    }

    private func add(
        _ line: LineDraft,
        to order: SalesOrder.ID,
        currency: String,
        _ parts: LinePlanner.FoundParts
    ) async throws(InvenTreeError) -> StandingLine? {
        switch line.item {
        case .part(let demand):
            guard let part = parts[demand] else { return nil }
            let draft = SalesOrderLine.Draft(
                order: order,
                part: part.id,
                quantity: line.quantity,
                salePrice: line.price,
                salePriceCurrency: currency,
                reference: line.reference,
                notes: line.notes
            )
            return StandingLine(try await api.createSalesOrderLine(draft))
        case .extra(let description):
            let draft = SalesOrderExtraLine.Draft(
                order: order,
                quantity: line.quantity,
                price: line.price,
                priceCurrency: currency,
                reference: line.reference,
                description: description,
                notes: line.notes
            )
            return StandingLine(try await api.createSalesOrderExtraLine(draft))
        }
    }

    private func update(_ line: StandingLine, _ changes: LineChanges) async throws(InvenTreeError) -> StandingLine {
        switch line.id {
        case .part(let id): StandingLine(try await api.updateSalesOrderLine(id, .init(changes)))
        case .extra(let id): StandingLine(try await api.updateSalesOrderExtraLine(id, .init(changes)))
        }
    }

    private func remove(_ line: StandingLine) async throws(InvenTreeError) {
        switch line.id {
        case .part(let id): try await api.deleteSalesOrderLine(id)
        case .extra(let id): try await api.deleteSalesOrderExtraLine(id)
        }
    }
}

extension LineStep {
    /// The line that the step finds on the server and leaves there.
    fileprivate var standing: StandingLine? {
        switch self {
        case .keep(let line), .update(let line, _, _, _): line
        case .add, .remove: nil
        }
    }
}

extension MissingProduct {
    init(_ line: LineDraft, reason: String) {
        switch line.item {
        case .part(let demand): self.init(ipn: demand.ipn.nonEmpty, name: demand.name, reason: reason)
        case .extra(let description): self.init(ipn: nil, name: description, reason: reason)
        }
    }
}

extension SalesOrderLine.Changes {
    fileprivate init(_ changes: LineChanges) {
        self.init(
            quantity: changes.quantity,
            salePrice: changes.price,
            salePriceCurrency: changes.currency,
            reference: changes.reference,
            notes: changes.notes
        )
    }
}

extension SalesOrderExtraLine.Changes {
    fileprivate init(_ changes: LineChanges) {
        self.init(
            quantity: changes.quantity,
            price: changes.price,
            priceCurrency: changes.currency,
            reference: changes.reference,
            notes: changes.notes
        )
    }
}
