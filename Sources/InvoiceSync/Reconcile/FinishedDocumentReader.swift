import FGOModels

/// The state that the server should show of one invoice of a finished document.
struct ExpectedInvoice: Sendable {
    enum Outcome: Sendable {
        /// An order.
        case order(SyncedInvoice)
        /// No order, with the reason.
        case noOrder(SkipReason)
        /// Unknown: the invoice cannot be read.
        case unreadable
    }

    let document: DocumentID
    let name: InvoiceName
    let outcome: Outcome

    var synced: SyncedInvoice? {
        if case .order(let synced) = outcome { synced } else { nil }
    }

    /// The description of its order.
    var orderDescription: String { synced?.draft.description ?? name.orderDescription }
}

/// Reads finished documents as the server should show them: each invoice in the form that the ledger follows.
struct FinishedDocumentReader: Sendable {
    private let reader: DocumentReader
    private let store: any InvoiceStore

    init(_ engine: SyncEngine, context: ServerContext) {
        reader = DocumentReader(engine, context: context)
        store = engine.store
    }

    func read(_ page: [StoredDocument]) async throws(SyncError) -> [ExpectedInvoice] {
        let work = reader.read(page)
        let keys = work.flatMap(\.items).map(\.form.key) + work.flatMap(\.logs).compactMap { $0?.name.key }
        let records = try await store.ledger(of: keys)
        return zip(page, work).flatMap { stored, work in expectations(of: work, in: stored, records) }
    }

    private func expectations(
        of work: DocumentWork,
        in stored: StoredDocument,
        _ records: [String: LedgerRecord]
    ) -> [ExpectedInvoice] {
        let former = Dictionary((stored.log?.invoices ?? []).map { ($0.name.key, $0) }) { first, _ in first }
        var items = work.items.makeIterator()
        return work.logs.compactMap { log -> ExpectedInvoice? in
            let name = log?.name
            let item = log == nil ? items.next() : nil
            let key = item?.form.key ?? name?.key
            let record = key.flatMap { records[$0] }
            if let record, record.document != work.id { return nil }
            // An earlier form of an invoice in the same document is not what the server should show.
            if log?.result == .skipped { return nil }
            guard let item else {
                return name.map { ExpectedInvoice(document: work.id, name: $0, outcome: .unreadable) }
            }
            let outcome = outcome(of: item, in: stored, record, former[item.form.key])
            return ExpectedInvoice(document: work.id, name: item.name, outcome: outcome)
        }
    }

    private func outcome(
        of item: DocumentWork.Item,
        in stored: StoredDocument,
        _ record: LedgerRecord?,
        _ log: InvoiceLog?
    ) -> ExpectedInvoice.Outcome {
        switch item.task {
        case .skip(let reason, _):
            return .noOrder(reason)
        case .order(let draft, let history):
            let isChanged = stored.hasChanged
            let status = stored.status ?? stored.log?.status
            let result = record?.result ?? log?.result ?? status?.result
            return .order(
                SyncedInvoice(
                    document: stored.document.id,
                    draft: draft,
                    history: history.updated(by: record),
                    missing: log?.missingProducts ?? [],
                    isChanged: isChanged,
                    isOrderExpected: isChanged || result == .ok || result == .partial
                )
            )
        }
    }
}

extension DocumentState {
    /// The states of documents that a sync is done with.
    static let finished: Set<DocumentState> = [.ok, .mixed, .failed]
}

extension DocumentStatus {
    /// The result of an invoice that the log does not name.
    fileprivate var result: InvoiceLog.Result { self == .failed ? .failed : .ok }
}

extension InvoiceLog {
    var name: InvoiceName { InvoiceName(id: invoiceID, serie: serie, numar: numar) }
}

extension InvoiceName {
    /// Whether the name identifies an invoice.
    var isWhole: Bool { serie != nil && numar != nil }

    /// The invoice's key in the ledger.
    var key: String { LedgerRecord.key(of: orderDescription) }
}
