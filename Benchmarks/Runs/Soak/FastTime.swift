import Foundation
import InvoiceSync

/// A time that passes many times as fast as everybody's, for a service that is to live long.
struct FastTime: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    let speed: Double
    private let began = Date.now
    private let beginning = ContinuousClock.now

    init(speed: Double) {
        self.speed = speed
    }

    var now: Instant { Instant(offset: beginning.duration(to: .now) * speed) }
    var minimumResolution: Duration { .nanoseconds(1) * speed }

    /// The time of day that it stands for.
    var date: Date { began.addingTimeInterval(now.offset / .seconds(1)) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await Task.sleep(for: now.duration(to: deadline) / speed)
    }

    /// The environment of a worker that lives in this time.
    var environment: SyncEnvironment {
        var environment = SyncEnvironment()
        environment.now = { date }
        environment.elapsed = { now.offset }
        environment.sleep = { try await sleep(for: $0) }
        return environment
    }
}
