import Foundation
import InvenTreeClient

/// What must be written so that an order's lines are its invoice's (<doc:OrderRules#Existing-orders>).
///
/// Pure.
struct LinePlanner: Sendable {
    /// What is known of one line's part.
    typealias FoundParts = [PartDemand: Part]

    let currency: String
    let makesPartsSalable: Bool
    let partCategory: Int?
    let createsParts: Bool
    let partNumbers: PartNumberPattern?

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
    ///   - unreadable: The lines of the invoice that cannot be read: a line that one of them may stand for stays.
    /// - Returns: What to do for each line of the invoice, in its order, then the removals.
    func plan(
        _ lines: [LineDraft],
        parts: FoundParts,
        standing: [StandingLine],
        own: Set<StandingLine.ID>,
        unreadable: [MissingProduct] = []
    ) -> Steps {
        let found = lines.map { line in line.demand.flatMap { parts[$0] } }
        let shown = Dictionary(standing.compactMap(\.partDetail).map { ($0.id, $0) }) { first, _ in first }
        let wanted = zip(lines, found).map { self.wanted($0, $1, among: shown.values) }
        let pairing = LinePairing(wanted, with: standing)
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
        let orphans = pairing.unpaired.filter { own.contains($0.id) }
        result.steps += UnreadableLines(unreadable).removable(among: orphans).map(LineStep.remove)
        return result
    }

    /// A line of the invoice, with the part that it is for and others on the order that fit as well: a line that is right
    /// already does not move to another part of the same name.
    private func wanted(
        _ line: LineDraft,
        _ part: Part?,
        among shown: some Collection<PartBrief>
    ) -> LinePairing.Wanted {
        switch line.item {
        case .extra(let description): return .init(line: line, subject: .extra(FoldedName(description)))
        case .part(let demand):
            guard let part else { return .init(line: line, subject: nil) }
            let others = shown.filter { $0.id != part.id && demand.isMet(by: $0, knownAs: part) }
            return .init(line: line, subject: .part(part.id), standIns: others.map { .part($0.id) })
        }
    }

    /// What must happen to a line's part before the line can be written, or why it cannot be.
    private enum Preparation {
        case part(PartStep?)
        case missing(MissingProduct)
    }

    private func preparation(of line: LineDraft, _ part: Part?) -> Preparation {
        guard let demand = line.demand else { return .part(nil) }
        guard let part else {
            guard createsParts else { return .missing(MissingProduct(line, reason: demand.notCreated)) }
            if let partNumbers, partNumbers.matches(demand.ipn) == false {
                return .missing(MissingProduct(line, reason: demand.refused(by: partNumbers)))
            }
            return .part(.create(demand.draft(category: partCategory)))
        }
        guard part.isSalable || makesPartsSalable else {
            return .missing(MissingProduct(line, reason: part.notForSale))
        }
        let changes = demand.changes(to: part, makesSalable: makesPartsSalable)
        return .part(changes.isEmpty ? .use(part) : .update(part, changes))
    }

    private func changes(to standing: StandingLine, for line: LineDraft) -> LineChanges {
        var changes = LineChanges()
        if standing.quantity.asServerShows != line.quantity.asServerShows { changes.quantity = line.quantity }
        if standing.price?.asServerShows != line.price?.asServerShows {
            changes.price = line.price.map { .set($0) } ?? .null
        }
        if line.price != nil, standing.currency != currency { changes.currency = currency }
        if !AcceptableText.isSame(standing.reference, line.reference, limit: FieldLimit.lineReference) {
            changes.reference = line.reference
        }
        if !line.notes.isEmpty, !AcceptableText.isSame(standing.notes, line.notes, limit: FieldLimit.lineNotes) {
            changes.notes = line.notes
        }
        if let discount = standing.discount, discount != 0 { changes.discount = 0 }
        // A line that an earlier version of the server stored has no number, which by itself is no difference.
        if let number = standing.number, number != line.number, !number.isEmpty || !changes.isEmpty {
            changes.number = line.number
        }
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
    /// The part that the line needs; `nil` for an extra line.
    var demand: PartDemand? {
        if case .part(let demand) = item { demand } else { nil }
    }
}
