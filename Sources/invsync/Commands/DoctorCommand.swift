import ArgumentParser
import InvoiceSync

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Whether store and server are ready for a sync, and what to do where they are not.",
        discussion: "Writes nothing, unless --allow-currency lets it add the currency to the server's setting."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reportingErrors {
            let settings = try await store.settings(with: server)
            let counts = try await settings.openStore().counts()
            let preflight = Preflight(
                api: try settings.makeClient(),
                configuration: try settings.syncConfiguration(),
                allowsCurrency: server.allowCurrency
            )
            let report = await preflight.run()
            if store.json {
                try Console.print(json: report.checks)
            } else {
                Console.print("ok       store       \(counts.total) documents, \(counts.pending) pending")
                report.checks.flatMap(\.lines).forEach(Console.print)
            }
            if report.outage != nil { return .unavailable }
            return report.context == nil ? .configuration : .ok
        }
    }
}

extension Preflight.Check {
    fileprivate var lines: [String] {
        let color: Console.Color =
            switch outcome {
            case .ok: .green
            case .warning: .yellow
            case .failed: .red
            }
        let word = Console.colored(outcome.rawValue.padding(to: 7), color)
        return ["\(word)  \(name.padding(to: 10))  \(detail)"] + (remedy.map { ["         \($0)"] } ?? [])
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
