import Foundation
import InvenTreeClient

/// What must be written so that an order's lines are its invoice's (sync.md section 4).
///
/// Pure.
struct LinePlanner: Sendable {
    /// What is known of one line's part.
    typealias FoundParts = [PartDemand: Part]

    let currency: String
    let makesPartsSalable: Bool
    let partCategory: Int?

    /// The steps, in the invoice's order, removals last; and the lines that cannot be placed.
    struct Steps: Hashable, Sendable {
        var steps: [LineStep] = []
        var missing: [MissingProduct] = []

        /// The lines that are as the invoice wants them.
        ///
        /// Where a sync of the invoice was cut off, that one added them: nobody else adds lines that are the invoice's own.
        var kept: [StandingLine.ID] {
            steps.compactMap { if case .keep(let line) = $0 { line.id } else { nil } }
        }
    }

    /// Plans the lines of one order.
    ///
    /// - Parameters:
    ///   - lines: What the invoice asks for.
    ///   - parts: The parts that exist.
    ///   - standing: The lines that stand on the server.
    ///   - own: The standing lines that a sync of this invoice added: only these are ever removed.
    /// - Returns: What to do for each line of the invoice, in its order, then the removals.
    func plan(
        _ lines: [LineDraft],
        parts: FoundParts,
        standing: [StandingLine],
        own: Set<StandingLine.ID>
    ) -> Steps {
        let found = lines.map { line in line.demand.flatMap { parts[$0] } }
        let pairing = LinePairing(zip(lines, found).map(wanted), with: standing)
        var result = Steps()
        for ((line, part), partner) in zip(zip(lines, found), pairing.partners) {
            switch (partner, preparation(of: line, part)) {
            case (let standing?, _) where changes(to: standing, for: line).isEmpty:
                result.steps.append(.keep(standing))
            case (let standing?, .part(let step)):
                result.steps.append(.update(standing, changes(to: standing, for: line), line, step))
            case (let standing?, .missing(let product)):
                result.steps.append(.keep(standing))
                result.missing.append(product)
            case (nil, .part(let step)):
                result.steps.append(.add(line, step))
            case (nil, .missing(let product)):
                result.missing.append(product)
            }
        }
        result.steps += pairing.unpaired.filter { own.contains($0.id) }.map(LineStep.remove)
        return result
    }

    private func wanted(_ line: LineDraft, _ part: Part?) -> LinePairing.Wanted {
        switch line.item {
        case .part: .init(line: line, subject: part.map { .part($0.id) })
        case .extra(let description): .init(line: line, subject: .extra(FoldedName(description)))
        }
    }

    /// What must happen to a line's part before the line can be written, or why it cannot be.
    private enum Preparation {
        case part(PartStep?)
        case missing(MissingProduct)
    }

    private func preparation(of line: LineDraft, _ part: Part?) -> Preparation {
        guard let demand = line.demand else { return .part(nil) }
        guard let part else { return .part(.create(demand.draft(category: partCategory))) }
        if part.isSalable { return .part(.use(part)) }
        if makesPartsSalable { return .part(.makeSalable(part)) }
        return .missing(MissingProduct(line, reason: part.notForSale))
    }

    private func changes(to standing: StandingLine, for line: LineDraft) -> LineChanges {
        var changes = LineChanges()
        if standing.quantity.asServerShows != line.quantity.asServerShows { changes.quantity = line.quantity }
        if standing.price?.asServerShows != line.price?.asServerShows {
            changes.price = line.price.map { .set($0) } ?? .null
        }
        if line.price != nil, standing.currency != currency { changes.currency = currency }
        if standing.reference != line.reference { changes.reference = line.reference }
        if !line.notes.isEmpty, standing.notes != line.notes { changes.notes = line.notes }
        return changes
    }
}

extension Part {
    /// Why it cannot stand on a line, where it is not salable.
    var notForSale: String { "part \(id) “\(name)” is not salable: make it so, or set parts.make_salable" }
}

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }
}

extension LineDraft {
    fileprivate var demand: PartDemand? {
        if case .part(let demand) = item { demand } else { nil }
    }
}
