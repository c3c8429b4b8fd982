import FGOModels
import InvoiceSync

/// What the store does, in commands of MongoDB, on the thread of one session.
struct StoreOperations {
    let session: MongoSession
    let collection: String
    let clock: StoreClock
    let identifiers: IdentifierTable

    var expressions: DocumentExpressions { DocumentExpressions(clock: clock) }

    func claim(_ request: ClaimRequest) throws(MongoFailure) -> [ClaimedDocument] {
        guard request.limit > 0 else { return [] }
        let selection = try selection(request.selection)
        var claimed: [ClaimedDocument] = []
        while claimed.count < request.limit, !session.isCancelled() {
            do throws(MongoFailure) {
                guard let next = try claimNext(selection, for: request) else { break }
                claimed.append(next)
            } catch {
                // What was taken is told: nobody else knows that it is held.
                if claimed.isEmpty { throw error }
                break
            }
        }
        return claimed
    }

    private func selection(_ selection: Selection) throws(MongoFailure) -> DocumentSelection {
        switch selection {
        case .pending:
            return DocumentSelection(in: [.pending], clock: clock)
        case .retry(let retry):
            let moment = try clock.moment(of: retry.finishedBefore) { now throws(MongoFailure) in
                var moment: BSONValue?
                try session.aggregate(collection, [["$limit": 1], ["$project": ["now": now]]]) {
                    document throws(MongoFailure) in
                    moment = document["now"]
                    return false
                }
                return moment
            }
            return DocumentSelection(retry, before: moment, clock: clock, identifiers: identifiers)
        }
    }

    private func claimNext(
        _ selection: DocumentSelection,
        for request: ClaimRequest
    ) throws(MongoFailure) -> ClaimedDocument? {
        let lease: BSONValue = [
            "owner": ["$literal": .string(request.owner)], "until": clock.after(request.leaseDuration),
        ]
        let document = try session.findAndModify(
            collection,
            [
                "query": ["$and": [.document(selection.filter), Self.hasRoom]], "sort": DocumentSelection.order(),
                "update": [["$set": ["sync_lease": lease]]],
            ]
        )
        return document.map { DocumentRecord($0, identifiers).claimed(by: request.owner) }
    }

    /// Whether a document of at most 16 MiB can still be given a lease and a short result: one that cannot would be the
    /// next for ever.
    private static let hasRoom: BSONValue = ["$expr": ["$lt": [["$bsonSize": "$$ROOT"], .int32(16 << 20 - 4096)]]]

    func renew(_ leases: [Lease], for duration: Duration) throws(MongoFailure) -> Set<DocumentID> {
        var held: Set<DocumentID> = []
        for lease in leases where try update(lease, [["$set": ["sync_lease.until": clock.after(duration)]]]) {
            held.insert(lease.document)
        }
        return held
    }

    func complete(_ lease: Lease, with result: DocumentResult, log: BSONValue) throws(MongoFailure) -> Bool {
        try update(
            lease,
            [
                [
                    "$set": [
                        "sync_status": result.status.bson, "sync_log": ["$literal": log],
                        "sync_hash": ["$literal": .string(result.fingerprint)], "sync_settled_at": clock.now,
                    ]
                ],
                ["$unset": ["sync_lease", "sync_attempts", "sync_next_at"]],
            ]
        )
    }

    func release(_ lease: Lease, retry: Retry?) throws(MongoFailure) -> Bool {
        guard let retry else { return try update(lease, [["$unset": "sync_lease"]]) }
        return try update(
            lease,
            [
                [
                    "$set": [
                        "sync_attempts": ["$literal": .int64(Int64(retry.attempts))],
                        "sync_next_at": clock.after(retry.delay), "sync_settled_at": clock.now,
                    ]
                ],
                ["$unset": "sync_lease"],
            ]
        )
    }

    /// Changes a document where its lease still holds, and tells whether it did.
    private func update(_ lease: Lease, _ pipeline: BSONValue) throws(MongoFailure) -> Bool {
        let isOurs: BSONValue = [
            "_id": ["$eq": identifiers.bson(lease.document)], "sync_lease.owner": .string(lease.owner),
            "$expr": expressions.isHeld,
        ]
        let document = try session.findAndModify(
            collection,
            ["query": isOurs, "update": pipeline, "fields": ["_id": 1]]
        )
        return document != nil
    }
}

extension StoreOperations {
    private static let locks = "sync_locks"

    /// Where somebody else holds the lock, it is written as it is: one command takes it or tells its owner.
    func lock(_ name: String, owner: String, for duration: Duration) throws(MongoFailure) -> String? {
        let owner = BSONValue.string(owner)
        let isFree: BSONValue = [
            "$or": [
                ["$eq": ["$owner", ["$literal": owner]]],
                ["$not": [["$gt": ["$until", clock.now]]]],
            ]
        ]
        let lock: BSONValue = [
            "owner": ["$cond": [isFree, ["$literal": owner], "$owner"]],
            "until": ["$cond": [isFree, clock.after(duration), "$until"]],
        ]
        let command: BSONDocument = [
            "query": ["_id": .string(name)], "update": [["$set": lock]], "upsert": true, "new": true,
        ]
        let holder = try retryingDuplicate { () throws(MongoFailure) in
            try session.findAndModify(Self.locks, command)?["owner"]?.text
        }
        return holder == owner.text ? nil : holder ?? ""
    }

    func unlock(_ name: String, owner: String) throws(MongoFailure) {
        _ = try session.findAndModify(
            Self.locks,
            ["query": ["_id": .string(name), "owner": .string(owner)], "remove": true]
        )
    }

    /// Repeats a change of a document that two sessions have created at once: the second time it is there.
    func retryingDuplicate<Value>(_ body: () throws(MongoFailure) -> Value) throws(MongoFailure) -> Value {
        do throws(MongoFailure) {
            return try body()
        } catch  where error.kind == .duplicateKey {
            return try body()
        }
    }
}

extension StoreOperations {
    /// The names say whose the indexes are.
    func createIndexes() throws(MongoFailure) {
        let pending: BSONValue = [
            "name": "invsync_pending", "key": DocumentSelection.order(),
            "partialFilterExpression": ["sync_status": .null, "sync_log": .null],
        ]
        let states: BSONValue = [
            "name": "invsync_states",
            "key": ["sync_status": 1, "sync_position": 1, "_id": 1, "sync_lease.until": 1],
        ]
        try session.write(["createIndexes": .string(collection), "indexes": [pending, states]])

        let endedLocks: BSONValue = ["name": "invsync_ended", "key": ["until": 1], "expireAfterSeconds": 86400]
        try session.write(["createIndexes": .string(Self.locks), "indexes": [endedLocks]])
    }
}
