import InvoiceSync

extension StoreOperations {
    static let locks = "sync_locks"

    /// Takes or prolongs a lock, in one command that also tells whose it is: where it is somebody else's, it is written as
    /// it stands.
    ///
    /// A lock that is taken over says so in itself until that is counted. Whoever dies between the two leaves the counting
    /// to the next one; the generation is read last, when nobody else can change anything under this lock.
    func lock(_ name: LockName, owner: String, for duration: Duration) throws(MongoFailure) -> LockOutcome {
        let isOver: BSONValue = ["$not": [["$gt": ["$until", clock.now]]]]
        let isFree: BSONValue = ["$or": [["$eq": ["$owner", ["$literal": .string(owner)]]], isOver]]
        let isTakenOver: BSONValue = ["$and": [["$gt": ["$owner", .null]], isOver]]
        let lock: BSONValue = [
            "owner": ["$cond": [isFree, ["$literal": .string(owner)], "$owner"]],
            "until": ["$cond": [isFree, clock.after(duration), "$until"]],
            "is_uncounted": ["$cond": [isTakenOver, true, "$is_uncounted"]],
        ]
        let command: BSONDocument = [
            "query": ["_id": .string(name.description)], "update": [["$set": lock]], "upsert": true, "new": true,
        ]
        let taken = try retryingDuplicate { () throws(MongoFailure) in
            try session.findAndModify(Self.locks, command)
        }
        let holder = taken?["owner"]?.text ?? ""
        guard holder == owner else { return .held(by: holder) }
        if taken?["is_uncounted"] != nil {
            try countChange(of: name.kind)
            _ = try session.findAndModify(
                Self.locks,
                ["query": .document(own(name, owner)), "update": ["$unset": ["is_uncounted": ""]]]
            )
        }
        return .taken(try generation(of: name.kind))
    }

    func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) throws(MongoFailure) -> Set<LockName> {
        var held: Set<LockName> = []
        let isLive: BSONValue = ["$gt": ["$until", clock.now]]
        for name in names {
            let renewed = try session.findAndModify(
                Self.locks,
                [
                    "query": .document(own(name, owner) + ["$expr": isLive]),
                    "update": [["$set": ["until": clock.after(duration)]]], "fields": ["_id": 1],
                ]
            )
            if renewed != nil { held.insert(name) }
        }
        return held
    }

    /// Counts a change first, and then gives the lock back: who dies between the two leaves a lock to be taken over.
    ///
    /// So does a lock that is given back without a change while one of its former holder is not counted yet.
    func unlock(_ name: LockName, owner: String, changed: Bool) throws(MongoFailure) -> Generation {
        let counted = changed ? try countChange(of: name.kind) : nil
        let isCounted: BSONDocument = changed ? [:] : ["is_uncounted": .null]
        let query = BSONValue.document(own(name, owner) + isCounted)
        _ = try session.findAndModify(Self.locks, ["query": query, "remove": true])
        if let counted { return counted }
        return try generation(of: name.kind)
    }

    func generation(of kind: LockName.Kind) throws(MongoFailure) -> Generation {
        try read("generation", of: "generation:\(kind.rawValue)")
    }

    @discardableResult
    private func countChange(of kind: LockName.Kind) throws(MongoFailure) -> Generation {
        try add(1, to: "generation", of: "generation:\(kind.rawValue)")
    }

    private func own(_ name: LockName, _ owner: String) -> BSONDocument {
        ["_id": .string(name.description), "owner": .string(owner)]
    }

    /// Repeats a change of a document that two sessions have created at once: the second time it is there.
    @discardableResult
    func retryingDuplicate<Value>(_ body: () throws(MongoFailure) -> Value) throws(MongoFailure) -> Value {
        do throws(MongoFailure) {
            return try body()
        } catch  where error.kind == .duplicateKey {
            return try body()
        }
    }
}
