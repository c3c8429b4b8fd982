public import Foundation
public import InvenTreeClient

/// All that must be written for one invoice: what `invsync plan` prints, and what `sync` applies.
public struct OrderPlan: Hashable, Sendable {
    /// What the invoice asks for.
    public let draft: OrderDraft
    /// What happens to its customer.
    public let customer: CustomerStep
    /// What happens to its order.
    public let order: OrderStep
    /// What happens to its lines, in the invoice's order; removals last.
    public let lines: [LineStep]
    /// The lines that cannot be placed.
    public let missing: [MissingProduct]
    /// What a person should know.
    public let warnings: [String]

    /// The lines that stood on the server when the plan was made.
    let standing: [StandingLine]
    /// Those of them that a sync of this invoice added.
    let own: Set<StandingLine.ID>
    /// The parts that existed when the plan was made.
    let parts: LinePlanner.FoundParts

    /// Whether applying the plan writes nothing.
    public var isEmpty: Bool {
        !lines.contains(where: \.writes) && !customer.writes && !order.writes
    }
}

/// What happens to a customer.
public enum CustomerStep: Hashable, Sendable {
    /// It is there, as it should be.
    case use(Company)
    /// It is there and needs changes.
    case update(Company, Company.Changes)
    /// It is created.
    case create(Company.Draft)
    /// The order is there and keeps the customer that it has.
    case keep
    /// There is none, and none is to be created: the invoice fails, with this reason.
    case missing(reason: String)

    var writes: Bool {
        switch self {
        case .update, .create: true
        case .use, .keep, .missing: false
        }
    }
}

/// What happens to a part.
public enum PartStep: Hashable, Sendable {
    /// It is there, as it should be.
    case use(Part)
    /// It is there and needs changes: it gets the product's code, or is made salable.
    case update(Part, Part.Changes)
    /// It is created.
    case create(Part.Draft)
}

/// What happens to an order.
public enum OrderStep: Hashable, Sendable {
    /// It is created.
    case create
    /// It is there, as it should be.
    case keep(SalesOrder)
    /// It is there and its header needs changes.
    case update(SalesOrder, SalesOrder.Changes)
    /// It is no longer pending, and nothing of it is written.
    case leave(SalesOrder)

    var writes: Bool {
        switch self {
        case .create, .update: true
        case .keep, .leave: false
        }
    }
}

/// What happens to a line.
public enum LineStep: Hashable, Sendable {
    /// It is added, for a part or, without one, as an extra line.
    case add(LineDraft, PartStep?)
    /// It is there, as it should be.
    case keep(StandingLine)
    /// It is there and needs changes, to be what the invoice's line asks for.
    case update(StandingLine, LineChanges, LineDraft, PartStep?)
    /// A former sync added it and the invoice no longer has it.
    case remove(StandingLine)
}

/// What changes of a line.
public struct LineChanges: Hashable, Sendable {
    /// The new part.
    public var part: Part.ID?
    /// The new quantity.
    public var quantity: Decimal?
    /// The new price, or none.
    public var price: FieldChange<Decimal> = .unchanged
    /// The new currency.
    public var currency: String?
    /// The new reference.
    public var reference: String?
    /// The new notes.
    public var notes: String?
    /// The new number of the line.
    public var number: String?
    /// The new discount in percent.
    public var discount: Decimal?

    var isEmpty: Bool { self == LineChanges() }
}

extension LineStep {
    var writes: Bool {
        if case .keep = self { false } else { true }
    }

    /// The line that the step finds on the server and leaves there.
    var standing: StandingLine? {
        switch self {
        case .keep(let line), .update(let line, _, _, _): line
        case .add, .remove: nil
        }
    }

    /// The line that the step takes away.
    var removed: StandingLine? {
        if case .remove(let line) = self { line } else { nil }
    }

    /// The invoice's line that the step writes, and what happens to its part before.
    var written: (line: LineDraft, part: PartStep?)? {
        switch self {
        case .add(let line, let part), .update(_, _, let line, let part): (line, part)
        case .keep, .remove: nil
        }
    }
}
