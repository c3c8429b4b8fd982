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
            let store = try await options.settings().openStore(for: .creating)
            var report = Report()
            for file in files { try await load(file, into: store, &report) }
            for refusal in report.refused { Console.say(refusal, .refused) }
            if options.json {
                try Console.print(json: report)
            } else {
                let refused = report.refused.isEmpty ? "" : ", \(report.refused.count) refused"
                Console.print("\(report.new) new, \(report.changed) changed, \(report.unchanged) unchanged\(refused)")
            }
            return report.refused.isEmpty ? .ok : .incomplete
        }
    }

    /// How many documents are put in at once at most.
    private static let batchCount = 100
    /// How many bytes of the file are read before what was read is put in, and how many at once.
    private static let (batchBytes, pieceBytes) = (4 << 20, 256 << 10)

    /// Documents are put in while the file is read, so that one of any size needs little memory.
    private func load(_ file: String, into store: any InvoiceStore, _ report: inout Report) async throws {
        let name = file == "-" ? "standard input" : file
        var reader = try Self.reader(of: file)
        var batch: [RawDocument] = []
        var nextPause = Self.batchBytes
        while let reading = try reader.next() {
            switch reading {
            case .success(let document): batch.append(document)
            case .failure(let error): report.refused.append("\(name), \(error)")
            }
            guard batch.count == Self.batchCount || reader.byteCount >= nextPause else { continue }
            report.add(try await store.insert(batch))
            batch.removeAll(keepingCapacity: true)
            nextPause = reader.byteCount + Self.batchBytes
        }
        if !batch.isEmpty { report.add(try await store.insert(batch)) }
    }

    private static func reader(of file: String) throws -> DocumentReader<SettingsError> {
        func reporting<Value>(_ body: () throws -> Value) throws(SettingsError) -> Value {
            do {
                return try body()
            } catch {
                throw SettingsError(description: "\(file) cannot be read: \(error.fileProblem)")
            }
        }
        let handle = try reporting {
            file == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(filePath: file))
        }
        return DocumentReader { () throws(SettingsError) in
            try reporting { try handle.read(upToCount: pieceBytes) }
        }
    }
}
