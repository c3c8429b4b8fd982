import ArgumentParser
import InvoiceSync

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Shows the settings in force, and checks that store and server are ready for a sync.",
        discussion: """
            Each setting appears with its value and its source, a secret as “set”; each check that fails appears with its
            remedy. Nothing is written, unless --allow-currency lets it add the currency to the server's setting.
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    private struct Report: Encodable {
        let settings: [Settings.Line]
        var checks: [Preflight.Check] = []
        private(set) var isOutage = false

        private enum CodingKeys: String, CodingKey {
            case settings, checks
        }

        mutating func add(_ checks: [Preflight.Check], isOutage: Bool) {
            self.checks += checks
            self.isOutage = self.isOutage || isOutage
        }

        var status: ExitStatus {
            if isOutage { return .unavailable }
            return checks.contains { $0.outcome == .failed } ? .configuration : .ok
        }
    }

    func run() async throws {
        try await reportingErrors {
            let settings = try store.settings(with: server)
            var report = Report(settings: try settings.lines())
            let documents = await StoreCheck(settings: settings).run()
            report.add(documents.checks, isOutage: documents.isOutage)
            report.add(try settings.exposures().map { .warning("encryption", $0.detail, $0.remedy) }, isOutage: false)
            let preflight = try await preflight(settings)
            report.add(preflight.checks, isOutage: preflight.isOutage)
            if preflight.checks.contains(where: { $0.name == "user" && $0.outcome == .ok }),
                let token = await TokenCheck(settings: settings).run()
            {
                report.add([token], isOutage: false)
            }
            if store.json { try Console.print(json: report) } else { Self.show(report) }
            return report.status
        }
    }

    private func preflight(_ settings: Settings) async throws -> (checks: [Preflight.Check], isOutage: Bool) {
        let report: Preflight.Report
        do {
            let api = try settings.makeClient()
            let configuration = try settings.syncConfiguration()
            if let documents = try? await settings.openStore(for: .reading) {
                report = await SyncEngine(store: documents, api: api, configuration: configuration)
                    .preflight(allowsCurrency: server.allowCurrency)
            } else {
                let preflight = Preflight(api: api, configuration: configuration, allowsCurrency: server.allowCurrency)
                report = await preflight.run()
            }
        } catch let error as SettingsError {
            return ([.failed("settings", error.description, nil)], false)
        }
        return (report.checks, report.outage != nil)
    }

    private static func show(_ report: Report) {
        var table = Table("setting", "value", "source")
        for line in report.settings {
            if let value = line.value { table.add(line.setting, value, line.source ?? "") }
        }
        table.lines.forEach(Console.print)
        let unset = report.settings.filter { $0.value == nil }.map(\.setting)
        if !unset.isEmpty { Console.print("not set: \(unset.joined(separator: ", "))") }
        Console.print("")
        for check in report.checks { check.show() }
    }
}

extension Preflight.Check {
    fileprivate func show() {
        let color: Console.Color =
            switch outcome {
            case .ok: .green
            case .warning: .yellow
            case .failed: .red
            }
        Console.print("", outcome.rawValue.padding(to: 7), color, "  \(name.padding(to: 10))  \(detail)")
        if let remedy { Console.print("         \(remedy)") }
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
