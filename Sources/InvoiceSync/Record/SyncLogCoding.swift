public import Foundation

extension SyncLog {
    /// How large a written log may be, in bytes (<doc:ResultRules#Log>).
    static let maximumBytes = 1 << 20

    /// The log as JSON of at most 1 MiB: past that the detail of successful invoices goes first, then that of the others.
    ///
    /// - Returns: UTF-8 text with sorted keys.
    /// - Throws: ``SyncError`` where a value has no JSON form.
    public func json() throws(SyncError) -> Data {
        for shortened in [{ $0 }, \.withoutSuccessfulDetail, \.withoutDetail] as [(SyncLog) -> SyncLog] {
            let data = try shortened(self).encoded()
            if data.count <= Self.maximumBytes { return data }
        }
        return try withoutInvoices.encoded()
    }

    /// Reads a log as ``json()`` writes it, or as another program left it; nil where it is no JSON object.
    ///
    /// - Parameter json: JSON text.
    public init?(json: Data) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let log = try? decoder.decode(SyncLog.self, from: json) else { return nil }
        self = log
    }

    private func encoded() throws(SyncError) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            return try encoder.encode(self)
        } catch {
            throw SyncError(.storeUnavailable, "the log cannot be written as JSON: \(error)", cause: error)
        }
    }
}

extension SyncLog {
    private var withoutSuccessfulDetail: SyncLog { stripping { $0.result == .ok || $0.result == .skipped } }

    private var withoutDetail: SyncLog { stripping { _ in true } }

    private var withoutInvoices: SyncLog {
        var short = self
        short.invoices = []
        return short
    }

    private func stripping(_ isStripped: (InvoiceLog) -> Bool) -> SyncLog {
        var short = self
        short.invoices = invoices.map { isStripped($0) ? $0.withoutDetail : $0 }
        return short
    }
}

extension InvoiceLog {
    fileprivate var withoutDetail: InvoiceLog {
        var short = self
        short.addedLines = nil
        short.updatedLines = nil
        short.removedLines = nil
        short.formerLines = nil
        short.missingProducts = nil
        short.warnings = nil
        short.body = nil
        short.trace = nil
        return short
    }
}
