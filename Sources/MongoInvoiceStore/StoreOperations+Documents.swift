import FGOModels
import InvoiceSync

extension StoreOperations {
    func counts() throws(MongoFailure) -> StoreCounts {
        let statuses = BSONValue.array(DocumentStatus.allCases.map(\.bson))
        // Of the finished documents, which in the long run are nearly all, the first reads the index alone.
        let parts: [(filter: BSONValue, state: BSONValue)] = [
            (["sync_status": ["$in": statuses]], expressions.stateByStatus),
            (["sync_status": ["$nin": statuses]], expressions.state),
        ]
        var counts = StoreCounts()
        for part in parts {
            let pipeline: [BSONDocument] = [
                ["$match": part.filter], ["$group": ["_id": part.state, "count": ["$sum": 1]]],
            ]
            try session.aggregate(collection, pipeline) { group throws(MongoFailure) in
                if let state = group["_id"]?.text.flatMap(DocumentState.init) {
                    counts[state] += Int(group["count"]?.integer ?? 0)
                }
                return true
            }
        }
        let warned: [BSONDocument] = [
            ["$match": .document(DocumentSelection.hasWarnings)], ["$group": ["_id": .null, "count": ["$sum": 1]]],
        ]
        try session.aggregate(collection, warned) { group throws(MongoFailure) in
            counts.warned = Int(group["count"]?.integer ?? 0)
            return false
        }
        return counts
    }

    func pendingSources() throws(MongoFailure) -> [String?: Int] {
        let pipeline: [BSONDocument] = [
            ["$match": .document(DocumentSelection(in: [.pending], clock: clock).filter)],
            ["$group": ["_id": ["$ifNull": ["$source", .null]], "count": ["$sum": 1]]],
        ]
        var counts: [String?: Int] = [:]
        try session.aggregate(collection, pipeline) { group throws(MongoFailure) in
            let source = group["_id"].map { ["source": JSONValue($0)] } ?? [:]
            let document = RawDocument(id: DocumentID(.null), data: nil, otherFields: source)
            counts[document.source, default: 0] += Int(group["count"]?.integer ?? 0)
            return true
        }
        return counts
    }

    func documents(_ query: DocumentQuery) throws(MongoFailure) -> [StoredDocument] {
        guard query.limit > 0, !query.states.isEmpty, let page = try page(of: query) else { return [] }
        let states = DocumentSelection(in: query.states, clock: clock).filter
        let named = query.ids.map(identifiers.filter)
        let warned = query.hasWarnings ? DocumentSelection.hasWarnings : nil
        let unmarked: BSONDocument? = query.lacksFingerprint ? ["sync_hash": .null] : nil
        let filters = [states, named, warned, unmarked, page, query.sources.filter].compactMap(\.self).map {
            BSONValue.document($0)
        }
        var pipeline: [BSONDocument] = [
            ["$match": ["$and": .array(filters)]], ["$sort": DocumentSelection.order(query.order)],
        ]
        if query.text == nil { pipeline.append(["$limit": .int64(Int64(query.limit))]) }
        pipeline.append(["$set": ["sync_lease": ["$cond": [expressions.isHeld, "$sync_lease", "$$REMOVE"]]]])

        let text = query.escapedText?.asciiLowercased
        var found: [StoredDocument] = []
        var budget = AnswerBudget()
        try session.aggregate(collection, pipeline) { bson throws(MongoFailure) in
            let stored = DocumentRecord(bson, identifiers).stored
            if text.map(stored.document.contains) ?? true {
                found.append(stored)
                budget.spend(bson.byteCount)
            }
            return found.count < query.limit && !budget.isSpent
        }
        return found
    }

    /// The filter for what comes after the last page; nil where its last document is not there.
    private func page(of query: DocumentQuery) throws(MongoFailure) -> BSONDocument? {
        guard let last = query.after.map(identifiers.bson) else { return [:] }
        let pipeline: [BSONDocument] = [["$match": ["_id": ["$eq": last]]], ["$project": ["sync_position": 1]]]
        var page: BSONDocument?
        try session.aggregate(collection, pipeline) { bson throws(MongoFailure) in
            page = DocumentSelection(query.order, after: last, at: bson["sync_position"]).filter
            return false
        }
        return page
    }
}

extension RawDocument {
    /// Whether its `data` as JSON contains a text, whatever the case of its ASCII letters.
    fileprivate func contains(_ lowercased: [UInt8]) -> Bool {
        data?.json.asciiLowercased.contains(lowercased) ?? false
    }
}

extension String {
    /// The text's bytes with `A` to `Z` folded, and nothing else.
    fileprivate var asciiLowercased: [UInt8] {
        utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
