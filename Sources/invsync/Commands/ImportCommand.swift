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
            invoice). What is there already is not put there twice; changed data replaces the old. What cannot be read is
            named with its file and line, and the rest goes in.
            """
    )

    @Argument(help: ArgumentHelp("Files, or - for standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: StoreOptions

    private struct Report: Encodable {
        var new = 0
        var changed = 0
        var unchanged = 0
        var refused: [String] = []

        mutating func add(_ counts: InsertCounts) {
            new += counts.new
            changed += counts.changed
            unchanged += counts.unchanged
        }
    }

    func run() async throws {
        try await reportingErrors {
            let store = try await options.settings().openStore()
            var report = Report()
            for file in files { try await load(file, into: store, &report) }
            for refusal in report.refused { Console.say("\(Console.colored("refused", .yellow)): \(refusal)") }
            if options.json {
                try Console.print(json: report)
            } else {
                let refused = report.refused.isEmpty ? "" : ", \(report.refused.count) refused"
                Console.print("\(report.new) new, \(report.changed) changed, \(report.unchanged) unchanged\(refused)")
            }
            return report.refused.isEmpty ? .ok : .incomplete
        }
    }

    /// Documents are put in by the hundred, so that a file of any size needs little memory.
    private func load(_ file: String, into store: any InvoiceStore, _ report: inout Report) async throws {
        let name = file == "-" ? "standard input" : file
        var batch: [RawDocument] = []
        for reading in DocumentFile(contents: try Self.contents(of: file)) {
            switch reading {
            case .success(let document): batch.append(document)
            case .failure(let error): report.refused.append("\(name), \(error)")
            }
            guard batch.count == 100 else { continue }
            report.add(try await store.insert(batch))
            batch.removeAll(keepingCapacity: true)
        }
        if !batch.isEmpty { report.add(try await store.insert(batch)) }
    }

    private static func contents(of file: String) throws -> Data {
        do {
            if file == "-" { return try FileHandle.standardInput.readToEnd() ?? Data() }
            return try Data(contentsOf: URL(filePath: file), options: .mappedIfSafe)
        } catch {
            throw SettingsError(description: "\(file) cannot be read: \(error.localizedDescription)")
        }
    }
}
