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
                if store.json { planned.append(invoice) } else { invoice.show() }
            }
            if store.json { try Console.print(json: planned) }
            return isComplete ? .ok : .incomplete
        }
    }
}

extension PlannedInvoice {
    /// Prints the plan for people.
    fileprivate func show() {
        switch outcome {
        case .skipped(let reason): Console.print("\(name): skipped: \(reason)")
        case .failed(let message): Console.print("\(name): ", "fails", .red, ": \(message)")
        case .plan(let plan):
            Console.print("\(name):" + (plan.steps.isEmpty ? " nothing to do" : ""))
            for step in plan.steps { Console.print("  \(step)") }
        }
    }
}
