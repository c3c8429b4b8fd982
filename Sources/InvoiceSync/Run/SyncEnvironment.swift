public import Foundation

/// Time, chance and names, as a run takes them from outside; a test brings its own.
public struct SyncEnvironment: Sendable {
    /// The time of day.
    public var now: @Sendable () -> Date
    /// How much time has passed since some fixed moment: it is never set, and goes on while the process is stopped.
    public var elapsed: @Sendable () -> Duration
    /// Waits; throws where the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A random number from 0 to 1.
    public var random: @Sendable () -> Double
    /// The name under which a run holds documents and locks; no other worker has it.
    public var worker: String

    /// The system's clocks and chance, and a name made of host, process and chance.
    public init() {
        now = { Date() }
        let start = ContinuousClock.now
        elapsed = { start.duration(to: .now) }
        sleep = { try await ContinuousClock().sleep(for: $0) }
        random = { Double.random(in: 0...1) }
        let host = ProcessInfo.processInfo.hostName
        worker = "\(host)/\(ProcessInfo.processInfo.processIdentifier)/\(UInt32.random(in: .min ... .max))"
    }
}

extension SyncEnvironment {
    /// Waits for some time.
    ///
    /// - Parameters:
    ///   - time: The time.
    ///   - activity: What the task does, for the message.
    /// - Throws: ``SyncError/Code/cancelled`` if the task is cancelled.
    func pause(_ time: Duration, in activity: String = "the run") async throws(SyncError) {
        do {
            try await sleep(time)
        } catch {
            throw SyncError(.cancelled, "\(activity) was asked to stop", cause: error)
        }
    }
}
