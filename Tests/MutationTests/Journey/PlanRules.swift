import InvenTreeClient

@testable import InvoiceSync

/// Plans an order for an empty server, once more after it was written, and after somebody worked on it by hand.
struct PlanRules {
    private(set) var faults: [String] = []
    /// What a sync to the empty server would log.
    private(set) var log: InvoiceLog
    /// All plans in words.
    private(set) var words: [String] = []

    init(_ draft: OrderDraft, _ history: InvoiceHistory, _ dice: inout Dice) {
        let planner = OrderPlanner(SyncConfiguration(makesPartsSalable: dice.happens(onceIn: 2)))
        var server = ImaginaryServer()
        let first = planner.plan(server.resolve(draft), history)
        log = server.apply(first)
        words = first.steps
        if first.order != .create { faults.append("on an empty server the order is not created") }
        if server.lines.count != draft.lines.count {
            faults.append("of \(draft.lines.count) lines \(server.lines.count) are written")
        }
        expectNothing(planner.plan(server.resolve(draft), Self.written(log)), "after the first plan")

        server.disturb(&dice)
        let mended = planner.plan(server.resolve(draft), Self.written(log))
        words += mended.steps
        let own = log.ownLines
        for case .remove(let line) in mended.lines where !own.contains(line.id) {
            faults.append("line \(line.id) of somebody else would be removed")
        }
        if case .leave = mended.order {
            if !mended.lines.isEmpty || !mended.isEmpty { faults.append("an order that is not pending would change") }
        } else {
            let again = server.apply(mended)
            expectNothing(planner.plan(server.resolve(draft), Self.written(again)), "after the second plan")
        }
    }

    private static func written(_ log: InvoiceLog) -> InvoiceHistory {
        InvoiceHistory(record: nil, log: log, wasCutOff: false)
    }

    private mutating func expectNothing(_ plan: OrderPlan, _ moment: String) {
        guard !plan.isEmpty else { return }
        let words = plan.steps.prefix(3).joined(separator: "; ")
        faults.append("\(moment) there is something left to write: \(words.cut(at: 500))")
    }
}
