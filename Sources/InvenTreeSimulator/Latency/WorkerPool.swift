/// The workers of a server, each of which serves its requests one after another.
package struct WorkerPool: Sendable {
    private let speed: Double
    /// When each worker will be done with what it has.
    private var free: [Duration]

    package init(_ profile: LatencyProfile) {
        speed = max(profile.speed, .leastNormalMagnitude)
        free = Array(repeating: .zero, count: max(1, profile.workers))
    }

    /// Hands work to the worker that will be free first.
    ///
    /// - Parameters:
    ///   - cost: What the work costs on the real server.
    ///   - now: The time since any fixed moment.
    /// - Returns: After how long the work will be done.
    package mutating func serve(_ cost: Duration, at now: Duration) -> Duration {
        let worker = free.indices.min { free[$0] < free[$1] } ?? 0
        free[worker] = max(free[worker], now) + cost / speed
        return free[worker] - now
    }
}
