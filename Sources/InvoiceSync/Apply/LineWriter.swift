import InvenTreeClient
import Synchronization

/// Carries the line steps of a plan out: one after the other so that the lines stand in the invoice's order, or, where
/// that does not matter, at the same time.
///
/// When a request's fate is unknown the order's lines are read and planned anew: what did happen is kept, what did not is
/// done (<doc:ExactlyOnce#Lost-responses>).
struct LineWriter: Sendable {
    let parties: PartyWriter
    let resolver: OrderResolver
    let planner: LinePlanner
    let server: ServerInfo
    /// How many lines of the order are written at the same time.
    let linesAtOnce: Int
    /// What was written for the invoice so far.
    let progress: InvoiceProgress

    private var api: PermittedAPI { parties.api }
    private var persistence: Persistence { parties.persistence }

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
        journal: LineJournal
    ) async throws(SyncError) -> LineJournal {
        var (journal, parts) = (journal, parts)
        var steps = mayHaveLines ? try await stepsAnew(plan, for: order, parts, &journal) : plan.lines
        var left = steps.count(where: \.writes)
        var attempt = 0
        let action = "writing the lines of order \(order.reference)"
        while true {
            let pass = await carryOut(journal.open(steps), of: plan.draft, on: order.id, parts)
            for outcome in pass.outcomes { journal.note(outcome) }
            progress.note(journal)
            let renewed = try await renew(journal.takeStale(), &parts, &journal)
            guard let error = pass.failure else {
                steps = renewed + pass.rest
                if steps.isEmpty { return journal }
                continue
            }
            guard error.mayHaveBeenCarriedOut || error.code == .notFound else { throw .server(action, error) }
            try await persistence.pause(after: attempt, error, action)
            attempt += 1
            steps = try await stepsAnew(plan, for: order, parts, &journal)
            let remaining = steps.count(where: \.writes)
            if remaining < left { (left, attempt) = (remaining, 0) }
        }
    }

    /// What is left to do, judged by what stands on the server now.
    private func stepsAnew(
        _ plan: OrderPlan,
        for order: SalesOrder,
        _ parts: LinePlanner.FoundParts,
        _ journal: inout LineJournal
    ) async throws(SyncError) -> [LineStep] {
        let hasExtra = plan.draft.hasExtraLines || plan.own.contains(where: \.isExtra)
        let standing = try await resolver.lines(of: order, withExtraLines: hasExtra)
        let own = plan.own.union(journal.added.map(\.id))
        let steps = planner.plan(
            plan.draft.lines,
            parts: parts,
            standing: standing,
            own: own,
            unreadable: plan.draft.missing
        ).steps
        journal.lookAgain(steps, known: plan.standing)
        return steps
    }

    /// Carries out steps until one fails, or, where lines stand in the invoice's order, until one is to be repeated.
    private func carryOut(
        _ steps: [LineStep],
        of draft: OrderDraft,
        on order: SalesOrder.ID,
        _ parts: LinePlanner.FoundParts
    ) async -> (outcomes: [LineJournal.Outcome], rest: ArraySlice<LineStep>, failure: InvenTreeError?) {
        let outcomes = Mutex<[Int: [LineJournal.Outcome]]>([:])
        var rest = LineBatch.batches(of: steps, server).enumerated().map { $0 }[...]
        var failure: InvenTreeError?
        do throws(InvenTreeError) {
            try await inParallel(atMost: linesAtOnce) { () async throws(InvenTreeError) in
                let mustWait =
                    linesAtOnce == 1 && outcomes.withLock { $0.values.joined().contains(where: \.isToBeRepeated) }
                return mustWait ? nil : rest.popFirst()
            } _: { (item) async throws(InvenTreeError) in
                let done = try await carryOut(item.element, of: draft, on: order, parts)
                outcomes.withLock { $0[item.offset] = done }
            }
        } catch {
            failure = error
        }
        let done = outcomes.withLock { outcomes in outcomes.sorted { $0.key < $1.key }.flatMap(\.value) }
        return (done, steps.suffix(rest.map(\.element.steps.count).reduce(0, +)), failure)
    }

    /// The steps for lines whose parts are not what they were known as, with the parts as they are.
    private func renew(
        _ stale: [StaleLine],
        _ parts: inout LinePlanner.FoundParts,
        _ journal: inout LineJournal
    ) async throws(SyncError) -> [LineStep] {
        var steps: [LineStep] = []
        for line in stale {
            do throws(SyncError) {
                let part = try await parties.ensure(line.demand, insteadOf: line.part).row
                parts[line.demand] = part
                journal.warn(line.demand.warning(about: PartBrief(part)))
                steps += line.steps(with: part, &journal)
            } catch {
                guard error.code == .refused else { throw error }
                steps += line.steps(refused: error.message, &journal)
            }
        }
        return steps
    }

    private func carryOut(
        _ batch: LineBatch,
        of draft: OrderDraft,
        on order: SalesOrder.ID,
        _ parts: LinePlanner.FoundParts
    ) async throws(InvenTreeError) -> [LineJournal.Outcome] {
        if batch.steps.count > 1, try await remove(batch) { return batch.lines.map { .removed($0) } }
        var outcomes: [LineJournal.Outcome] = []
        for step in batch.steps {
            if let outcome = try await carryOut(step, of: draft, on: order, parts) { outcomes.append(outcome) }
        }
        return outcomes
    }

    /// Removes lines in one request.
    ///
    /// - Returns: `false` where the server refuses that: one by one shows which of them.
    private func remove(_ batch: LineBatch) async throws(InvenTreeError) -> Bool {
        do throws(InvenTreeError) {
            try await api.deleteSalesOrderLines(batch.orderLines)
            try await api.deleteSalesOrderExtraLines(batch.extraLines)
            return true
        } catch {
            guard error.code == .refused || error.code == .forbidden else { throw error }
            return false
        }
    }

    private func carryOut(
        _ step: LineStep,
        of draft: OrderDraft,
        on order: SalesOrder.ID,
        _ parts: LinePlanner.FoundParts
    ) async throws(InvenTreeError) -> LineJournal.Outcome? {
        do throws(InvenTreeError) {
            switch step {
            case .keep(let line):
                return .kept(line)
            case .add(let line, _):
                let outcome = try await add(line, to: order, currency: draft.currency, parts)
                if case .added = outcome { parties.creations.succeeded(.line) }
                return outcome
            case .update(let standing, let changes, _, _):
                return .updated(try await update(standing, changes))
            case .remove(let line):
                try await remove(line)
                return .removed(line)
            }
        } catch {
            if error.code == .forbidden, case .remove(let line) = step { return .notRemoved(line) }
            guard error.code == .refused, let line = step.written?.line else { throw error }
            let refusal = SyncError.server("the server refuses it", error)
            if case .add = step { _ = parties.creations.ended(.line, "\(order) \(line.title)", refusal) }
            return .refused(line, reason: refusal.message, standing: step.standing)
        }
    }

    private func add(
        _ line: LineDraft,
        to order: SalesOrder.ID,
        currency: String,
        _ parts: LinePlanner.FoundParts
    ) async throws(InvenTreeError) -> LineJournal.Outcome? {
        switch line.item {
        case .part(let demand):
            guard let part = parts[demand] else { return nil }
            return try await add(line, demand, part, to: order, currency: currency)
        case .extra(let description):
            let draft = SalesOrderExtraLine.Draft(
                order: order,
                quantity: line.quantity,
                price: line.price,
                priceCurrency: currency,
                reference: line.reference,
                description: description,
                notes: line.notes,
                number: server.linesHaveNumbers ? line.number : nil
            )
            return .added(StandingLine(try await api.createSalesOrderExtraLine(draft)), warning: nil)
        }
    }

    private func add(
        _ line: LineDraft,
        _ demand: PartDemand,
        _ part: Part,
        to order: SalesOrder.ID,
        currency: String
    ) async throws(InvenTreeError) -> LineJournal.Outcome {
        let draft = SalesOrderLine.Draft(
            order: order,
            part: part.id,
            quantity: line.quantity,
            salePrice: line.price,
            salePriceCurrency: currency,
            reference: line.reference,
            notes: line.notes,
            number: server.linesHaveNumbers ? line.number : nil
        )
        let known = parties.directory.parts
        do throws(InvenTreeError) {
            let added = try await api.createSalesOrderLine(draft, showsPart: !known.isConfirmed(part.id))
            let shown = added.partDetail ?? PartBrief(part)
            if shown == PartBrief(part) { known.confirm(part.id) }
            guard !demand.isMet(by: shown, knownAs: part) else {
                return .added(StandingLine(added), warning: demand.warning(about: shown))
            }
            return .stale(StaleLine(line: line, demand: demand, part: part, added: StandingLine(added)))
        } catch {
            guard error.fieldErrors["part"] != nil else { throw error }
            return .stale(
                StaleLine(line: line, demand: demand, part: part, refusal: "the server refuses it: \(error.message)")
            )
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

extension SalesOrderLine.Changes {
    fileprivate init(_ changes: LineChanges) {
        self.init(
            part: changes.part,
            quantity: changes.quantity,
            salePrice: changes.price,
            salePriceCurrency: changes.currency,
            reference: changes.reference,
            notes: changes.notes,
            number: changes.number,
            discount: changes.discount
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
            notes: changes.notes,
            number: changes.number,
            discount: changes.discount
        )
    }
}
