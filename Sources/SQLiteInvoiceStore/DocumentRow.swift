import FGOModels
import Foundation
import GRDB
import InvoiceSync

/// A document as the file holds it.
///
/// Its JSON stays text until the transaction is over; only the `_id` is read at once.
struct DocumentRow: FetchableRecord, Sendable {
    let position: Int64
    private let id: DocumentID
    private let data: String?
    private let otherFields: String
    private let status: Int?
    private let log: String?
    private let fingerprint: String?
    private let attempts: Int
    private let nextAttempt: Milliseconds?
    private let leaseOwner: String?
    private let leaseUntil: Milliseconds?

    init(row: Row) throws {
        position = try row.decode(forColumn: "position")
        id = try DocumentID(key: row.decode(forColumn: "id"), position: position)
        data = try row.decode(forColumn: "data")
        otherFields = try row.decode(forColumn: "other_fields")
        status = try row.decode(forColumn: "sync_status")
        log = try row.decode(forColumn: "sync_log")
        fingerprint = try row.decode(forColumn: "sync_hash")
        attempts = try row.decode(forColumn: "sync_attempts")
        nextAttempt = try row.decode(forColumn: "sync_next_at")
        leaseOwner = try row.decode(forColumn: "sync_lease_owner")
        leaseUntil = try row.decode(forColumn: "sync_lease_until")
    }

    /// How long its JSON is.
    var byteCount: Int { [data, otherFields, log].reduce(0) { $0 + ($1?.utf8.count ?? 0) } }

    /// - Precondition: The row was read before the claim changed it.
    func claimed(by owner: String) -> ClaimedDocument {
        ClaimedDocument(
            document: document,
            lease: Lease(document: id, owner: owner),
            attempts: attempts,
            formerLog: syncLog,
            wasBegun: leaseUntil != nil || nextAttempt != nil
        )
    }

    func stored(at now: Milliseconds) -> StoredDocument {
        StoredDocument(
            document: document,
            status: status.flatMap(DocumentStatus.init),
            log: syncLog,
            fingerprint: fingerprint,
            attempts: attempts,
            nextAttempt: nextAttempt.map { Date(milliseconds: $0) },
            owner: (leaseUntil ?? 0) > now ? leaseOwner : nil
        )
    }

    private var document: RawDocument {
        guard case .object(let others)? = JSONValue(text: otherFields) else {
            return RawDocument(id: id, data: data.flatMap(JSONValue.init(text:)))
        }
        return RawDocument(id: id, data: data.flatMap(JSONValue.init(text:)), otherFields: others)
    }

    private var syncLog: SyncLog? { log.flatMap { SyncLog(json: Data($0.utf8)) } }
}

/// A row that `raw_data` is to get, or whose `data` it is to take.
struct NewRow: Sendable {
    static let changeSQL = "UPDATE raw_data SET data = ? WHERE id = ? AND data IS NOT ?"
    static let insertSQL = """
        INSERT INTO raw_data (id, data, other_fields, sync_status, sync_log, sync_hash, sync_attempts, sync_next_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """

    let key: String
    let data: String?
    let arguments: StatementArguments

    init(_ imported: ImportedDocument) {
        key = imported.document.id.key
        data = imported.document.data?.json
        arguments = [
            key, data, JSONValue.object(imported.document.otherFields).json, imported.status?.rawValue,
            imported.log?.json, imported.fingerprint, imported.attempts, imported.nextAttempt.map(Milliseconds.init),
        ]
    }
}

extension DocumentID {
    /// The identifier as `raw_data.id` holds it: the same text for equal identifiers, also where they came in different
    /// normal forms of Unicode.
    var key: String { value.json.precomposedStringWithCanonicalMapping }

    fileprivate init(key: String, position: Int64) throws(SyncError) {
        guard let value = JSONValue(text: key), DocumentID(value).key == key else {
            let reason = "the id of the document at position \(position) is not the JSON of an _id: correct it by hand"
            throw SyncError(.storeUnavailable, reason)
        }
        self.init(value)
    }
}

extension JSONValue {
    fileprivate init?(text: String) {
        guard let value = try? JSONValue(json: Data(text.utf8)) else { return nil }
        self = value
    }
}
