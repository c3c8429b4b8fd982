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
    private let importer: DocumentImporter
    private let stop: StopSignal

    /// How many documents are put in at once at most.
    private static let batchCount = 100
    /// How many bytes of the file are read before what was read is put in.
    private static let batchBytes = 4 << 20

    init(store: any InvoiceStore, stop: StopSignal) {
        importer = DocumentImporter(into: store)
        self.stop = stop
    }

    /// Puts in the documents of a file, as far as it can be read, until the signal.
    ///
    /// - Parameter path: The file's path, or `-` for standard input.
    /// - Throws: `SyncError` if the store cannot take them.
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
        var batch: [RawDocument] = []
        var nextPause = Self.batchBytes
        reading: while !stop.isRequested {
            switch Self.next(of: &reader) {
            case .success(.success(let document)?):
                batch.append(document)
            case .success(.failure(let error)?):
                try await insert(&batch)
                report.refused.append(refusal(of: name, error, count: report.count - countBefore))
            case .success(nil):
                break reading
            case .failure(.waiting):
                try await insert(&batch)
                await Task.yield()
            case .failure(let failure):
                try await insert(&batch)
                let reason = "\(name) cannot be read to its end: \(failure)"
                let message = reason + documentsThatAreIn(report.count - countBefore)
                if case .damaged = failure { report.refused.append(message) } else { report.unreadable.append(message) }
                break reading
            }
            if batch.count == Self.batchCount || reader.byteCount >= nextPause {
                try await insert(&batch)
                nextPause = reader.byteCount + Self.batchBytes
            }
        }
        try await insert(&batch)
    }

    private static func next(
        of reader: inout DocumentReader<InputFile.Failure>
    ) -> Result<DocumentReader<InputFile.Failure>.Reading?, InputFile.Failure> {
        Result { () throws(InputFile.Failure) in try reader.next() }
    }

    private mutating func insert(_ batch: inout [RawDocument]) async throws {
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
