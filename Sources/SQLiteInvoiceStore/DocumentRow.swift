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
    private let reason: String?
    private let leaseOwner: String?
    private let leaseUntil: Milliseconds?
    private let received: Int64?

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
        reason = try row.decode(forColumn: "sync_reason")
        leaseOwner = try row.decode(forColumn: "sync_lease_owner")
        leaseUntil = try row.decode(forColumn: "sync_lease_until")
        received = try row.decode(forColumn: "sync_received_us")
    }

    /// How long its JSON is.
    var byteCount: Int { [data, otherFields, log].reduce(0) { $0 + ($1?.utf8.count ?? 0) } }

    /// - Precondition: The row was read before the claim changed it.
    func claimed(by owner: String) -> ClaimedDocument {
        let document = document
        return ClaimedDocument(
            document: document,
            lease: Lease(document: id, owner: owner),
            attempts: attempts,
            formerLog: syncLog,
            wasBegun: leaseUntil != nil || nextAttempt != nil,
            received: receivedTime(of: document)
        )
    }

    func stored(at now: Milliseconds) -> StoredDocument {
        let document = document
        return StoredDocument(
            document: document,
            status: status.flatMap(DocumentStatus.init),
            log: syncLog,
            fingerprint: fingerprint,
            attempts: attempts,
            nextAttempt: nextAttempt.map { Date(milliseconds: $0) },
            reason: reason,
            owner: (leaseUntil ?? 0) > now ? leaseOwner : nil,
            received: receivedTime(of: document)
        )
    }

    /// Documents that an older version imported without a date count in the order of their import.
    private func receivedTime(of document: RawDocument) -> ReceivedTime {
        received.map(ReceivedTime.init(microseconds:)) ?? document.ownReceivedTime
            ?? ReceivedTime(microseconds: position)
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
    /// Arguments: receipt, id.
    static let receiveSQL = "UPDATE raw_data SET sync_received_us = ? WHERE id = ?"
    /// Arguments: data, id, data.
    static let changeSQL = "UPDATE raw_data SET data = ? WHERE id = ? AND data IS NOT ?"
    static let insertSQL = """
        INSERT INTO raw_data (
            id, data, other_fields, source, sync_status, sync_log, sync_hash, sync_attempts, sync_next_at, sync_reason,
            sync_received_us
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    let key: String
    let data: String?
    private let imported: ImportedDocument
    private let otherFields: String

    init(_ imported: ImportedDocument) {
        self.imported = imported
        key = imported.document.id.key
        data = imported.document.data?.json
        otherFields = JSONValue.object(imported.document.otherFields).json
    }

    /// The values of a new row, received now unless the document names a moment of its own.
    func arguments(receivedAt receipt: ReceivedTime) -> StatementArguments {
        let received = imported.document.ownReceivedTime ?? receipt
        return [
            key, data, otherFields, imported.document.source, imported.status?.rawValue, imported.log?.json,
            imported.fingerprint, imported.attempts, imported.nextAttempt.map(Milliseconds.init), imported.reason,
            received.microseconds,
        ]
    }
}

extension DocumentID {
    /// Reads the identifier that `raw_data.id` holds.
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
