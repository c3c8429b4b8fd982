public import FGOModels
public import Foundation

/// The part of a store that erases customers and limits the age of records.
///
/// Nothing here changes the state, the lease or the fingerprint of a document, nor what an `_id` or a key of the ledger is.
public protocol RecordRetention: Sendable {
    /// Changes records that the store keeps beside the content of documents.
    ///
    /// Each record is changed by itself, and never over a newer one: if another worker writes a record meanwhile, `change`
    /// is called again with that one.
    ///
    /// - Parameters:
    ///   - selection: The records.
    ///   - isTrial: Whether nothing is written, and records are only counted.
    ///   - change: The new content of a record, with the same fields; `nil` keeps the record. It may be called several
    ///     times for one record.
    /// - Throws: ``SyncError`` if the store cannot do its work, ``SyncError/Code/cancelled`` if the task is cancelled; the
    ///   records before that are changed.
    /// - Returns: The number of records that were changed, or would be.
    func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @escaping @Sendable (KeptRecord) -> KeptRecord.Content?
    ) async throws(SyncError) -> Int

    /// Forgets what names stand for, whatever server they are of.
    ///
    /// - Parameters:
    ///   - isTrial: Whether nothing is forgotten, and entries are only counted.
    ///   - isForgotten: Whether an entry is forgotten.
    /// - Throws: ``SyncError`` if the store cannot do its work, ``SyncError/Code/cancelled`` if the task is cancelled.
    /// - Returns: The number of entries that were forgotten, or would be.
    func forgetNames(
        isTrial: Bool,
        where isForgotten: @escaping @Sendable (DirectoryEntry) -> Bool
    ) async throws(SyncError) -> Int

    /// Forgets the names that were remembered some time ago and not again since.
    ///
    /// - Parameter age: The time; an entry that is exactly as old stays.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func forgetNames(olderThan age: Duration) async throws(SyncError)

    /// Removes the records of runs that began before a moment, and the audit records from before it.
    ///
    /// - Parameter moment: The moment, to the second.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func removeRecords(before moment: Date) async throws(SyncError)

    /// Clears what was replaced or removed from the store's files, as far as they are the store's own.
    ///
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func purge() async throws(SyncError)
}

/// The records that ``RecordRetention/rewrite(_:isTrial:_:)`` changes.
public enum RecordSelection: Sendable, Hashable {
    /// All records of a kind.
    case all(KeptRecord.Kind)
    /// The results of some documents; unknown ones are passed over.
    case results(of: Set<DocumentID>)

    /// The kind of the records.
    public var kind: KeptRecord.Kind {
        switch self {
        case .all(let kind): kind
        case .results: .results
        }
    }
}

/// A record that a store keeps beside the content of documents.
public struct KeptRecord: Sendable, Hashable {
    /// The kinds of records.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// `sync_log` and `sync_reason` of documents that have one of them.
        case results
        /// Records of the ledger.
        case ledger
        /// Records of runs.
        case runs
        /// Audit records.
        case audit
        /// The last output of jobs.
        case jobs
    }

    /// The fields of records.
    public enum Field: String, Sendable, Hashable {
        /// `sync_log`: an object.
        case log
        /// `sync_reason`: a text.
        case reason
        /// The record of the ledger, of a run or of the audit: an object.
        case record
        /// `last_output` of a job: a text.
        case output
    }

    /// The fields that a record has.
    public typealias Content = [Field: JSONValue]

    /// The kind.
    public let kind: Kind
    /// The document of a result; `nil` for other records.
    public let document: DocumentID?
    /// The fields.
    public let content: Content

    /// A record.
    ///
    /// - Parameters:
    ///   - kind: The kind.
    ///   - document: The document of a result.
    ///   - content: The fields.
    public init(_ kind: Kind, of document: DocumentID? = nil, _ content: Content) {
        self.kind = kind
        self.document = document
        self.content = content
    }
}

extension RunRecord {
    /// The lower bound of the identifiers of runs and audit records from a moment on.
    ///
    /// - Parameter moment: The moment, to the second.
    /// - Returns: A text that sorts before them and behind all earlier ones.
    public static func lowestID(at moment: Date) -> ID { String(newID(at: moment).prefix { $0 != "Z" }) }
}
