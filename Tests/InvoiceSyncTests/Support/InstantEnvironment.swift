import Foundation
import InvoiceSync
import InvoiceSyncTesting

extension SyncEnvironment {
    /// The time of a test, with pauses that are over at once and a heart that does not beat.
    static func instant(_ time: ManualTime) -> SyncEnvironment {
        var environment = SyncEnvironment()
        environment.now = { time.now }
        environment.random = { 0.5 }
        environment.worker = "test"
        environment.sleep = { duration in
            if duration < heartbeat {
                try Task.checkCancellation()
            } else {
                try await Task.sleep(for: .seconds(86_400))
            }
        }
        return environment
    }

    /// The pause between two signs of life at the default lease; no other pause is as long.
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
