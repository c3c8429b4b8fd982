import ArgumentParser
import FGOModels
import Foundation
import InvoiceSync

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put documents into the store.",
        discussion: """
            Takes mongoexport's files (one document a line, or a list) and FGO's own export (a list of invoices, or one
            invoice), pretty-printed or not, several of them joined, and packed with gzip. What is there already is not put
            there twice; changed data replaces the old. What cannot be read is named with its file and line, and the rest
            goes in.

            Ctrl-C ends it with exit code 5 and a count of what is in; the same file may be imported again.
            """
    )

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try await reportingErrors {
            let settings = try options.settings()
            let stop = StopSignal()
            let signals = await Signals { stop.request() }
            defer { signals.cancel() }
            var work = Import(stop: stop) { try await settings.openStore(for: .creating) }
            do {
                for file in files where !stop.isRequested { try await work.load(file) }
            } catch let error as SyncError {
                // The count of what is in must not be lost with the rest.
                _ = try show(work.report, isStopped: false)
                throw error
            }
            return try show(work.report, isStopped: stop.isRequested)
        }
    }

    private func show(_ report: Import.Report, isStopped: Bool) throws -> ExitStatus {
        for refusal in report.refused { Console.say(refusal, .refused) }
        for file in report.unreadable { Console.say(file, .error) }
        if options.json {
            try Console.print(json: report)
        } else {
            let refused = report.refused.isEmpty ? "" : ", \(report.refused.count) refused"
            Console.print("\(report.new) new, \(report.changed) changed, \(report.unchanged) unchanged\(refused)")
        }
        if isStopped {
            let count = "\(report.count) documents are in"
            Console.say("a signal ended the import: \(count); run it again for the rest", .stopped)
            return .interrupted
        }
        if !report.unreadable.isEmpty { return .configuration }
        return report.refused.isEmpty ? .ok : .incomplete
    }
}
