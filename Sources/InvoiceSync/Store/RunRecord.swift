public import Foundation

/// A run of a job, under way or over, as it is on record.
public struct RunRecord: Sendable, Hashable, Codable, Identifiable {
    /// How many runs of a job a store keeps.
    public static let kept = 1000

    /// Why a run was begun.
    public enum Trigger: String, Sendable, Hashable, Codable, CaseIterable {
        /// It was due.
        case schedule
        /// Somebody asked for it.
        case manual
        /// Somebody asked for documents to be tried again.
        case retry
    }

    /// The identifier: when the run began and eight digits of chance, so that identifiers sort as the runs began.
    public let id: String
    /// The job's name.
    public let job: String
    /// Why it was begun.
    public let trigger: Trigger
    /// Who runs it.
    public let worker: String
    /// When it began.
    public let began: Date
    /// When its worker last gave a sign of life.
    public var seen: Date
    /// When it ended; nil while it is under way.
    public var ended: Date?
    /// How it ended.
    public var status: Job.Status?
    /// What a person wants to read of it.
    public var output: String?
    /// What it has done so far.
    public var report = RunReport()
    /// How many documents the store held in each state at the run's end; nil where nobody counted.
    public var documents: StoreCounts?

    /// A run that begins.
    ///
    /// - Parameters:
    ///   - job: The job's name.
    ///   - trigger: Why it is begun.
    ///   - worker: Who runs it.
    ///   - began: When it begins.
    public init(job: String, trigger: Trigger, worker: String, began: Date) {
        id = Self.newID(at: began)
        self.job = job
        self.trigger = trigger
        self.worker = worker
        self.began = began
        seen = began
    }

    static func newID(at moment: Date) -> ID {
        let time = moment.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        return "\(time)-\(Chance.eightDigits())"
    }
}

extension RunRecord {
    /// The run as JSON with keys such as `given_back`, which the stores keep.
    ///
    /// - Throws: ``SyncError`` where a value has no JSON form.
    public func json() throws(SyncError) -> String { try RecordJSON.text(of: self) }

    /// Reads a run as ``json()`` writes it; nil where it is none.
    ///
    /// - Parameter json: JSON text.
    public init?(json: String) {
        guard let run = RecordJSON.value(RunRecord.self, in: json) else { return nil }
        self = run
    }
}
