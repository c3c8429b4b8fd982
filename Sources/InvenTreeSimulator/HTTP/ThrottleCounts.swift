/// The requests that a throttle has let pass, by user.
struct ThrottleCounts: Sendable {
    private let throttle: Throttle
    /// The times of the requests that still count; the key is nil for requests without credentials.
    private var passed: [Int?: [Duration]] = [:]

    init(_ throttle: Throttle) {
        self.throttle = throttle
    }

    /// Counts a request.
    ///
    /// - Parameters:
    ///   - user: The key of the user, or nil for a request without credentials.
    ///   - now: The time since any fixed moment.
    /// - Throws: 429 with the seconds after which the oldest request no longer counts.
    mutating func count(_ user: Int?, at now: Duration) throws(Refusal) {
        let rate = user == nil ? throttle.anonymous : throttle.user
        var times = passed[user, default: []]
        times.removeAll { $0 + rate.period <= now }
        passed[user] = times
        if times.count >= rate.requests, let oldest = times.first {
            throw .throttled(wait: oldest + rate.period - now)
        }
        passed[user, default: []].append(now)
    }
}

extension Refusal {
    fileprivate static func throttled(wait: Duration) -> Refusal {
        let seconds = Int((wait / .seconds(1)).rounded(.up))
        var reply = Refusal.detail(429, "Too many requests, the next is served in \(seconds) s.").reply
        reply.headers.append(("Retry-After", "\(seconds)"))
        return Refusal(reply)
    }
}
