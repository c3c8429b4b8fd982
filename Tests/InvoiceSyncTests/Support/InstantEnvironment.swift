import Foundation
import InvoiceSync
import InvoiceSyncTesting

extension SyncEnvironment {
    /// The time of a test, with pauses that are over at once, a heart that does not beat and patience without end.
    static func instant(_ time: ManualTime) -> SyncEnvironment {
        var environment = SyncEnvironment()
        environment.now = { time.now }
        environment.elapsed = { .seconds(time.now.timeIntervalSinceReferenceDate) }
        environment.random = { 0.5 }
        environment.worker = "test"
        environment.sleep = { duration in
            if endless.contains(duration) {
                try await Task.sleep(for: .seconds(86_400))
            } else {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        return environment
    }

    /// The pause between two signs of life, and that between a signal and the end, which are no other pause's.
    private static let endless = [heartbeat, SyncConfiguration().gracePeriod]

    /// The pause between two signs of life at the default lease.
    static var heartbeat: Duration { SyncConfiguration().leaseDuration / 3 }
}

/// A clock whose waits are over at once.
struct InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    var now: Instant { Instant() }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
    }
}
