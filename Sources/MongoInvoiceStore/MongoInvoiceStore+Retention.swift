public import Foundation
public import InvoiceSync

extension MongoInvoiceStore {
    /// Changes records, each by itself; see `RecordRetention.rewrite(_:isTrial:_:)`.
    public func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @escaping @Sendable (KeptRecord) -> KeptRecord.Content?
    ) async throws(SyncError) -> Int {
        try await perform("changing records in") { operations throws(MongoFailure) in
            try operations.rewrite(selection, isTrial: isTrial, change)
        }
    }

    /// Forgets names; see `RecordRetention.forgetNames(isTrial:where:)`.
    public func forgetNames(
        isTrial: Bool,
        where isForgotten: @escaping @Sendable (DirectoryEntry) -> Bool
    ) async throws(SyncError) -> Int {
        try await perform("forgetting names in") { operations throws(MongoFailure) in
            try operations.forgetNames(isTrial: isTrial, where: isForgotten)
        }
    }

    /// Forgets old names; see `RecordRetention.forgetNames(olderThan:)`.
    public func forgetNames(olderThan age: Duration) async throws(SyncError) {
        try await perform("forgetting old names in") { operations throws(MongoFailure) in
            try operations.forgetNames(olderThan: age)
        }
    }

    /// Removes old records; see `RecordRetention.removeRecords(before:)`.
    public func removeRecords(before moment: Date) async throws(SyncError) {
        let first = RunRecord.lowestID(at: moment)
        try await perform("removing old records from") { operations throws(MongoFailure) in
            try operations.removeRecords(before: first)
        }
    }

    /// Does nothing: the files are the server's, which overwrites them in its own time; see `RecordRetention.purge()`.
    public func purge() async throws(SyncError) {}
}
