import Foundation
import InvoiceSync

extension StoreOperations {
    static let jobs = "jobs"

    /// Of several documents with this name, which only another program can have made, the first counts.
    func job(_ name: String) throws(MongoFailure) -> Job? {
        var job: Job?
        try session.aggregate(Self.jobs, [["$match": ["name": .string(name)]], ["$sort": ["_id": 1]], ["$limit": 1]]) {
            document throws(MongoFailure) in
            job = Job(name: name, document)
            return false
        }
        return job
    }

    /// A new job has its name as `_id`, so that of two workers that create it at once one finds that of the other; where
    /// something else has this `_id`, it gets one from the server.
    func updateJob(_ name: String, _ changes: Job.Changes) throws(MongoFailure) -> Job {
        let new = Job(name: name).newFields
        for document in [["_id": .string(name)] + new, new] {
            if let job = try changeJob(name, changes) { return job }
            _ = try session.insert([document], into: Self.jobs)
        }
        if let job = try changeJob(name, changes) { return job }
        throw MongoFailure(.unavailable, "another program removes the job while it is changed")
    }

    private func changeJob(_ name: String, _ changes: Job.Changes) throws(MongoFailure) -> Job? {
        var update = [Job.renamesSchedule]
        update.append(["$set": .document(["name": ["$literal": .string(name)]] + changes.fields)])
        update += changes.cleared.map { ["$unset": .string($0.field)] }
        let document = try session.findAndModify(
            Self.jobs,
            ["query": ["name": .string(name)], "sort": ["_id": 1], "update": .array(update), "new": true]
        )
        return document.map { Job(name: name, $0) }
    }
}

extension Job.CodingKeys {
    /// The field's name in MongoDB, where the application that shares the collection calls the schedule `frequency`.
    fileprivate var field: String { self == .schedule ? "frequency" : rawValue }
}

extension Job {
    /// The step of an update that gives a job its `frequency` (SyncRules, “Fields of the job”).
    ///
    /// Earlier versions called the field `schedule`; beside a `frequency`, a field of that name is another program's.
    fileprivate static let renamesSchedule: BSONValue = {
        let standard: BSONValue = ["$literal": .string(Job(name: Job.sync).schedule)]
        let isMissing: BSONValue = ["$eq": [["$ifNull": ["$frequency", .null]], .null]]
        return [
            "$set": [
                "frequency": ["$ifNull": ["$frequency", ["$ifNull": ["$schedule", standard]]]],
                "schedule": ["$cond": [isMissing, "$$REMOVE", "$schedule"]],
            ]
        ]
    }()

    /// A job as any program left it; see `InvoiceStore.job(_:)`.
    init(name: String, _ document: BSONDocument) {
        self.init(name: name)
        func value(_ key: CodingKeys) -> BSONValue? {
            if case .null? = document[key.field] { nil } else { document[key.field] }
        }
        if let value = value(.schedule) ?? document.oldSchedule { schedule = value.text ?? Self.unreadableSchedule }
        if let value = value(.enabled) { enabled = value.flag ?? false }
        lastRun = value(.lastRun)?.date
        lastStatus = value(.lastStatus)?.text.flatMap(Status.init)
        lastOutput = value(.lastOutput)?.text
        lastDurationMilliseconds = value(.lastDurationMilliseconds)?.integer.map { Int($0) }
        consecutiveFailures = value(.consecutiveFailures)?.integer.map { Int($0) } ?? consecutiveFailures
        runningSince = value(.runningSince)?.date
        nextRun = value(.nextRun)?.date
    }

    /// What a person finds to edit in a job that was never there.
    fileprivate var newFields: BSONDocument {
        BSONDocument([
            (CodingKeys.name.field, .string(name)),
            (CodingKeys.schedule.field, .string(schedule)),
            (CodingKeys.enabled.field, .bool(enabled)),
            (CodingKeys.consecutiveFailures.field, .int64(Int64(consecutiveFailures))),
        ])
    }
}

extension Job.Changes {
    /// What ``InvoiceSync/Job/apply(_:)`` does, as expressions: the server counts, so that no other change is undone.
    fileprivate var fields: BSONDocument {
        var fields: [(key: Job.CodingKeys, value: BSONValue)] = []
        if let schedule { fields.append((.schedule, ["$literal": .string(schedule)])) }
        if let enabled { fields.append((.enabled, ["$literal": .bool(enabled)])) }
        if case .at(let date)? = nextRun { fields.append((.nextRun, .date(Milliseconds(date)))) }
        if finished == nil, let shortNote { fields.append((.lastOutput, ["$literal": .string(shortNote)])) }
        if let runningSince { fields.append((.runningSince, .date(Milliseconds(runningSince)))) }
        if let finished { fields += finished.fields }
        return BSONDocument(fields.map { ($0.key.field, $0.value) })
    }

    /// The fields that a job has no longer after the change.
    fileprivate var cleared: [Job.CodingKeys] {
        (finished == nil ? [] : [.runningSince]) + (nextRun == .never ? [.nextRun] : [])
    }
}

extension Job.Run {
    fileprivate var fields: [(key: Job.CodingKeys, value: BSONValue)] {
        let failures = BSONValue.wholeNumber(in: "$\(Job.CodingKeys.consecutiveFailures.field)")
        let count: [(key: Job.CodingKeys, value: BSONValue)] =
            switch status {
            case .ok, .partial: [(.consecutiveFailures, ["$literal": 0])]
            case .failed: [(.consecutiveFailures, ["$add": [failures, 1]])]
            case .aborted: []
            }
        return [
            (.lastRun, .date(Milliseconds(began))),
            (.lastStatus, ["$literal": .string(status.rawValue)]),
            (.lastOutput, ["$literal": .string(output)]),
            (.lastDurationMilliseconds, ["$literal": .int64(Milliseconds(duration))]),
        ] + count
    }
}

extension BSONDocument {
    /// The schedule where an earlier version wrote it.
    fileprivate var oldSchedule: BSONValue? {
        let value = self[Job.CodingKeys.schedule.rawValue]
        return if case .null? = value { nil } else { value }
    }
}

extension BSONValue {
    /// A flag, also as the numbers 0 and 1.
    fileprivate var flag: Bool? {
        if case .bool(let flag) = self { flag } else { integer.map { $0 != 0 } }
    }

    fileprivate var date: Date? {
        if case .date(let moment) = self { Date(milliseconds: moment) } else { nil }
    }
}
