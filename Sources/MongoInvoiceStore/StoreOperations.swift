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
        // Documents that were tried before come after all others.
        let untried: BSONDocument = ["sync_next_at": .null]
        var selections = [try selection(request.selection)]
        if request.selection == .pending { selections.insert(selections[0].and(untried), at: 0) }
        var claimed: [ClaimedDocument] = []
        var budget = AnswerBudget()
        while claimed.count < request.limit, !budget.isSpent, !session.isCancelled() {
            do throws(MongoFailure) {
                guard let selection = selections.first else { break }
                guard let next = try claimNext(selection, for: request) else {
                    selections.removeFirst()
                    continue
                }
                claimed.append(DocumentRecord(next, identifiers).claimed(by: request.owner))
                budget.spend(next.byteCount)
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

    /// - Returns: The document as it was before the claim.
    private func claimNext(
        _ selection: DocumentSelection,
        for request: ClaimRequest
    ) throws(MongoFailure) -> BSONDocument? {
        let lease: BSONValue = [
            "owner": ["$literal": .string(request.owner)], "until": clock.after(request.leaseDuration),
        ]
        return try session.findAndModify(
            collection,
            [
                "query": ["$and": [.document(selection.filter), .document(request.sources.filter), Self.hasRoom]],
                "sort": DocumentSelection.order(),
                "update": [["$set": ["sync_lease": lease]], ["$unset": "sync_changed"]],
            ]
        )
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

    /// Writes a result, unless the document was changed or reopened under the lease: it stays pending then.
    func complete(_ lease: Lease, with result: DocumentResult, log: BSONValue) throws(MongoFailure) -> Bool {
        func unlessChanged(_ value: BSONValue) -> BSONValue {
            ["$cond": [["$eq": ["$sync_changed", true]], "$$REMOVE", value]]
        }
        return try update(
            lease,
            [
                [
                    "$set": [
                        "sync_status": unlessChanged(result.status.bson),
                        "sync_log": unlessChanged(["$literal": log]),
                        "sync_hash": unlessChanged(["$literal": .string(result.fingerprint)]),
                        "sync_settled_at": unlessChanged(clock.now),
                    ]
                ],
                ["$unset": ["sync_lease", "sync_attempts", "sync_next_at", "sync_reason", "sync_changed"]],
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
                        "sync_reason": retry.reason.map { ["$literal": .string($0)] } ?? "$$REMOVE",
                    ]
                ],
                ["$unset": ["sync_lease", "sync_status", "sync_log", "sync_hash"]],
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
    private static let counters = "sync_counters"

    /// Adds to a counter of the database, which is there from then on.
    ///
    /// - Parameters:
    ///   - amount: How much.
    ///   - field: The field of the counter's document.
    ///   - counter: The document's `_id`.
    /// - Throws: ``MongoFailure``.
    /// - Returns: What it is then.
    func add(_ amount: Int64, to field: String, of counter: String) throws(MongoFailure) -> Int64 {
        let command: BSONDocument = [
            "query": ["_id": .string(counter)], "update": ["$inc": [field: .int64(amount)]], "new": true,
        ]
        var sum = try session.findAndModify(Self.counters, command)
        if sum == nil {
            // Of several that make it at once one does, and none of them minds.
            _ = try session.insert([["_id": .string(counter)]], into: Self.counters)
            sum = try session.findAndModify(Self.counters, command)
        }
        guard let sum = sum?[field]?.integer else {
            throw MongoFailure(.refused, "the counter “\(counter)” in “\(Self.counters)” is no whole number")
        }
        return sum
    }

    /// What a counter of the database is; 0 where it is not there.
    func read(_ field: String, of counter: String) throws(MongoFailure) -> Int64 {
        try readCounter(counter)?[field]?.integer ?? 0
    }

    /// The document of a counter of the database, after further stages; nil where it is not there.
    func readCounter(_ counter: String, _ stages: BSONDocument...) throws(MongoFailure) -> BSONDocument? {
        var found: BSONDocument?
        try session.aggregate(Self.counters, [["$match": ["_id": .string(counter)]]] + stages) {
            document throws(MongoFailure) in
            found = document
            return false
        }
        return found
    }
}

extension StoreOperations {
    /// The names say whose the indexes are.
    func createIndexes() throws(MongoFailure) {
        let pending: BSONValue = [
            "name": "invsync_pending", "key": DocumentSelection.order(),
            "partialFilterExpression": ["sync_status": .null, "sync_log": .null],
        ]
        // An index of an earlier version cannot take another field: claims of some sources have one beside it.
        let sources: BSONValue = [
            "name": "invsync_sources", "key": ["source": 1, "sync_position": 1, "_id": 1],
            "partialFilterExpression": ["sync_status": .null, "sync_log": .null],
        ]
        let states: BSONValue = [
            "name": "invsync_states",
            "key": ["sync_status": 1, "sync_position": 1, "_id": 1, "sync_lease.until": 1],
        ]
        let warned: BSONValue = [
            "name": "invsync_warned", "key": ["sync_position": 1],
            "partialFilterExpression": .document(DocumentSelection.hasWarnings),
        ]
        try session.write(["createIndexes": .string(collection), "indexes": [pending, sources, states, warned]])
        try createIndexOfDirectory()
        let runs: BSONValue = ["name": "invsync_runs", "key": ["job": 1, "_id": -1]]
        try session.write(["createIndexes": .string(Self.runs), "indexes": [runs]])
        let audit: BSONValue = ["name": "invsync_audit", "key": ["action": 1, "_id": -1]]
        try session.write(["createIndexes": .string(Self.audit), "indexes": [audit]])

        do throws(MongoFailure) {
            try createIndexOfLocks()
        } catch  where error.kind == .indexDiffers {
            // Former versions kept locks for a day. Where another worker has just removed that index, it is not there.
            _ = try? session.write(["dropIndexes": .string(Self.locks), "index": .string(Self.indexOfLocks)])
            try createIndexOfLocks()
        }
    }

    private static let indexOfLocks = "invsync_ended"

    /// Lets MongoDB remove locks that nobody has taken over for 30 days.
    ///
    /// A lock that is removed is not counted as a change of its kind, so it stays for longer than any process goes by a
    /// generation that it has seen.
    private func createIndexOfLocks() throws(MongoFailure) {
        let index: BSONValue = [
            "name": .string(Self.indexOfLocks), "key": ["until": 1], "expireAfterSeconds": 2_592_000,
        ]
        try session.write(["createIndexes": .string(Self.locks), "indexes": [index]])
    }
}
