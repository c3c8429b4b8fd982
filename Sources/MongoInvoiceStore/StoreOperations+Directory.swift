import InvoiceSync

extension StoreOperations {
    static let directory = "sync_directory"
    /// How many names go into one command: of the longest that a key may have, 5 MB.
    private static let namesPerCommand = 500
    /// The order of forgetting, the newest first.
    private static let newestFirst: BSONValue = ["remembered_at": -1, "_id": -1]

    func recall(_ keys: Set<DirectoryKey>) throws(MongoFailure) -> [DirectoryKey: String] {
        var values: [DirectoryKey: String] = [:]
        for keys in Array(keys).parts(of: Self.namesPerCommand) {
            let areAsked: BSONDocument = ["_id": ["$in": .array(keys.map(\.bson))]]
            try session.aggregate(Self.directory, [["$match": .document(areAsked)]]) { entry throws(MongoFailure) in
                if let key = entry["_id"]?.document.flatMap(DirectoryKey.init) { values[key] = entry["value"]?.text }
                return true
            }
        }
        return values
    }

    func remember(_ entries: [DirectoryEntry]) throws(MongoFailure) {
        for entries in entries.parts(of: Self.namesPerCommand) {
            let updates = entries.map { entry -> BSONValue in
                let fields: BSONValue = ["value": ["$literal": .string(entry.value)], "remembered_at": clock.now]
                return ["q": ["_id": entry.key.bson], "u": [["$set": fields]], "upsert": true]
            }
            try retryingDuplicate { () throws(MongoFailure) in
                try session.write(["update": .string(Self.directory), "updates": .array(updates)])
            }
        }
    }

    func forget(_ keys: Set<DirectoryKey>) throws(MongoFailure) {
        try removeEntries(keys.map(\.bson))
    }

    func pruneDirectory(keeping limit: Int) throws(MongoFailure) {
        try removeEntries(found: [["$sort": Self.newestFirst], ["$skip": .int64(Int64(max(0, limit)))]])
    }

    /// Forgets the entries of a certain age, the oldest first.
    func forgetNames(olderThan age: Duration) throws(MongoFailure) {
        let isOld: BSONValue = ["$expr": ["$lt": ["$remembered_at", clock.after(.zero - age)]]]
        let oldest: BSONDocument = ["$sort": ["remembered_at": 1, "_id": 1]]
        try removeEntries(found: [oldest, ["$limit": .int64(Int64(Self.namesPerCommand))], ["$match": isOld]])
    }

    func forgetNames(
        isTrial: Bool,
        where isForgotten: @Sendable (DirectoryEntry) -> Bool
    ) throws(MongoFailure) -> Int {
        var ids: [BSONValue] = []
        try session.aggregate(Self.directory, []) { bson throws(MongoFailure) in
            guard let id = bson["_id"], let key = id.document.flatMap(DirectoryKey.init) else { return true }
            let entry = DirectoryEntry(key: key, value: bson["value"]?.text ?? "")
            if isForgotten(entry) { ids.append(id) }
            return true
        }
        if !isTrial { try removeEntries(ids) }
        return ids.count
    }

    /// Removes the first entries that a pipeline finds, until it finds fewer.
    private func removeEntries(found pipeline: [BSONDocument]) throws(MongoFailure) {
        let first: [BSONDocument] = [["$limit": .int64(Int64(Self.namesPerCommand))], ["$project": ["_id": 1]]]
        var isOver = false
        while !isOver, !session.isCancelled() {
            var ids: [BSONValue] = []
            try session.aggregate(Self.directory, pipeline + first) { entry throws(MongoFailure) in
                if let id = entry["_id"] { ids.append(id) }
                return true
            }
            try removeEntries(ids)
            isOver = ids.count < Self.namesPerCommand
        }
    }

    /// Removes entries one by one, which the server can repeat where an answer was lost.
    private func removeEntries(_ ids: [BSONValue]) throws(MongoFailure) {
        for ids in ids.parts(of: Self.namesPerCommand) {
            let deletes = ids.map { ["q": ["_id": ["$eq": $0]], "limit": 1] as BSONValue }
            try session.write(["delete": .string(Self.directory), "deletes": .array(deletes)])
        }
    }

    func createIndexOfDirectory() throws(MongoFailure) {
        let index: BSONValue = ["name": "invsync_remembered", "key": Self.newestFirst]
        try session.write(["createIndexes": .string(Self.directory), "indexes": [index]])
    }
}

extension DirectoryKey {
    /// The key as `_id`: MongoDB compares its bytes, however long it is.
    fileprivate var bson: BSONValue {
        ["server": .string(server), "kind": .string(kind.rawValue), "name": .string(name)]
    }

    fileprivate init?(_ bson: BSONDocument) {
        guard let server = bson["server"]?.text, let kind = bson["kind"]?.text.flatMap(LockName.Kind.init),
            let name = bson["name"]?.text
        else { return nil }
        self.init(server: server, kind: kind, name: name)
    }
}
