public import FGOModels

/// Puts documents into a store and lets the ledger follow: what was received again counts again
/// (<doc:DocumentRules#One-invoice-in-several-documents>).
///
/// A document whose content was superseded meanwhile is pending again, so that an export of A, then B, then A ends at A.
public struct DocumentImporter: Sendable {
    private let store: any InvoiceStore
    private let fill: LedgerFill

    /// An importer.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - environment: Time and the worker's name.
    ///   - leaseDuration: How long a worker that died while it filled the ledger holds others up.
    public init(
        into store: any InvoiceStore,
        environment: SyncEnvironment = SyncEnvironment(),
        leaseDuration: Duration = SyncConfiguration().leaseDuration
    ) {
        self.store = store
        fill = LedgerFill(store, environment, lease: leaseDuration)
    }

    /// Puts documents into the store; see ``InvoiceStore/insert(_:)``.
    ///
    /// - Parameter documents: The documents, some hundred at a time.
    /// - Returns: How many were new, changed, and there already.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    public func add(_ documents: [RawDocument]) async throws(SyncError) -> InsertCounts {
        // Former logs are entered first: new data takes the place of a document's log.
        try await fill.run()
        let counts = try await store.insert(documents)
        if counts.new < documents.count { try await follow(documents) }
        return counts
    }

    private func follow(_ documents: [RawDocument]) async throws(SyncError) {
        let forms = documents.map { (id: $0.id, fingerprints: $0.fingerprints) }
        let records = try await store.ledger(of: forms.flatMap(\.fingerprints.keys))
        let known = forms.filter { $0.fingerprints.keys.contains { records[$0] != nil } }
        guard !known.isEmpty else { return }
        var query = DocumentQuery(limit: known.count)
        query.ids = Set(known.map(\.id))
        var reopened: Set<DocumentID> = []
        var page = try await store.documents(query)
        while let last = page.last {
            let received = Dictionary(page.map { ($0.document.id, $0.received) }) { first, _ in first }
            for (id, fingerprints) in known {
                guard let moment = received[id] else { continue }
                let form = ReceivedForm(document: id, received: moment)
                if try await follow(form, fingerprints, records) { reopened.insert(id) }
            }
            query.after = last.document.id
            page = try await store.documents(query)
        }
        try await store.reopen(reopened)
    }

    /// Notes that forms of invoices were received again.
    ///
    /// - Returns: Whether one of them is later than what the ledger holds, and another content: its document must be processed.
    private func follow(
        _ form: ReceivedForm,
        _ fingerprints: [String: String],
        _ records: [String: LedgerRecord]
    ) async throws(SyncError) -> Bool {
        var isSuperseded = false
        var received: [DocumentID: Set<String>] = [:]
        for (key, fingerprint) in fingerprints {
            guard let record = records[key] else { continue }
            if record.fingerprint == fingerprint {
                received[record.document, default: []].insert(key)
            } else if record.document != form.document, record.form < form {
                isSuperseded = true
            }
        }
        for (document, keys) in received {
            try await store.noteReceipt(at: form.received, of: document, invoices: keys)
        }
        return isSuperseded
    }
}
