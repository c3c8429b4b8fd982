extension InvoiceStore {
    /// Runs a body and keeps record of it as a run of a job (sync.md section 7), for whoever watches that in the store.
    ///
    /// A run that was killed stays there as one that is under way since it began.
    ///
    /// - Parameters:
    ///   - job: The job's name.
    ///   - environment: The clocks.
    ///   - describe: What a person wants to read of a run.
    ///   - body: The run.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; ``SyncError`` where the begin cannot be recorded.
    public func recordingRun(
        of job: String,
        environment: SyncEnvironment = SyncEnvironment(),
        describe: (RunReport) -> String,
        _ body: () async throws(SyncError) -> RunReport
    ) async throws(SyncError) -> RunReport {
        let (began, beganAt) = (environment.now(), environment.elapsed())
        var begin = Job.Changes()
        begin.runningSince = began
        try await updateJob(job, begin)
        let outcome: Result<RunReport, SyncError>
        do throws(SyncError) { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        let (status, output) =
            switch outcome {
            case .success(let report): (report.jobStatus, describe(report))
            case .failure(let error): (Job.Status.failed, error.message)
            }
        let duration = environment.elapsed() - beganAt
        var end = Job.Changes()
        end.finished = Job.Run(began: began, duration: duration, status: status, output: output)
        // What became of the run matters more than that the store is out of reach for its record.
        _ = try? await uncancelled { [end] () async throws(SyncError) in try await updateJob(job, end) }
        return try outcome.get()
    }
}

extension RunReport {
    fileprivate var jobStatus: Job.Status {
        switch stopped?.cause {
        case .outage: .failed
        case .request: .aborted
        case nil: documents.mixed + documents.failed + documents.givenBack > 0 ? .partial : .ok
        }
    }
}
