import FGOModels
import InvenTreeClient

/// The memory of former syncs of an invoice: from the ledger, or, where that has no record, from the document's last log.
package struct InvoiceHistory: Hashable, Sendable {
    /// The invoice's order, if one is known.
    let order: LedgerRecord.Order?
    private let lines: Set<StandingLine.ID>
    private let attempt: LedgerRecord.Attempt?
    /// Whether a sync of an older version was cut off: it may have added lines that no log and no record names.
    let wasCutOff: Bool
    /// Whether the invoice was processed before.
    let isKnown: Bool

    /// The memory of an invoice.
    ///
    /// - Parameters:
    ///   - record: The invoice's record in the ledger.
    ///   - log: The document's last log of it, which counts if there is no record.
    ///   - wasCutOff: Whether a sync of the document was begun and not finished.
    package init(record: LedgerRecord?, log: InvoiceLog?, wasCutOff: Bool) {
        isKnown = record != nil || log != nil
        if let record {
            order = record.order
            lines = StandingLine.ID.all(of: record.lines)
            attempt = record.attempt
            self.wasCutOff = false
        } else {
            order = log?.salesOrder.map { LedgerRecord.Order(id: $0.id, reference: $0.reference) }
            lines = log?.ownLines ?? []
            attempt = nil
            self.wasCutOff = wasCutOff
        }
    }

    /// The memory with what the ledger knows by now; a record counts before a log.
    ///
    /// - Parameter record: The invoice's record, if there is one.
    /// - Returns: The memory.
    func updated(by record: LedgerRecord?) -> InvoiceHistory {
        record.map { InvoiceHistory(record: $0, log: nil, wasCutOff: false) } ?? self
    }

    /// Whether extra lines are among the lines that syncs added, or may be.
    var mayHaveExtraLines: Bool {
        lines.contains(where: \.isExtra) || attempt.map { $0.planned.contains { $0.part == nil } } ?? false
    }

    /// The lines of an order that syncs of the invoice added, and may therefore remove.
    ///
    /// - Parameters:
    ///   - order: The order.
    ///   - standing: Its lines.
    /// - Returns: The recorded lines, and those that an interrupted sync added: lines that did not exist when it began and
    ///   are what it was going to add, each planned line once.
    func ownLines(on order: SalesOrder, among standing: [StandingLine]) -> Set<StandingLine.ID> {
        if let recorded = self.order, recorded.id != order.id.rawValue { return [] }
        guard let attempt else { return lines }
        let existing = StandingLine.ID.all(of: attempt.existing)
        var planned = attempt.planned
        var own = lines
        for line in standing where !existing.contains(line.id) && !own.contains(line.id) {
            guard let index = planned.firstIndex(where: { $0.isMet(by: line) }) else { continue }
            planned.remove(at: index)
            own.insert(line.id)
        }
        return own
    }
}

extension LedgerRecord.PlannedLine {
    /// A line that a plan is going to add.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - part: Its part, if it is known.
    init(_ line: LineDraft, part: Part?) {
        let price = line.price.map { "\($0)" }
        switch line.item {
        case .part(let demand):
            self.init(
                part: part?.id.rawValue ?? 0,
                item: demand.name,
                quantity: "\(line.quantity)",
                price: price,
                reference: line.reference
            )
        case .extra(let description):
            self.init(
                part: nil,
                item: description,
                quantity: "\(line.quantity)",
                price: price,
                reference: line.reference
            )
        }
    }

    /// Whether a line on the server is this one, as far as the server's numbers tell.
    fileprivate func isMet(by line: StandingLine) -> Bool {
        guard line.reference == reference, line.quantity.asServerShows == Double(quantity),
            line.price?.asServerShows == price.flatMap(Double.init)
        else { return false }
        switch line.subject {
        case .part(let id)?:
            guard let part else { return false }
            return id.rawValue == part || line.partDetail.map { FoldedName($0.name) == FoldedName(item) } ?? false
        case .extra(let description)?: return part == nil && description == FoldedName(item)
        case nil: return part != nil
        }
    }
}

extension StandingLine.ID {
    static func all(of lines: LedgerRecord.Lines) -> Set<StandingLine.ID> {
        Set(lines.order.map { .part(.init(rawValue: $0)) } + lines.extra.map { .extra(.init(rawValue: $0)) })
    }
}

extension LedgerRecord.Lines {
    init(_ lines: some Sequence<StandingLine.ID>) {
        self.init()
        for line in lines {
            if line.isExtra { extra.insert(line.rawValue) } else { order.insert(line.rawValue) }
        }
    }
}
