import FGOModels
import Foundation
import InvoiceSync

extension StoreOperations {
    static let runs = "sync_runs"

    /// Writes a run, and removes those that are too many.
    func record(_ id: RunRecord.ID, of job: String, _ json: String) throws(MongoFailure) {
        try writeRecord(json, id, to: Self.runs, as: "run", of: ("job", job))
        try removeRecords(of: Self.runs, where: "job", is: job, beyond: RunRecord.kept)
    }

    /// Writes a record of a group, from JSON.
    func writeRecord(
        _ json: String,
        _ id: String,
        to collection: String,
        as field: String,
        of group: (field: String, value: String)
    ) throws(MongoFailure) {
        let record: BSONValue
        do {
            record = try BSONValue(JSONValue(json: Data(json.utf8)))
        } catch {
            throw MongoFailure(.refused, "the \(field) cannot be written as BSON: \(error)")
        }
        let fields: BSONDocument = [group.field: ["$literal": .string(group.value)], field: ["$literal": record]]
        let update: BSONValue = [["$set": .document(fields)]]
        _ = try session.findAndModify(
            collection,
            ["query": ["_id": .string(id)], "update": update, "upsert": true, "fields": ["_id": 1]]
        )
    }

    /// Removes the records of a group that are older than so many others of it.
    func removeRecords(
        of collection: String,
        where field: String,
        is group: String,
        beyond count: Int
    ) throws(MongoFailure) {
        var last: String?
        let match: BSONDocument = [field: .string(group)]
        let tooMany: [BSONDocument] = [
            ["$match": .document(match)], ["$sort": ["_id": -1]], ["$skip": .int64(Int64(count))],
            ["$limit": 1], ["$project": ["_id": 1]],
        ]
        try session.aggregate(collection, tooMany) { document throws(MongoFailure) in
            last = document["_id"]?.text
            return false
        }
        guard let last else { return }
        let query: BSONValue = [field: .string(group), "_id": ["$lte": .string(last)]]
        try session.write(["delete": .string(collection), "deletes": [["q": query, "limit": 0]]])
    }

    func runs(of job: String, before id: RunRecord.ID?, limit: Int) throws(MongoFailure) -> [RunRecord] {
        guard limit > 0 else { return [] }
        var query: BSONDocument = ["job": .string(job)]
        if let id { query["_id"] = ["$lt": .string(id)] }
        return try runs([["$match": .document(query)], ["$sort": ["_id": -1]], ["$limit": .int64(Int64(limit))]])
    }

    func run(_ id: RunRecord.ID) throws(MongoFailure) -> RunRecord? {
        try runs([["$match": ["_id": .string(id)]]]).first
    }

    private func runs(_ pipeline: [BSONDocument]) throws(MongoFailure) -> [RunRecord] {
        var runs: [RunRecord] = []
        try session.aggregate(Self.runs, pipeline) { document throws(MongoFailure) in
            if let run = document["run"].map(JSONValue.init(log:)), let record = RunRecord(json: run.json) {
                runs.append(record)
            }
            return true
        }
        return runs
    }
}
