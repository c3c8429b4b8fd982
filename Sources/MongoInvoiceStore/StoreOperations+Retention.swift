import FGOModels
import Foundation
import InvoiceSync

extension StoreOperations {
    /// The number of attempts at a record that others write at the same moment.
    private static let attempts = 10

    /// Goes through the records with one cursor; each is changed where it still is what was read.
    func rewrite(
        _ selection: RecordSelection,
        isTrial: Bool,
        _ change: @Sendable (KeptRecord) -> KeptRecord.Content?
    ) throws(MongoFailure) -> Int {
        let place = RecordPlace(selection.kind, documents: collection)
        var count = 0
        try session.aggregate(place.collection, [["$match": .document(filter(selection, place))]]) {
            document throws(MongoFailure) in
            if try rewrite(document, in: place, isTrial: isTrial, change) { count += 1 }
            return true
        }
        return count
    }

    private func filter(_ selection: RecordSelection, _ place: RecordPlace) -> BSONDocument {
        let isPresent: BSONDocument = ["$or": .array(place.fields.map { [$0.name: ["$ne": .null]] })]
        guard case .results(let documents) = selection else { return isPresent }
        return isPresent + ["_id": ["$in": .array(documents.map(identifiers.bson))]]
    }

    /// - Returns: Whether the record was changed, or would be.
    private func rewrite(
        _ document: BSONDocument,
        in place: RecordPlace,
        isTrial: Bool,
        _ change: (KeptRecord) -> KeptRecord.Content?
    ) throws(MongoFailure) -> Bool {
        var next: BSONDocument? = document
        for _ in 0..<Self.attempts {
            guard let document = next, let content = change(place.record(document, identifiers)) else { return false }
            if isTrial { return true }
            let id: BSONValue = ["$eq": document["_id"] ?? .null]
            let update: BSONValue = [["$set": .document(place.expressions(content))]]
            let query = ["_id": id] + place.values(of: document)
            let command: BSONDocument = ["query": .document(query), "update": update, "fields": ["_id": 1]]
            if try session.findAndModify(place.collection, command) != nil { return true }
            next = nil
            try session.aggregate(place.collection, [["$match": ["_id": id]]]) { document throws(MongoFailure) in
                next = document
                return false
            }
        }
        throw MongoFailure(.unavailable, "other programs write a record of “\(place.collection)” all the time")
    }

    func removeRecords(before first: RunRecord.ID) throws(MongoFailure) {
        for collection in [Self.runs, Self.audit] {
            let query: BSONValue = ["_id": ["$lt": .string(first)]]
            try session.write(["delete": .string(collection), "deletes": [["q": query, "limit": 0]]])
        }
    }
}

/// The collection and the fields of one kind of records.
private struct RecordPlace {
    let kind: KeptRecord.Kind
    let collection: String
    let fields: [(field: KeptRecord.Field, name: String)]

    init(_ kind: KeptRecord.Kind, documents: String) {
        self.kind = kind
        switch kind {
        case .results: (collection, fields) = (documents, [(.log, "sync_log"), (.reason, "sync_reason")])
        case .ledger: (collection, fields) = (StoreOperations.ledger, [(.record, "record")])
        case .runs: (collection, fields) = (StoreOperations.runs, [(.record, "run")])
        case .audit: (collection, fields) = (StoreOperations.audit, [(.record, "record")])
        case .jobs: (collection, fields) = (StoreOperations.jobs, [(.output, Job.CodingKeys.lastOutput.rawValue)])
        }
    }

    func record(_ document: BSONDocument, _ identifiers: IdentifierTable) -> KeptRecord {
        var content: KeptRecord.Content = [:]
        for (field, name) in fields {
            guard let value = document[name] else { continue }
            content[field] =
                switch (kind, field) {
                case (.ledger, _): parsed(value.text)
                case (_, .reason), (_, .output): value.text.map(JSONValue.text)
                default: JSONValue(log: value)
                }
            if content[field] == .null { content[field] = nil }
        }
        let id = kind == .results ? identifiers.identifier(document["_id"] ?? .null) : nil
        return KeptRecord(kind, of: id, content)
    }

    /// The condition that the fields still hold what was read.
    func values(of document: BSONDocument) -> BSONDocument {
        BSONDocument(fields.map { ($0.name, ["$eq": document[$0.name] ?? .null]) })
    }

    func expressions(_ content: KeptRecord.Content) -> BSONDocument {
        BSONDocument(
            fields.compactMap { field, name in
                content[field].map { value in
                    let text = value.plainText ?? (kind == .ledger ? value.json : nil)
                    return (name, ["$literal": text.map(BSONValue.string) ?? BSONValue(value)])
                }
            }
        )
    }

    /// The JSON in a text, as which the ledger's records stand in MongoDB.
    private func parsed(_ text: String?) -> JSONValue? {
        text.flatMap { try? JSONValue(json: Data($0.utf8)) }
    }
}
