import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// A job; see `InvoiceStore.job(_:)`.
    public func job(_ name: String) async throws(SyncError) -> Job? {
        try await read("reading a job from") { database, _ in
            try JobRow.fetchOne(database, key: name)?.job
        }
    }

    /// Changes a job; see `InvoiceStore.updateJob(_:_:)`.
    ///
    /// Only the columns whose values differ afterwards are written.
    @discardableResult
    public func updateJob(_ name: String, _ changes: Job.Changes) async throws(SyncError) -> Job {
        try await write("changing a job in") { database, _ in
            let former = try JobRow.fetchOne(database, key: name)
            var row = former ?? JobRow(job: Job(name: name))
            row.job.apply(changes)
            if let former {
                try row.updateChanges(database, from: former)
            } else {
                try row.insert(database)
            }
            return row.job
        }
    }
}

/// A row of the table `jobs`: what is NULL or cannot be read is as in a new job.
private struct JobRow: FetchableRecord, PersistableRecord {
    static let databaseTableName = "jobs"

    var job: Job

    init(job: Job) {
        self.job = job
    }

    init(row: Row) throws {
        func value<Value: DatabaseValueConvertible>(_ key: Job.CodingKeys) -> Value? {
            row[key.rawValue].flatMap { Value.fromDatabaseValue($0.databaseValue) }
        }
        job = Job(name: try row.decode(forColumn: Job.CodingKeys.name.rawValue))
        job.schedule = value(.schedule) ?? job.schedule
        job.enabled = value(.enabled) ?? job.enabled
        job.lastRun = value(.lastRun)
        job.lastStatus = value(.lastStatus).flatMap(Job.Status.init)
        job.lastOutput = value(.lastOutput)
        job.lastDurationMilliseconds = value(.lastDurationMilliseconds)
        job.consecutiveFailures = value(.consecutiveFailures) ?? job.consecutiveFailures
        job.runningSince = value(.runningSince)
        job.nextRun = value(.nextRun)
    }

    func encode(to container: inout PersistenceContainer) {
        for key in Job.CodingKeys.allCases { container[key.rawValue] = value(of: key) }
    }

    private func value(of key: Job.CodingKeys) -> (any DatabaseValueConvertible)? {
        switch key {
        case .name: job.name
        case .schedule: job.schedule
        case .enabled: job.enabled
        case .lastRun: job.lastRun
        case .lastStatus: job.lastStatus?.rawValue
        case .lastOutput: job.lastOutput
        case .lastDurationMilliseconds: job.lastDurationMilliseconds
        case .consecutiveFailures: job.consecutiveFailures
        case .runningSince: job.runningSince
        case .nextRun: job.nextRun
        }
    }
}
