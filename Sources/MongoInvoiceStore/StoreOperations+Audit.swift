import FGOModels
import InvoiceSync

extension StoreOperations {
    static let audit = "sync_audit"

    /// Writes a record, and removes those of its action that are too many.
    func note(_ id: AuditRecord.ID, of action: String, _ json: String) throws(MongoFailure) {
        try writeRecord(json, id, to: Self.audit, as: "record", of: ("action", action))
        try removeRecords(of: Self.audit, where: "action", is: action, beyond: AuditRecord.kept)
    }

    func auditRecords(before id: AuditRecord.ID?, limit: Int) throws(MongoFailure) -> [AuditRecord] {
        guard limit > 0 else { return [] }
        let match: BSONDocument = id.map { ["_id": ["$lt": .string($0)]] } ?? [:]
        var records: [AuditRecord] = []
        let pipeline: [BSONDocument] = [
            ["$match": .document(match)], ["$sort": ["_id": -1]], ["$limit": .int64(Int64(limit))],
        ]
        try session.aggregate(Self.audit, pipeline) { document throws(MongoFailure) in
            if let json = document["record"].map(JSONValue.init(log:))?.json, let record = AuditRecord(json: json) {
                records.append(record)
            }
            return true
        }
        return records
    }
}
