import Foundation
import InvenTreeClient

@testable import InvoiceSync

/// A server that holds what plans wrote to it, as far as a planner sees: numbers come back as binary floats.
struct ImaginaryServer {
    private(set) var company: Company?
    private(set) var order: SalesOrder?
    private(set) var lines: [StandingLine] = []
    private var parts: [PartName: Part] = [:]
    private var lastID = 0

    private struct PartName: Hashable {
        let code: FoldedName?
        let name: FoldedName?

        init(_ demand: PartDemand) {
            code = demand.foldedIPN
            name = code == nil ? demand.foldedName : nil
        }
    }

    /// What of an invoice exists here.
    func resolve(_ draft: OrderDraft) -> ResolvedOrder {
        let demands = draft.lines.compactMap(\.demand)
        let found = demands.compactMap { demand in parts[PartName(demand)].map { (demand, $0) } }
        return ResolvedOrder(
            draft: draft,
            customer: company.map { .existing($0, warning: nil) } ?? .none(isNameTaken: false),
            parts: Dictionary(found) { first, _ in first },
            order: order.map { .init(order: $0, warning: nil, lines: lines) }
        )
    }

    /// Writes what a plan says.
    ///
    /// - Returns: What the sync would log of it.
    mutating func apply(_ plan: OrderPlan) -> InvoiceLog {
        applyCustomer(plan)
        applyHeader(plan)
        var log = InvoiceLog(plan.draft.invoice, plan.missing.isEmpty ? .ok : .partial, at: Journey.now)
        log.formerLines = lines.filter { plan.own.contains($0.id) }.map(\.logged)
        for step in plan.lines { apply(step, of: plan.draft, &log) }
        log.missingProducts = plan.missing
        log.warnings = plan.warnings
        return log
    }

    private mutating func applyCustomer(_ plan: OrderPlan) {
        switch plan.customer {
        case .use, .keep, .missing: break
        case .create(let draft): company = Company(id: .init(nextID()), name: draft.name, taxID: draft.taxID)
        case .update(let former, let changes):
            company = Company(id: former.id, name: former.name, taxID: changes.taxID ?? former.taxID)
        }
    }

    private mutating func applyHeader(_ plan: OrderPlan) {
        switch plan.order {
        case .keep, .leave: break
        case .create, .update:
            order = SalesOrder(
                id: order?.id ?? .init(nextID()),
                reference: "SO-1",
                description: plan.draft.description,
                customer: company?.id,
                issueDate: plan.draft.issueDate,
                orderCurrency: plan.draft.currency
            )
        }
    }

    private mutating func apply(_ step: LineStep, of draft: OrderDraft, _ log: inout InvoiceLog) {
        switch step {
        case .keep: break
        case .remove(let line):
            lines.removeAll { $0.id == line.id }
            log.removedLines = (log.removedLines ?? []) + [line.logged]
        case .add(let line, let part):
            if let part { ensure(part, line) }
            guard let added = standing(line, currency: draft.currency) else { return }
            lines.append(added)
            log.addedLines = (log.addedLines ?? []) + [added.logged]
        case .update(let former, let changes, let line, let part):
            if let part { ensure(part, line) }
            let updated = former.with(changes)
            lines = lines.map { $0.id == former.id ? updated : $0 }
            log.updatedLines = (log.updatedLines ?? []) + [updated.logged]
        }
    }

    private mutating func ensure(_ step: PartStep, _ line: LineDraft) {
        guard let demand = line.demand else { return }
        let name = PartName(demand)
        let id = parts[name]?.id ?? .init(nextID())
        parts[name] = Part(id: id, name: demand.name, ipn: demand.ipn, isSalable: true)
    }

    private mutating func standing(_ line: LineDraft, currency: String) -> StandingLine? {
        switch line.item {
        case .part(let demand):
            guard let part = parts[PartName(demand)] else { return nil }
            return StandingLine(
                SalesOrderLine(
                    id: .init(nextID()),
                    order: 1,
                    part: part.id,
                    quantity: line.quantity.asShown,
                    salePrice: line.price?.asShown,
                    salePriceCurrency: currency,
                    reference: line.reference,
                    notes: line.notes
                )
            )
        case .extra(let description):
            return StandingLine(
                SalesOrderExtraLine(
                    id: .init(nextID()),
                    order: 1,
                    quantity: line.quantity.asShown,
                    price: line.price?.asShown,
                    priceCurrency: currency,
                    reference: line.reference,
                    description: description,
                    notes: line.notes
                )
            )
        }
    }

    private mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }
}

extension ImaginaryServer {
    /// Somebody works by hand on what a sync wrote.
    mutating func disturb(_ dice: inout Dice) {
        lines = lines.compactMap { line in
            switch dice.roll(6) {
            case 0: nil
            case 1: line.with(LineChanges(quantity: Decimal(dice.roll(5))))
            case 2: line.with(LineChanges(price: dice.happens(onceIn: 2) ? .null : .set(7)))
            case 3: line.with(LineChanges(reference: "by hand", notes: "by hand"))
            default: line
            }
        }
        if dice.happens(onceIn: 3) { lines.shuffle(using: &dice) }
        for line in lines where dice.happens(onceIn: 5) { lines.append(line.with(id: nextID())) }
        if dice.happens(onceIn: 4) {
            parts = parts.mapValues { Part(id: $0.id, name: $0.name, ipn: $0.ipn, isSalable: false) }
        }
        guard let order else { return }
        self.order = SalesOrder(
            id: order.id,
            reference: order.reference,
            description: order.description,
            customer: dice.happens(onceIn: 5) ? nil : order.customer,
            status: dice.happens(onceIn: 5) ? .shipped : .pending,
            orderCurrency: dice.happens(onceIn: 3) ? "USD" : order.orderCurrency
        )
    }
}

extension Decimal {
    /// The number after the server has taken it for a binary float.
    fileprivate var asShown: Decimal { Decimal(string: "\(asServerShows)") ?? .nan }
}

extension StandingLine {
    fileprivate func with(_ changes: LineChanges = LineChanges(), id newID: Int? = nil) -> StandingLine {
        let price: Decimal? =
            switch changes.price {
            case .unchanged: price
            case .null: nil
            case .set(let price): price.asShown
            }
        switch subject {
        case .extra(let name):
            return StandingLine(
                SalesOrderExtraLine(
                    id: .init(newID ?? id.rawValue),
                    order: 1,
                    quantity: changes.quantity?.asShown ?? quantity,
                    price: price,
                    priceCurrency: changes.currency ?? currency,
                    reference: changes.reference ?? reference,
                    description: name.description,
                    notes: changes.notes ?? notes
                )
            )
        case .part, nil:
            return StandingLine(
                SalesOrderLine(
                    id: .init(newID ?? id.rawValue),
                    order: 1,
                    part: part,
                    quantity: changes.quantity?.asShown ?? quantity,
                    salePrice: price,
                    salePriceCurrency: changes.currency ?? currency,
                    reference: changes.reference ?? reference,
                    notes: changes.notes ?? notes
                )
            )
        }
    }
}
