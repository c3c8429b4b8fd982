package import FGOModels
public import Foundation

extension InMemoryInvoiceStore {
    /// Changes records; see ``RecordRetention/rewrite(_:isTrial:_:)``.
    public func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @escaping @Sendable (KeptRecord) -> KeptRecord.Content?
    ) async throws(SyncError) -> Int {
        var count = 0
        /// Counts a change, and applies it unless this is a trial.
        func apply(_ record: KeptRecord?, _ write: (KeptRecord.Content) throws(SyncError) -> Void) throws(SyncError) {
            guard let record, let content = change(record) else { return }
            count += 1
            if !isTrial { try write(content) }
        }
        switch selection {
        case .results(let documents):
            for position in documents.compactMap({ positions[$0] }) {
                try apply(entries[position].kept) { entries[position].keep($0) }
            }
        case .all(.results):
            for position in entries.indices { try apply(entries[position].kept) { entries[position].keep($0) } }
        case .all(.ledger):
            for key in ledger.keys {
                try apply(try KeptRecord(.ledger, ledger[key]?.json() ?? "")) { content throws(SyncError) in
                    try ledger.replace(key, with: content[.record]?.json)
                }
            }
        case .all(.runs):
            for (id, run) in runs {
                try apply(try KeptRecord(.runs, run.json())) {
                    runs[id] = RunRecord(json: $0[.record]?.json ?? "") ?? run
                }
            }
        case .all(.audit):
            for (index, record) in audit.enumerated() {
                try apply(try KeptRecord(.audit, record.json())) {
                    audit[index] = AuditRecord(json: $0[.record]?.json ?? "") ?? record
                }
            }
        case .all(.jobs):
            for (name, job) in jobs {
                let record = job.lastOutput.map { KeptRecord(.jobs, [.output: .text($0)]) }
                try apply(record) { jobs[name]?.lastOutput = $0[.output]?.plainText }
            }
        }
        return count
    }

    /// Forgets names; see ``RecordRetention/forgetNames(isTrial:where:)``.
    public func forgetNames(
        isTrial: Bool,
        where isForgotten: @escaping @Sendable (DirectoryEntry) -> Bool
    ) async throws(SyncError) -> Int {
        let keys = directory.filter { isForgotten(DirectoryEntry(key: $0, value: $1.value)) }.map(\.key)
        if !isTrial { for key in keys { directory[key] = nil } }
        return keys.count
    }

    /// Forgets old names; see ``RecordRetention/forgetNames(olderThan:)``.
    public func forgetNames(olderThan age: Duration) async throws(SyncError) {
        let moment = now().addingTimeInterval(-(age / .seconds(1)))
        directory = directory.filter { $1.at >= moment }
    }

    /// Removes old records; see ``RecordRetention/removeRecords(before:)``.
    public func removeRecords(before moment: Date) async throws(SyncError) {
        let first = RunRecord.lowestID(at: moment)
        runs = runs.filter { $0.key >= first }
        audit.removeAll { $0.id < first }
    }

    /// Does nothing: there are no files; see ``RecordRetention/purge()``.
    public func purge() async throws(SyncError) {}
}

extension InMemoryEntry {
    /// The result as a record; `nil` if there is none.
    fileprivate var kept: KeptRecord? {
        var content: KeptRecord.Content = [:]
        content[.log] = log.flatMap { try? JSONValue(json: $0.json()) }
        content[.reason] = reason.map(JSONValue.text)
        return content.isEmpty ? nil : KeptRecord(.results, of: document.id, content)
    }

    fileprivate mutating func keep(_ content: KeptRecord.Content) {
        if let json = content[.log]?.json { log = SyncLog(json: Data(json.utf8)) ?? log }
        reason = content[.reason]?.plainText ?? reason
    }
}

extension KeptRecord {
    /// A record of JSON; `nil` if it is none.
    fileprivate init?(_ kind: Kind, _ json: String) {
        guard let value = try? JSONValue(json: Data(json.utf8)) else { return nil }
        self.init(kind, [.record: value])
    }
}

extension JSONValue {
    /// The text; `nil` for another value.
    package var plainText: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
