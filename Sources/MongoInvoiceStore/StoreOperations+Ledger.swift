import FGOModels
import InvoiceSync

/// A record of the ledger as the collection holds it; its JSON is read when the operation is over.
struct LedgerRow: Sendable {
    private let record: String
    private let received: Int64

    fileprivate init(_ bson: BSONDocument) throws(MongoFailure) {
        guard let record = bson["record"]?.text, let received = bson["received"]?.integer else {
            let invoice = bson["_id"]?.text ?? ""
            let reason =
                "the record “\(invoice)” of “\(StoreOperations.ledger)” lacks its text or its moment of receipt"
            throw MongoFailure(.refused, "\(reason): restore it from a backup")
        }
        self.record = record
        self.received = received
    }

    func read() throws(SyncError) -> LedgerRecord {
        try LedgerRecord(json: record, received: ReceivedTime(microseconds: received))
    }
}

extension StoreOperations {
    static let ledger = "sync_ledger"
    private static let notes = "sync_notes"
    /// The number of keys in one command.
    private static let keysPerCommand = 500

    func ledgerRows(of invoices: Set<String>) throws(MongoFailure) -> [LedgerRow] {
        try ledgerRows("_id", in: invoices.map(BSONValue.string))
    }

    func ledgerRows(after invoice: String?, limit: Int) throws(MongoFailure) -> [LedgerRow] {
        guard limit > 0 else { return [] }
        let rest: BSONDocument = invoice.map { ["_id": ["$gt": .string($0)]] } ?? [:]
        return try ledgerRows([["$match": .document(rest)], ["$sort": ["_id": 1]], ["$limit": .int64(Int64(limit))]])
    }

    func writeLedger(_ records: [(record: LedgerRecord, json: String)]) throws(MongoFailure) {
        let updates = records.map { record, json -> BSONDocument in
            let document: BSONValue = ["$literal": .string(record.document.key)]
            let received = BSONValue.int64(record.received.microseconds)
            let isOfSameDocument: BSONValue = ["$eq": ["$document", document]]
            let fields: BSONValue = [
                "document": document,
                "received": ["$cond": [isOfSameDocument, ["$max": ["$received", received]], received]],
                "record": ["$literal": .string(json)],
            ]
            return ["q": ["_id": .string(record.invoice)], "u": [["$set": fields]], "upsert": true]
        }
        try update(Self.ledger, updates)
    }

    func noteReceipt(
        at moment: ReceivedTime,
        of document: DocumentID,
        invoices: Set<String>
    ) throws(MongoFailure) {
        let updates = invoices.map { invoice -> BSONDocument in
            [
                "q": ["_id": .string(invoice), "document": .string(document.key)],
                "u": ["$max": ["received": .int64(moment.microseconds)]],
            ]
        }
        try update(Self.ledger, updates)
    }

    func text(of note: StoreNote) throws(MongoFailure) -> String? {
        var text: String?
        try session.aggregate(Self.notes, [["$match": ["_id": .string(note.rawValue)]]]) {
            document throws(MongoFailure) in
            text = document["text"]?.text
            return false
        }
        return text
    }

    func keep(_ text: String, as note: StoreNote) throws(MongoFailure) {
        try update(
            Self.notes,
            [["q": ["_id": .string(note.rawValue)], "u": ["$set": ["text": .string(text)]], "upsert": true]]
        )
    }

    private func ledgerRows(_ field: String, in values: [BSONValue]) throws(MongoFailure) -> [LedgerRow] {
        var rows: [LedgerRow] = []
        for values in values.parts(of: Self.keysPerCommand) {
            rows += try ledgerRows([["$match": [field: ["$in": .array(Array(values))]]]])
        }
        return rows
    }

    private func ledgerRows(_ pipeline: [BSONDocument]) throws(MongoFailure) -> [LedgerRow] {
        var rows: [LedgerRow] = []
        try session.aggregate(Self.ledger, pipeline) { document throws(MongoFailure) in
            rows.append(try LedgerRow(document))
            return true
        }
        return rows
    }
}
