import FGOModels
import Foundation

extension SyncConfiguration {
    /// The time for which a store keeps what syncs left there; `nil` is for ever, within the limits of number.
    public struct Retention: Sendable, Hashable {
        /// Records of runs and audit records.
        public var runs: Duration?
        /// The details of the logs of finished documents; their counts, statuses and fingerprints stay.
        public var logs: Duration?
        /// Names, and what they stand for, that were not remembered again.
        ///
        /// It must be longer than any run.
        public var names: Duration?

        /// No limit of time.
        public init() {}
    }
}

/// Removes what is older than a store is to keep it, a bounded number of documents in each run.
struct RetentionSweep: Sendable {
    /// The number of finished documents whose logs a run looks at; the next run goes on behind them.
    static let documentsPerRun = 1000
    private static let page = 200

    private let store: any InvoiceStore
    private let retention: SyncConfiguration.Retention
    private let ledger: OtherPrograms

    init(_ store: any InvoiceStore, _ retention: SyncConfiguration.Retention, _ ledger: OtherPrograms) {
        self.store = store
        self.retention = retention
        self.ledger = ledger
    }

    /// Removes what is too old.
    ///
    /// - Parameter now: The present.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func run(at now: Date) async throws(SyncError) {
        if let age = retention.runs { try await store.removeRecords(before: now - age) }
        if let age = retention.names { try await store.forgetNames(olderThan: age) }
        if let age = retention.logs { try await reduceLogs(before: now - age) }
    }

    private func reduceLogs(before moment: Date) async throws(SyncError) {
        var query = DocumentQuery(states: DocumentState.finished, limit: Self.page)
        query.after = try await lastDocument()
        var seen = 0
        while seen < Self.documentsPerRun {
            let documents = try await store.documents(query)
            guard let last = documents.last else {
                // The next run begins with the first document.
                return try await store.keep("", as: .logRetention)
            }
            try await reduceLogs(of: documents, before: moment)
            seen += documents.count
            query.after = last.document.id
            try await store.keep(last.document.id.value.json, as: .logRetention)
        }
    }

    private func lastDocument() async throws(SyncError) -> DocumentID? {
        let text = try await store.text(of: .logRetention) ?? ""
        return (try? JSONValue(json: Data(text.utf8))).map(DocumentID.init)
    }

    /// Reduces logs, once the ledger knows what they say.
    private func reduceLogs(of documents: [StoredDocument], before moment: Date) async throws(SyncError) {
        var old: [DocumentID: SyncLog] = [:]
        for document in documents {
            guard let log = document.log, let json = try? JSONValue(json: log.json()),
                log.timestamp == .distantPast || ReducedLog.reduced(json, before: moment) != nil
            else { continue }
            if try await ledger.enter(unknown(of: document)) { old[document.document.id] = log }
        }
        guard !old.isEmpty else { return }
        _ = try await store.rewrite(.results(of: Set(old.keys)), isTrial: false) { [old] record in
            // Another worker may have synced the document meanwhile.
            guard let document = record.document, let log = record.content[.log],
                SyncLog(json: Data(log.json.utf8)) == old[document],
                let reduced = ReducedLog.reduced(log, before: moment)
            else { return nil }
            return record.content.merging([.log: reduced]) { $1 }
        }
    }

    /// What the log of a document says that the ledger may lack: of documents that another program finished all, and of
    /// others the invoices without a record.
    private func unknown(of document: StoredDocument) async throws(SyncError) -> [LoggedInvoice] {
        let entries = document.logged
        guard document.fingerprint != nil else { return entries }
        let records = try await store.ledger(of: entries.map(\.invoice))
        return entries.filter { records[$0.invoice] == nil }
    }
}
