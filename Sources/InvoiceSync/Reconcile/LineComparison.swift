import Foundation
import InvenTreeClient

/// Compares the lines of an invoice with those of its order, and what both come to.
///
/// Pure. It is the plan of a sync that could place every line: what is in the way is told with the difference.
struct LineComparison: Sendable {
    /// What differs of one line.
    struct Finding: Hashable, Sendable {
        let kind: Discrepancy.Kind
        let detail: String
        let obstacle: String?
    }

    private(set) var findings: [Finding] = []
    /// What the invoice's lines come to.
    private(set) var asked = Amounts()
    /// What the order's lines come to.
    private(set) var standing = Amounts()

    private let invoice: SyncedInvoice
    private let rules: OrderPlanner
    private var excuses: Excuses

    /// Compares.
    ///
    /// - Parameters:
    ///   - invoice: What the lines should be.
    ///   - order: Its order.
    ///   - lines: All lines and extra lines of its order.
    ///   - parts: The parts that exist.
    ///   - rules: What a sync may do.
    init(
        _ invoice: SyncedInvoice,
        on order: SalesOrder,
        with lines: [StandingLine],
        parts: LinePlanner.FoundParts,
        rules: OrderPlanner
    ) {
        self.invoice = invoice
        self.rules = rules
        excuses = Excuses(invoice.missing)
        let planner = LinePlanner(
            currency: invoice.draft.currency,
            makesPartsSalable: true,
            partCategory: nil,
            createsParts: true,
            partNumbers: nil
        )
        let own = invoice.history.ownLines(on: order, among: lines)
        let steps = planner.plan(
            invoice.draft.lines,
            parts: parts,
            standing: lines,
            own: own,
            unreadable: invoice.draft.missing
        ).steps
        for (line, step) in zip(invoice.draft.lines, steps) { compare(line, step) }
        for product in invoice.draft.missing where !excuses.cover(product) { miss(product) }
        let partners = Set(steps.compactMap(\.standing?.id))
        let removals = Set(steps.compactMap(\.removed?.id))
        for line in lines where !partners.contains(line.id) {
            let isOwn = own.contains(line.id)
            // A line that stays because an unreadable one of the invoice may stand for it is no difference.
            if !isOwn || removals.contains(line.id) { addExtra(line, isOwn: isOwn) }
        }
    }

    private mutating func compare(_ line: LineDraft, _ step: LineStep) {
        switch step {
        case .keep:
            ask(line)
            standing.add(line.quantity, at: line.price, in: invoice.draft.currency)
        case .update(let partner, let changes, _, let part):
            ask(line)
            // Numbers that the server shows alike are alike: what it rounds on showing is no difference.
            standing.add(
                changes.quantity == nil ? line.quantity : partner.quantity,
                at: changes.price.isUnchanged && changes.discount == nil ? line.price : partner.netPrice,
                in: partner.currency
            )
            findings.append(.differs(line, partner, changes, invoice.draft.currency, obstacle: obstacle(part, line)))
        case .add(_, let part):
            let obstacle = obstacle(part, line)
            let isAsLogged = !invoice.isChanged || obstacle != nil
            if isAsLogged, excuses.cover(MissingProduct(line, reason: "")) { return }
            ask(line)
            let detail = line.description(invoice.draft.currency) + " is not on the order"
            findings.append(Finding(kind: .lineMissing, detail: detail, obstacle: obstacle))
        case .remove:
            break
        }
    }

    private mutating func ask(_ line: LineDraft) {
        asked.add(line.quantity, at: line.price, in: invoice.draft.currency)
    }

    private mutating func miss(_ product: MissingProduct) {
        let detail = "“\(product.name ?? product.ipn ?? "?")” is not on the order: \(product.reason)"
        findings.append(Finding(kind: .lineMissing, detail: detail, obstacle: Obstacle.unplaceable))
    }

    private mutating func addExtra(_ line: StandingLine, isOwn: Bool) {
        standing.add(line.quantity, at: line.netPrice, in: line.currency)
        let reason = isOwn ? "a former sync added it, and the invoice no longer has it" : "it is not the invoice's"
        let obstacle = isOwn ? nil : Obstacle.keepsForeignLines
        findings.append(Finding(kind: .lineExtra, detail: "\(line.detail): \(reason)", obstacle: obstacle))
    }

    private func obstacle(_ step: PartStep?, _ line: LineDraft) -> String? {
        switch step {
        case .update(let part, _) where !part.isSalable && !rules.makesPartsSalable: Obstacle.notSalable(part)
        case .create where !rules.createsParts: line.demand?.notCreated
        case .create(let draft):
            rules.partNumbers.flatMap { $0.matches(draft.ipn) == false ? line.demand?.refused(by: $0) : nil }
        case .update, .use, nil: nil
        }
    }
}

/// The products that the log says could not be placed: that they are not on the order is known, and no difference.
private struct Excuses: Sendable {
    private struct Product: Hashable {
        let ipn: FoldedName
        let name: FoldedName

        init(_ product: MissingProduct) {
            ipn = FoldedName(product.ipn ?? "")
            name = FoldedName(product.name ?? "")
        }
    }

    private var counts: [Product: Int] = [:]

    init(_ products: [MissingProduct]) {
        for product in products { counts[Product(product), default: 0] += 1 }
    }

    /// Whether the log knows a product, once for each time that it names it.
    mutating func cover(_ product: MissingProduct) -> Bool {
        let product = Product(product)
        guard let count = counts[product], count > 0 else { return false }
        counts[product] = count - 1
        return true
    }
}

extension LineComparison.Finding {
    fileprivate static func differs(
        _ line: LineDraft,
        _ partner: StandingLine,
        _ changes: LineChanges,
        _ currency: String,
        obstacle: String?
    ) -> Self {
        var words: [String] = []
        if changes.quantity != nil { words.append("quantity \(partner.quantity)") }
        if !changes.price.isUnchanged { words.append(partner.price.map { "price \($0)" } ?? "no price") }
        if changes.currency != nil { words.append("currency \(partner.currency)") }
        if let wanted = changes.reference { words.append("reference “\(partner.reference)” instead of “\(wanted)”") }
        if changes.notes != nil { words.append("other notes") }
        if changes.discount != nil { words.append("a discount of \(partner.discount ?? 0) %") }
        if let wanted = changes.number, let number = partner.number, !number.isEmpty {
            words.append("number “\(number)” instead of “\(wanted)”")
        }
        let detail = "\(line.description(currency)): \(partner.id.title) has \(words.joined(separator: ", "))"
        return Self(kind: .lineDiffers, detail: detail, obstacle: obstacle)
    }
}

extension StandingLine.ID {
    fileprivate var title: String { (isExtra ? "extra line " : "line ") + "\(rawValue)" }
}

extension StandingLine {
    /// The line in words, with its price.
    fileprivate var detail: String {
        "\(id.title), \(title)" + (price.map { " at \($0) \(currency)" } ?? " without price")
    }
}
