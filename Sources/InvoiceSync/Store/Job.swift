public import Foundation

/// A job that runs by a schedule, and what became of its last run (<doc:JobRules>).
public struct Job: Sendable, Hashable, Codable {
    /// The name of the job that syncs invoices.
    public static let sync = "sync_inventree_sales_orders"

    /// How a run ended.
    public enum Status: String, Sendable, Hashable, Codable {
        /// All well.
        case ok
        /// Some invoices are partial or failed.
        case partial
        /// It could not do its work.
        case failed
        /// It ended before its work was done.
        case aborted
    }

    /// The schedule of a job in whose record something else than text stands for it: it cannot be followed either.
    public static let unreadableSchedule = "(no text)"

    /// How many characters of ``lastOutput`` are kept.
    static let outputLimit = 10_000

    /// The job's name.
    public let name: String
    /// When it runs, as five fields of cron.
    public var schedule = "*/10 * * * *"
    /// Whether it runs by its schedule.
    public var enabled = true
    /// When the last run began.
    public var lastRun: Date?
    /// How it ended.
    public var lastStatus: Status?
    /// What a person wants to read of it, at most 10,000 characters.
    public var lastOutput: String?
    /// How long it took, in milliseconds.
    public var lastDurationMilliseconds: Int?
    /// How many runs in a row have failed.
    public var consecutiveFailures = 0
    /// When the run that is under way began.
    public var runningSince: Date?
    /// When it runs next.
    public var nextRun: Date?

    /// A job that never ran.
    ///
    /// - Parameter name: Its name.
    public init(name: String) {
        self.name = name
    }

    /// The names that the fields have in every store.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        /// ``Job/name``.
        case name
        /// ``Job/schedule``.
        case schedule
        /// ``Job/enabled``.
        case enabled
        /// ``Job/lastRun``.
        case lastRun = "last_run"
        /// ``Job/lastStatus``.
        case lastStatus = "last_status"
        /// ``Job/lastOutput``.
        case lastOutput = "last_output"
        /// ``Job/lastDurationMilliseconds``.
        case lastDurationMilliseconds = "last_duration_ms"
        /// ``Job/consecutiveFailures``.
        case consecutiveFailures = "consecutive_failures"
        /// ``Job/runningSince``.
        case runningSince = "running_since"
        /// ``Job/nextRun``.
        case nextRun = "next_run"
    }
}

extension Job {
    /// Fields of a job to change; nil leaves one as it is.
    public struct Changes: Sendable, Hashable {
        /// When it runs.
        public var schedule: String?
        /// Whether it runs by its schedule.
        public var enabled: Bool?
        /// The end of a run: written together, and ``Job/runningSince`` is cleared.
        public var finished: Run?
        /// The begin of a run.
        public var runningSince: Date?
        /// When it runs next.
        public var nextRun: NextRun?
        /// What a person wants to read while there is no run to tell of; cut to 10,000 characters, and ``finished`` goes first.
        public var note: String?

        /// No change.
        public init() {}
    }

    /// When a job runs next, if ever.
    public enum NextRun: Sendable, Hashable {
        /// At this moment.
        case at(Date)
        /// Not before somebody changes the job.
        case never

        /// The moment; nil for never.
        public var date: Date? {
            if case .at(let date) = self { date } else { nil }
        }
    }

    /// A run that has ended.
    public struct Run: Sendable, Hashable {
        /// When it began.
        public let began: Date
        /// How long it took.
        public let duration: Duration
        /// How it ended; one that failed adds to ``Job/consecutiveFailures``, ok and partial set it to 0, aborted leaves it.
        public let status: Status
        /// What a person wants to read of it; cut to 10,000 characters.
        public let output: String

        /// A run.
        ///
        /// - Parameters:
        ///   - began: When it began.
        ///   - duration: How long it took.
        ///   - status: How it ended.
        ///   - output: What a person wants to read of it.
        public init(began: Date, duration: Duration, status: Status, output: String) {
            self.began = began
            self.duration = duration
            self.status = status
            self.output = String(output.prefix(Job.outputLimit))
        }
    }

    /// Changes fields, the same way in every store.
    public mutating func apply(_ changes: Changes) {
        if let schedule = changes.schedule { self.schedule = schedule }
        if let enabled = changes.enabled { self.enabled = enabled }
        if let nextRun = changes.nextRun { self.nextRun = nextRun.date }
        if let note = changes.shortNote { lastOutput = note }
        if let began = changes.runningSince { runningSince = began }
        guard let run = changes.finished else { return }
        lastRun = run.began
        lastStatus = run.status
        lastOutput = run.output
        lastDurationMilliseconds = Int(run.duration / .milliseconds(1))
        runningSince = nil
        switch run.status {
        case .ok, .partial: consecutiveFailures = 0
        case .failed: consecutiveFailures += 1
        case .aborted: break
        }
    }
}

extension Job.Changes {
    /// The note as stores write it.
    public var shortNote: String? { note.map { String($0.prefix(Job.outputLimit)) } }
}
