import FGOModels
import InvoiceSync

extension StoreOperations {
    /// How many documents are compared and inserted at once.
    private static let batchCount = 200

    func insert(_ documents: [ImportedDocument]) throws(MongoFailure) -> InsertCounts {
        var counts = InsertCounts()
        for start in stride(from: 0, to: documents.count, by: Self.batchCount) {
            if session.isCancelled() { throw MongoFailure(.cancelled, "it was cancelled") }
            let end = min(start + Self.batchCount, documents.count)
            let now = try time()
            let batch = documents[start..<end].map { Arrival(imported: $0, receipt: clock.receipt(at: now)) }
            try insert(batch, &counts)
        }
        return counts
    }

    func reopen(_ documents: Set<DocumentID>) throws(MongoFailure) {
        let updates = documents.map { id -> BSONDocument in
            ["q": ["_id": ["$eq": identifiers.bson(id)]], "u": reopening()]
        }
        try update(collection, updates)
    }

    /// Adds one batch: what is there is compared, and what is not is inserted; where somebody else was faster with that,
    /// it is there now.
    private func insert(_ batch: [Arrival], _ counts: inout InsertCounts) throws(MongoFailure) {
        var left = batch
        for _ in 0..<10 {
            let present = try fingerprints(of: left)
            var unchanged: [Arrival] = []
            for arrival in left {
                guard let former = present[arrival.document.id] else { continue }
                if former == arrival.document.storedFingerprint {
                    unchanged.append(arrival)
                } else {
                    try replaceData(by: arrival)
                    counts.changed += 1
                }
            }
            try noteReceipts(of: unchanged)
            counts.unchanged += unchanged.count
            let new = left.filter { present[$0.document.id] == nil }
            left = try insertNew(new)
            counts.new += new.count - left.count
            if left.isEmpty { return }
        }
        throw MongoFailure(.unavailable, "another program removes documents while they are added")
    }

    /// The fingerprints of the `data` of those documents that are there; nil for one without `data`.
    private func fingerprints(of batch: [Arrival]) throws(MongoFailure) -> [DocumentID: Fingerprint?] {
        let named = identifiers.filter(batch.map(\.document.id))
        let pipeline: [BSONDocument] = [["$match": .document(named)], ["$project": ["data": 1]]]
        var fingerprints: [DocumentID: Fingerprint?] = [:]
        try session.aggregate(collection, pipeline) { bson throws(MongoFailure) in
            let fingerprint = bson["data"].map { Fingerprint(of: JSONValue($0)) }
            fingerprints.updateValue(fingerprint, forKey: identifiers.identifier(bson["_id"] ?? .null))
            return true
        }
        return fingerprints
    }

    /// Replaces `data` and makes the document pending in one update, which no result of its former data can follow.
    private func replaceData(by arrival: Arrival) throws(MongoFailure) {
        let change = reopening(
            ["data": arrival.document.data.map { ["$literal": BSONValue($0)] } ?? "$$REMOVE"]
                + arrival.receiptField
        )
        _ = try session.findAndModify(
            collection,
            ["query": ["_id": ["$eq": identifiers.bson(arrival.document.id)]], "update": change, "fields": ["_id": 1]]
        )
    }

    private func noteReceipts(of arrivals: [Arrival]) throws(MongoFailure) {
        let updates = arrivals.map { arrival -> BSONDocument in
            [
                "q": ["_id": ["$eq": identifiers.bson(arrival.document.id)]],
                "u": ["$set": .document(arrival.receiptField)],
            ]
        }
        try update(collection, updates)
    }

    /// The update that makes a document pending; if a worker holds it, as soon as that lease ends in any way.
    ///
    /// - Parameter fields: Other fields to set, as expressions.
    /// - Returns: The stages of the update.
    private func reopening(_ fields: BSONDocument = [:]) -> BSONValue {
        let mark: BSONDocument = ["sync_changed": ["$cond": [expressions.isHeld, true, "$$REMOVE"]]]
        return [
            ["$set": .document(fields + mark)],
            ["$unset": ["sync_status", "sync_log", "sync_hash", "sync_attempts", "sync_next_at", "sync_reason"]],
        ]
    }

    /// - Returns: Those that somebody else has inserted meanwhile.
    private func insertNew(_ arrivals: [Arrival]) throws(MongoFailure) -> [Arrival] {
        guard !arrivals.isEmpty else { return [] }
        let first = try reservePositions(arrivals.count)
        var present: [Arrival] = []
        var batch: [(arrival: Arrival, bson: BSONDocument)] = []
        var size = 0
        for (index, arrival) in arrivals.enumerated() {
            var bson = arrival.imported.bson(identifiers.bson(arrival.document.id), at: first + Int64(index))
            if arrival.document.ownReceivedTime == nil { bson = bson + arrival.receiptField }
            let byteCount = try bson.sentBytes().count
            if size + byteCount > Self.bytesPerCommand, !batch.isEmpty {
                present += try insertAtOnce(batch)
                (batch, size) = ([], 0)
            }
            batch.append((arrival, bson))
            size += byteCount
        }
        return try present + insertAtOnce(batch)
    }

    private func insertAtOnce(_ batch: [(arrival: Arrival, bson: BSONDocument)]) throws(MongoFailure) -> [Arrival] {
        let present = try session.insert(batch.map(\.bson), into: collection)
        return present.filter(batch.indices.contains).map { batch[$0].arrival }
    }

    /// Takes the next places in the order of arrival.
    ///
    /// - Returns: The first of them.
    private func reservePositions(_ count: Int) throws(MongoFailure) -> Int64 {
        try add(Int64(count), to: "position", of: collection) - Int64(count) + 1
    }

    /// Reads the store's clock; the counter is the one document that is there for certain, for the server to work it out on.
    private func time() throws(MongoFailure) -> Milliseconds {
        _ = try add(0, to: "position", of: collection)
        guard case .date(let now)? = try readCounter(collection, ["$project": ["now": clock.now]])?["now"] else {
            throw MongoFailure(.unavailable, "another program removes counters while they are used")
        }
        return now
    }
}

/// A document that arrives, and its moment of receipt unless it names one of its own.
private struct Arrival {
    let imported: ImportedDocument
    let receipt: ReceivedTime

    var document: RawDocument { imported.document }
    var receiptField: BSONDocument { ["sync_received_us": .int64(receipt.microseconds)] }
}

extension RawDocument {
    /// The fingerprint of `data` as it will come back: a number in Extended JSON may come back plain.
    fileprivate var storedFingerprint: Fingerprint? {
        data.map { Fingerprint(of: JSONValue(BSONValue($0))) }
    }
}
