/// What kept a simulator from running or from being seeded.
public struct SimulatorError: Error, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Sendable {
        /// The address could not be listened on, or the server stopped before it did.
        case notListening = "simulator.not-listening"
        /// A row to seed breaks a rule of uniqueness, or names a row that is not there.
        case rowRefused = "simulator.row-refused"
    }

    /// What kind of failure this is.
    public let code: Code
    /// What happened, for people.
    public let message: String
    /// What it was caused by, if that is known.
    public let cause: (any Error)?
    /// Whether the same may succeed another time.
    public var isTransient: Bool { code == .notListening }

    /// The code and the message.
    public var description: String { "\(code.rawValue): \(message)" }
}
