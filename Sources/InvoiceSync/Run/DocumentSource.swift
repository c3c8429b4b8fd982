import FGOModels
import Foundation
import Synchronization

/// The documents of a run, batch by batch: first the selected ones, then those that were changed since they were synced.
final class DocumentSource: Sendable {
    private struct State {
        /// Documents that were claimed and not yet worked on.
        var ready: [ClaimedDocument] = []
        var isSelectionDone = false
        var claimed = 0
        /// Changed documents that are still to be claimed.
        var changed: Set<DocumentID> = []
        /// The last finished document that was looked at.
        var last: DocumentID?
        /// The time that looking at them has taken.
        var scanned = Duration.zero
    }

    /// A search for documents that other programs edited.
    struct Changes: Sendable {
        /// When the run began: documents that were finished later are left alone.
        let began: Date
        let log: ChangeScanLog
        /// The time that the search has taken so far.
        let scanned: Duration

        init(before began: Date, _ log: ChangeScanLog, took scanned: Duration) {
            self.began = began
            self.log = log
            self.scanned = scanned
        }
    }

    private let keeper: LeaseKeeper
    private let tally: RunTally
    private let selection: Selection
    let sources: SourceFilter
    private let configuration: SyncConfiguration
    private let changes: Changes?
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    /// A source.
    ///
    /// - Parameters:
    ///   - keeper: What holds the documents.
    ///   - tally: What is told of documents that nobody could count before.
    ///   - selection: The documents.
    ///   - sources: The sources whose documents are accepted.
    ///   - configuration: How many at a time.
    ///   - changes: The search for edited documents; `nil` for none.
    ///   - elapsed: A clock.
    init(
        keeper: LeaseKeeper,
        tally: RunTally,
        selection: Selection,
        sources: SourceFilter,
        configuration: SyncConfiguration,
        changes: Changes?,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.keeper = keeper
        self.tally = tally
        self.selection = selection
        self.sources = sources
        self.configuration = configuration
        self.changes = changes
        self.elapsed = elapsed
    }

    /// Whether documents are tried again that were finished: then nothing is believed that was remembered.
    var isRepair: Bool { selection != .pending }

    /// A source of the same selection from its beginning, for documents that came free since.
    var again: DocumentSource {
        DocumentSource(
            keeper: keeper,
            tally: tally,
            selection: selection,
            sources: sources,
            configuration: configuration,
            changes: nil,
            elapsed: elapsed
        )
    }

    /// Hands documents out once more, next.
    func putBack(_ documents: [ClaimedDocument]) {
        state.withLock { $0.ready = documents }
    }

    /// Documents that were put back and that nobody has asked for since.
    func takeBack() -> [ClaimedDocument]? {
        let ready = state.withLock { state in
            defer { state.ready = [] }
            return state.ready
        }
        return ready.isEmpty ? nil : ready
    }

    /// The next documents, held; nil where none is left.
    func next() async throws(SyncError) -> [ClaimedDocument]? {
        if let held = takeBack() { return held }
        if !state.withLock({ $0.isSelectionDone }) {
            let batch = try await claim(selection)
            if !batch.isEmpty { return batch }
            state.withLock { $0.isSelectionDone = true }
        }
        guard let changes else { return nil }
        while true {
            let changed = state.withLock { $0.changed }
            if !changed.isEmpty {
                let statuses = Set(DocumentStatus.allCases)
                let filter = Selection.RetryFilter(statuses: statuses, ids: changed, finishedBefore: changes.began)
                let batch = try await claim(.retry(filter))
                if !batch.isEmpty { return batch }
                state.withLock { $0.changed = [] }
            }
            guard try await findMoreChanged() else {
                let scanned = state.withLock(\.scanned)
                try await changes.log.record(began: changes.began, took: changes.scanned + scanned)
                return nil
            }
        }
    }

    /// Takes an eighth of what is left, so that other workers find some, too.
    private func claim(_ selection: Selection) async throws(SyncError) -> [ClaimedDocument] {
        let left = tally.report.documents.expected - state.withLock { $0.claimed }
        let limit = min(configuration.batchSize, max(4, left / 8))
        let batch = try await keeper.claim(selection, of: sources, limit: limit)
        state.withLock { $0.claimed += batch.count }
        return batch
    }

    /// Looks at the next finished documents, few at a time: a collection of any size needs little memory.
    ///
    /// - Returns: false where there are no more.
    private func findMoreChanged() async throws(SyncError) -> Bool {
        let began = elapsed()
        var query = DocumentQuery(states: DocumentState.finished, limit: max(configuration.batchSize, 200))
        query.sources = sources
        query.after = state.withLock { $0.last }
        let page = try await keeper.store.documents(query)
        guard let last = page.last else { return false }
        let changed = page.filter(\.hasChanged).map(\.document.id)
        tally.expect(changed.count)
        state.withLock { state in
            state.scanned += elapsed() - began
            state.last = last.document.id
            state.changed = Set(changed)
        }
        return true
    }
}

extension StoredDocument {
    /// Whether `data` is no longer what was synced; one that another program finished, without `sync_hash`, counts as
    /// unchanged (<doc:DocumentRules#Changed-documents>).
    var hasChanged: Bool {
        guard let fingerprint else { return false }
        return fingerprint != document.dataFingerprint
    }
}

extension RawDocument {
    /// The fingerprint of `data` as `sync_hash` holds it.
    var dataFingerprint: String { Fingerprint(of: data ?? .null).description }
}
