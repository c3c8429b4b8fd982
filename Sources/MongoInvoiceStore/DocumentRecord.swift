import FGOModels
import Foundation
package import InvoiceSync

/// A document as the collection holds it, taken apart.
package struct DocumentRecord {
    private let imported: ImportedDocument
    private let log: SyncLog?
    private let leaseOwner: String?
    private let received: ReceivedTime

    /// - Parameters:
    ///   - bson: The document.
    ///   - identifiers: Where its `_id` is remembered.
    init(_ bson: BSONDocument, _ identifiers: IdentifierTable) {
        var fields: [String: JSONValue] = [:]
        var id = BSONValue.null
        for field in bson.fields {
            switch field.key {
            case "_id": id = field.value
            case "sync_position", "sync_settled_at", "sync_lease", "sync_received_us", "sync_changed": break
            case "sync_log": fields[field.key] = JSONValue(log: field.value)
            case "sync_next_at": if case .date = field.value { fields[field.key] = JSONValue(field.value) }
            default: fields[field.key] = JSONValue(field.value)
            }
        }
        let data = fields.removeValue(forKey: "data")
        let document = RawDocument(id: identifiers.identifier(id), data: data, otherFields: fields)
        imported = ImportedDocument(document)
        log = imported.log.flatMap { SyncLog(json: Data($0.json.utf8)) }
        leaseOwner = bson["sync_lease"]?.document.map { $0["owner"]?.text ?? "" }
        received = Self.received(document, bson)
    }

    /// Documents that an older version imported without a date count in the order of their import.
    private static func received(_ document: RawDocument, _ bson: BSONDocument) -> ReceivedTime {
        if let noted = bson["sync_received_us"]?.integer { return ReceivedTime(microseconds: noted) }
        return document.ownReceivedTime ?? ReceivedTime(microseconds: bson["sync_position"]?.integer ?? 0)
    }

    /// - Parameters:
    ///   - bytes: The document as MongoDB sends it.
    ///   - identifiers: Where its `_id` is remembered.
    /// - Throws: ``BSONError/malformed``.
    package init(bytes: UnsafeRawBufferPointer, _ identifiers: IdentifierTable) throws {
        self.init(try BSONDocument(bytes: bytes), identifiers)
    }

    /// - Precondition: The document is as it was before the claim.
    package func claimed(by owner: String) -> ClaimedDocument {
        ClaimedDocument(
            document: imported.document,
            lease: Lease(document: imported.document.id, owner: owner),
            attempts: imported.attempts,
            formerLog: log,
            wasBegun: leaseOwner != nil || imported.nextAttempt != nil,
            received: received
        )
    }

    /// - Precondition: The document was read with its lease only where that is live.
    var stored: StoredDocument {
        StoredDocument(
            document: imported.document,
            status: imported.status,
            log: log,
            fingerprint: imported.fingerprint,
            attempts: imported.attempts,
            nextAttempt: imported.nextAttempt,
            reason: imported.reason,
            owner: leaseOwner,
            received: received
        )
    }
}

extension ImportedDocument {
    /// The document as it is inserted.
    ///
    /// - Parameters:
    ///   - id: Its `_id`.
    ///   - position: Its place in the order of arrival.
    /// - Returns: The document.
    func bson(_ id: BSONValue, at position: Int64) -> BSONDocument {
        var bson: BSONDocument = ["_id": id]
        if let data = document.data { bson["data"] = BSONValue(data) }
        bson = bson + BSONDocument(object: document.otherFields)
        bson["sync_status"] = status?.bson
        bson["sync_log"] = log.map(BSONValue.init)
        bson["sync_hash"] = fingerprint.map(BSONValue.string)
        bson["sync_attempts"] = attempts == 0 ? nil : .int64(Int64(attempts))
        bson["sync_next_at"] = nextAttempt.map { .date(Milliseconds($0)) }
        bson["sync_reason"] = reason.map(BSONValue.string)
        bson["sync_position"] = .int64(position)
        return bson
    }
}
