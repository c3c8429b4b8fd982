import FGOModels
import InvoiceSync

/// Puts the documents of files into a store while the files are read, so that a file of any size needs little memory.
struct Import {
    struct Report: Encodable {
        var new = 0
        var changed = 0
        var unchanged = 0
        /// What is not in, document by document, or a whole file in a format that cannot be read.
        var refused: [String] = []
        /// The files that could not be read, or not to their end.
        var unreadable: [String] = []

        /// How many documents are in.
        var count: Int { new + changed + unchanged }
    }

    private(set) var report = Report()
    private let openStore: () async throws -> any InvoiceStore
    /// `nil` until a file can be read: a slip in the name of a file leaves no empty store behind.
    private var importer: DocumentImporter?
    private let stop: StopSignal

    /// How many documents are put in at once at most.
    private static let batchCount = 100
    /// How many bytes of the file are read before what was read is put in.
    private static let batchBytes = 4 << 20

    /// An import.
    ///
    /// - Parameters:
    ///   - stop: Asks it to end early.
    ///   - openStore: Opens the store; called once, when there is a file to read.
    init(stop: StopSignal, openStore: @escaping () async throws -> any InvoiceStore) {
        self.stop = stop
        self.openStore = openStore
    }

    /// Puts in the documents of a file, as far as it can be read, until the signal.
    ///
    /// - Parameter path: The file's path, or `-` for standard input.
    /// - Throws: ``SettingsError`` if the store cannot be opened, `SyncError` if it cannot take them.
    mutating func load(_ path: String) async throws {
        let name = path == "-" ? "standard input" : path
        let countBefore = report.count
        var reader: DocumentReader<InputFile.Failure>
        do throws(InputFile.Failure) {
            let file = try InputFile(path)
            reader = DocumentReader { () throws(InputFile.Failure) in try file.next() }
        } catch {
            report.unreadable.append("\(name) cannot be read: \(error)")
            return
        }
        let importer = try await openedImporter()
        var batch: [RawDocument] = []
        var nextPause = Self.batchBytes
        reading: while !stop.isRequested {
            switch Self.next(of: &reader) {
            case .success(.success(let document)?):
                batch.append(document)
            case .success(.failure(let error)?):
                try await insert(&batch, with: importer)
                report.refused.append(refusal(of: name, error, count: report.count - countBefore))
            case .success(nil):
                break reading
            case .failure(.waiting):
                try await insert(&batch, with: importer)
                await Task.yield()
            case .failure(let failure):
                try await insert(&batch, with: importer)
                let reason = "\(name) cannot be read to its end: \(failure)"
                let message = reason + documentsThatAreIn(report.count - countBefore)
                if case .damaged = failure { report.refused.append(message) } else { report.unreadable.append(message) }
                break reading
            }
            if batch.count == Self.batchCount || reader.byteCount >= nextPause {
                try await insert(&batch, with: importer)
                nextPause = reader.byteCount + Self.batchBytes
            }
        }
        try await insert(&batch, with: importer)
    }

    private mutating func openedImporter() async throws -> DocumentImporter {
        if let importer { return importer }
        let importer = DocumentImporter(into: try await openStore())
        self.importer = importer
        return importer
    }

    private static func next(
        of reader: inout DocumentReader<InputFile.Failure>
    ) -> Result<DocumentReader<InputFile.Failure>.Reading?, InputFile.Failure> {
        Result { () throws(InputFile.Failure) in try reader.next() }
    }

    private mutating func insert(_ batch: inout [RawDocument], with importer: DocumentImporter) async throws {
        guard !batch.isEmpty else { return }
        let counts = try await importer.add(batch)
        report.new += counts.new
        report.changed += counts.changed
        report.unchanged += counts.unchanged
        batch.removeAll(keepingCapacity: true)
    }

    private func refusal(of name: String, _ error: FGOError, count: Int) -> String {
        guard error.code == .unsupportedFormat else { return "\(name), \(error)" }
        return "\(name) \(error)" + (count == 0 ? "" : documentsThatAreIn(count))
    }

    private func documentsThatAreIn(_ count: Int) -> String {
        count == 1 ? "; 1 document of it is in" : "; \(count) documents of it are in"
    }
}
