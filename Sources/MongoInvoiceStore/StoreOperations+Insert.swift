import FGOModels
import InvoiceSync

extension StoreOperations {
    /// How many documents are compared and inserted at once.
    private static let batchCount = 200
    /// How large the documents of one command are together at most: what holds them may be 16 MiB.
    private static let batchBytes = 8 << 20

    func insert(_ documents: [ImportedDocument]) throws(MongoFailure) -> InsertCounts {
        var counts = InsertCounts()
        for start in stride(from: 0, to: documents.count, by: Self.batchCount) {
            if session.isCancelled() { throw MongoFailure(.cancelled, "it was cancelled") }
            let end = min(start + Self.batchCount, documents.count)
            try insert(documents[start..<end], &counts)
        }
        return counts
    }

    /// Adds one batch: what is there is compared, and what is not is inserted; where somebody else was faster with that,
    /// it is there now.
    private func insert(_ batch: ArraySlice<ImportedDocument>, _ counts: inout InsertCounts) throws(MongoFailure) {
        var left = Array(batch)
        for _ in 0..<10 {
            let present = try fingerprints(of: left)
            for imported in left {
                guard let former = present[imported.document.id] else { continue }
                if former == imported.document.storedFingerprint {
                    counts.unchanged += 1
                } else {
                    try replaceData(of: imported.document)
                    counts.changed += 1
                }
            }
            let new = left.filter { present[$0.document.id] == nil }
            left = try insertNew(new)
            counts.new += new.count - left.count
            if left.isEmpty { return }
        }
        throw MongoFailure(.unavailable, "another program removes documents while they are added")
    }

    /// The fingerprints of the `data` of those documents that are there; nil for one without `data`.
    private func fingerprints(of batch: [ImportedDocument]) throws(MongoFailure) -> [DocumentID: Fingerprint?] {
        let ids = BSONValue.array(batch.map { identifiers.bson($0.document.id) })
        let pipeline: [BSONDocument] = [["$match": ["_id": ["$in": ids]]], ["$project": ["data": 1]]]
        var fingerprints: [DocumentID: Fingerprint?] = [:]
        try session.aggregate(collection, pipeline) { bson throws(MongoFailure) in
            let fingerprint = bson["data"].map { Fingerprint(of: JSONValue($0)) }
            fingerprints.updateValue(fingerprint, forKey: identifiers.identifier(bson["_id"] ?? .null))
            return true
        }
        return fingerprints
    }

    private func replaceData(of document: RawDocument) throws(MongoFailure) {
        let change: BSONValue =
            if let data = document.data { ["$set": ["data": BSONValue(data)]] } else { ["$unset": ["data": ""]] }
        _ = try session.findAndModify(
            collection,
            ["query": ["_id": ["$eq": identifiers.bson(document.id)]], "update": change, "fields": ["_id": 1]]
        )
    }

    /// - Returns: Those that somebody else has inserted meanwhile.
    private func insertNew(_ documents: [ImportedDocument]) throws(MongoFailure) -> [ImportedDocument] {
        guard !documents.isEmpty else { return [] }
        let first = try reservePositions(documents.count)
        var present: [ImportedDocument] = []
        var batch: [(imported: ImportedDocument, bson: BSONDocument)] = []
        var size = 0
        for (index, imported) in documents.enumerated() {
            let bson = imported.bson(identifiers.bson(imported.document.id), at: first + Int64(index))
            let byteCount = try bson.sentBytes().count
            if size + byteCount > Self.batchBytes, !batch.isEmpty {
                present += try insertAtOnce(batch)
                (batch, size) = ([], 0)
            }
            batch.append((imported, bson))
            size += byteCount
        }
        return try present + insertAtOnce(batch)
    }

    private func insertAtOnce(
        _ batch: [(imported: ImportedDocument, bson: BSONDocument)]
    ) throws(MongoFailure) -> [ImportedDocument] {
        let present = try session.insert(batch.map(\.bson), into: collection)
        return present.filter(batch.indices.contains).map { batch[$0].imported }
    }

    /// Takes the next places in the order of arrival.
    ///
    /// - Returns: The first of them.
    private func reservePositions(_ count: Int) throws(MongoFailure) -> Int64 {
        try add(Int64(count), to: "position", of: collection) - Int64(count) + 1
    }
}

extension RawDocument {
    /// The fingerprint of `data` as it will come back: a number in Extended JSON may come back plain.
    fileprivate var storedFingerprint: Fingerprint? {
        data.map { Fingerprint(of: JSONValue(BSONValue($0))) }
    }
}
