import InvenTreeClient

/// What keeps the service from doing what it was asked for.
public struct ServiceError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable, CaseIterable {
        /// A schedule cannot be read.
        case invalidSchedule = "invalid_schedule"
        /// A run of the job is under way, here or on another worker.
        case runUnderWay = "run_under_way"
        /// The service is on its way out and begins nothing any more.
        case stopping
        /// The address may not be listened on without a token.
        case unprotected
        /// The base path is not a path, or an address of the service itself.
        case invalidBasePath = "invalid_base_path"
        /// The address cannot be had.
        case notListening = "not_listening"
    }

    /// What kind of failure it is.
    public let code: Code
    /// What is wrong and what to do, in a sentence without secrets.
    public let message: String
    /// What led to it.
    public let cause: (any Error)?
    /// Whether the same may succeed later.
    public var isTransient: Bool { code == .runUnderWay || code == .stopping || code == .notListening }

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = Redactor.redact(message)
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
