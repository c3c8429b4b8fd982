import FGOModels

/// What the log of a document says of one of its invoices.
struct LoggedInvoice {
    let record: LedgerRecord
    let removed: LedgerRecord.Lines

    var invoice: String { record.invoice }

    /// Whether a record tells this already.
    func isEntered(in record: LedgerRecord?) -> Bool { record.map { merged(into: $0) == $0 } ?? false }

    /// The record of the invoice with this entry: the lines of all entries, and the latest form that did not fail.
    func merged(into other: LedgerRecord?) -> LedgerRecord {
        guard let other else { return record }
        let isNewer = other.form < record.form
        let (later, earlier) = isNewer ? (record, other) : (other, record)
        var merged = later.result == .failed && earlier.result != .failed ? earlier : later
        merged.order = later.order ?? earlier.order
        merged.lines.order = record.lines.order.union(other.lines.order).subtracting(removed.order)
        merged.lines.extra = record.lines.extra.union(other.lines.extra).subtracting(removed.extra)
        return merged
    }
}

extension StoredDocument {
    /// The log's entries of invoices that have a whole name.
    var logged: [LoggedInvoice] {
        log?.entries(of: document.id, received, hasChanged ? [:] : document.fingerprints) ?? []
    }
}

extension ClaimedDocument {
    /// The former log's entries of invoices that have a whole name.
    ///
    /// Their forms are unknown: the document may have been edited since.
    var logged: [LoggedInvoice] { formerLog?.entries(of: document.id, received, [:]) ?? [] }
}

extension SyncLog {
    fileprivate func entries(
        of document: DocumentID,
        _ received: ReceivedTime,
        _ fingerprints: [String: String]
    ) -> [LoggedInvoice] {
        invoices.compactMap { invoice in
            guard invoice.name.isWhole else { return nil }
            var record = LedgerRecord(
                invoice: invoice.name.orderDescription,
                document: document,
                received: received,
                fingerprint: "",
                result: invoice.result
            )
            record.fingerprint = fingerprints[record.invoice] ?? ""
            record.reason = invoice.reason ?? invoice.message
            record.order = invoice.salesOrder.map { .init(id: $0.id, reference: $0.reference) }
            record.order?.customer = invoice.customer.map { .init(id: $0.id, name: $0.name) }
            record.lines = .init(invoice.ownLines)
            return LoggedInvoice(record: record, removed: .init((invoice.removedLines ?? []).map(\.id)))
        }
    }
}

extension RawDocument {
    /// The fingerprints of the invoices that can be read, by their keys in the ledger.
    var fingerprints: [String: String] {
        let invoices = ((try? read()) ?? []).compactMap { if case .invoice(let invoice) = $0 { invoice } else { nil } }
        return Dictionary(invoices.map { ($0.name.key, $0.fingerprint.description) }) { _, last in last }
    }
}
