public import Foundation

/// Time, chance and names, as a run takes them from outside; a test brings its own.
public struct SyncEnvironment: Sendable {
    /// The time of day.
    public var now: @Sendable () -> Date
    /// Waits; throws where the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A random number from 0 to 1.
    public var random: @Sendable () -> Double
    /// The name under which a run holds documents; no other worker has it.
    public var worker: String

    /// The system's clock and chance, and a name made of host, process and chance.
    public init() {
        now = { Date() }
        sleep = { try await ContinuousClock().sleep(for: $0) }
        random = { Double.random(in: 0...1) }
        let host = ProcessInfo.processInfo.hostName
        worker = "\(host)/\(ProcessInfo.processInfo.processIdentifier)/\(UInt32.random(in: .min ... .max))"
    }
}

/// How a run is asked to end: what is begun is finished, what is not is given back.
public final class StopSignal: Sendable {
    private let requested = Flag()

    /// A signal that nobody has given yet.
    public init() {}

    /// Asks the run to end.
    public func request() { requested.raise() }

    /// Whether the run was asked to end.
    public var isRequested: Bool { requested.isRaised }
}
