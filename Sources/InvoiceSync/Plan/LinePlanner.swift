import Foundation
import InvenTreeClient

/// What must be written so that an order's lines are its invoice's (sync.md section 4). Pure.
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
    }

    /// Plans the lines of one order.
    ///
    /// - Parameters:
    ///   - lines: What the invoice asks for.
    ///   - parts: The parts that exist.
    ///   - standing: The lines that stand on the server.
    ///   - own: The standing lines that a sync of this invoice added: only these are ever removed.
    func plan(
        _ lines: [LineDraft],
        parts: FoundParts,
        standing: [StandingLine],
        own: Set<StandingLine.ID>
    ) -> Steps {
        let pairing = LinePairing(lines.map { wanted($0, parts: parts) }, with: standing)
        var result = Steps()
        for (line, partner) in zip(lines, pairing.partners) {
            if let partner {
                let changes = changes(to: partner, for: line)
                result.steps.append(changes.isEmpty ? .keep(partner) : .update(partner, changes))
            } else {
                add(line, parts: parts, to: &result)
            }
        }
        result.steps += pairing.unpaired.filter { own.contains($0.id) }.map(LineStep.remove)
        return result
    }

    private func wanted(_ line: LineDraft, parts: FoundParts) -> LinePairing.Wanted {
        switch line.item {
        case .part(let demand): .init(line: line, subject: parts[demand].map { .part($0.id) })
        case .extra(let description): .init(line: line, subject: .extra(FoldedName(description)))
        }
    }

    private func add(_ line: LineDraft, parts: FoundParts, to result: inout Steps) {
        guard case .part(let demand) = line.item else {
            return result.steps.append(.add(line, nil))
        }
        switch parts[demand] {
        case nil:
            result.steps.append(.add(line, .create(demand.draft(category: partCategory))))
        case let part? where part.isSalable:
            result.steps.append(.add(line, .use(part)))
        case let part? where makesPartsSalable:
            result.steps.append(.add(line, .makeSalable(part)))
        case let part?:
            let reason = "part \(part.id) “\(part.name)” is not salable: make it so, or set parts.make_salable"
            result.missing.append(MissingProduct(ipn: demand.ipn.nonEmpty, name: demand.name, reason: reason))
        }
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

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }
}
