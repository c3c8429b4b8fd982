import ArgumentParser
import InvenTreeClient
import InvoiceSync

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "What a sync would write, printed and not written.",
        discussion: """
            The same plan that sync applies, made against what the server holds now. A customer or part that several
            invoices need is shown as created by each, and is created once.
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reportingErrors {
            let engine = try await store.settings(with: server).makeEngine()
            var isComplete = true
            var planned: [PlannedInvoice] = []
            try await engine.plan { invoice in
                if case .failed = invoice.outcome { isComplete = false }
                if store.json { planned.append(invoice) } else { invoice.lines.forEach(Console.print) }
            }
            if store.json { try Console.print(json: planned) }
            return isComplete ? .ok : .incomplete
        }
    }
}

extension PlannedInvoice {
    /// What a person wants to read of a plan.
    fileprivate var lines: [String] {
        let title = "\(name)"
        switch outcome {
        case .skipped(let reason): return ["\(title): skipped: \(reason)"]
        case .failed(let message): return ["\(title): \(Console.colored("fails", .red)): \(message)"]
        case .plan(let plan):
            let steps = plan.steps.map { "  \($0)" }
            return ["\(title):" + (steps.isEmpty ? " nothing to do" : "")] + steps
        }
    }
}
