import FGOModels
import Foundation

/// Fills the ledger once from the logs that older versions of invsync and other programs wrote (sync rules, section 1).
///
/// Every finished document is read once, page by page. Workers wait for the one that does it; if it dies, another one
/// begins again, and what was entered before is the same then.
struct LedgerFill: Sendable {
    private static let lock = LockName(.order, "ledger")
    private static let done = "1"
    /// The number of documents that are read at once.
    private static let page = 200

    private let store: any InvoiceStore
    private let environment: SyncEnvironment
    private let leaseDuration: Duration
    private let owner: String

    init(_ store: any InvoiceStore, _ environment: SyncEnvironment, lease leaseDuration: Duration) {
        self.store = store
        self.environment = environment
        self.leaseDuration = leaseDuration
        owner = "\(environment.worker)/ledger"
    }

    /// Fills the ledger, unless that was done before.
    ///
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func run() async throws(SyncError) {
        while try await store.text(of: .ledgerFilled) == nil {
            guard case .taken = try await store.lock(Self.lock, owner: owner, for: leaseDuration) else {
                try await pause()
                continue
            }
            let outcome = await result(of: fill)
            _ = try await uncancelled { [store, owner] () async throws(SyncError) in
                try await store.unlock(Self.lock, owner: owner, changed: false)
            }
            try outcome.get()
        }
    }

    private func pause() async throws(SyncError) {
        do {
            try await environment.sleep(.milliseconds(200))
        } catch {
            throw SyncError(.cancelled, "the run was asked to stop", cause: error)
        }
    }

    private func fill() async throws(SyncError) {
        guard try await store.text(of: .ledgerFilled) == nil else { return }
        var query = DocumentQuery(states: DocumentState.finished, limit: Self.page)
        var documents = try await store.documents(query)
        while let last = documents.last {
            guard case .taken = try await store.lock(Self.lock, owner: owner, for: leaseDuration) else {
                throw SyncError(.leaseLost, "another worker fills the ledger", isTransient: true)
            }
            if Task.isCancelled { throw SyncError(.cancelled, "the run was asked to stop") }
            try await enter(documents)
            query.after = last.document.id
            documents = try await store.documents(query)
        }
        try await store.keep(Self.done, as: .ledgerFilled)
    }

    private func enter(_ documents: [StoredDocument]) async throws(SyncError) {
        let entries = documents.flatMap(\.logged)
        var records = try await store.ledger(of: entries.map(\.invoice))
        for entry in entries { records[entry.invoice] = entry.merged(into: records[entry.invoice]) }
        try await store.writeLedger(Array(records.values))
        try await AcceptedSources.add(documents.compactMap(\.document.source), to: store)
    }
}

/// What the log of a document says of one of its invoices.
private struct LoggedInvoice {
    let record: LedgerRecord
    let removed: LedgerRecord.Lines

    var invoice: String { record.invoice }

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
    fileprivate var logged: [LoggedInvoice] {
        guard let log else { return [] }
        let fingerprints = hasChanged ? [:] : document.fingerprints
        return log.invoices.compactMap { invoice in
            guard invoice.name.isWhole else { return nil }
            var record = LedgerRecord(
                invoice: invoice.name.orderDescription,
                document: document.id,
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
