/// How many requests may be under way on a server whose users are not to notice much.
///
/// A pure value: it is told how requests ended and tells the limit. It compares what requests take with what they take
/// alone (``IdleTimes``). While they are slowed down by less than is allowed, and all that the limit lets pass is
/// used, the limit grows by one at a time; where they are slowed down by more, it shrinks. It also shrinks where half as
/// many got as much done. What the server does at once is the limit divided by the slowdown.
///
/// From time to time requests run alone, so that what they take alone stays known when the server changes.
struct AdaptiveLimit {
    private enum Phase {
        /// Requests run alone until so many did, or at most so many in all have ended; then the limit is the next one.
        case measuring(alone: Int, patience: Int, next: Int)

        /// Requests run together, since so many of them.
        case steady(count: Int)
    }

    private struct Window {
        var count = 0
        var sum = 0.0
        var full = 0

        var slowdown: Double { sum / Double(count) }
        var isFull: Bool { full * 2 >= count }
    }

    /// After how many requests what they take alone is measured again, and by how many: often enough for a server that
    /// changes, and so little that a server with two cores gets less than a hundredth less done.
    private static let measuringInterval = 500
    private static let measuringSize = 2
    private static let first = 4

    private(set) var limit = 1

    private let allowed: Double
    private let atMost: Int
    private var phase: Phase
    private var times = IdleTimes()
    private var window = Window()

    /// What the server got done at once with each limit so far.
    private var throughputs: [Int: Double] = [:]

    /// How many requests are still to end that began under another limit, and so tell nothing of this one.
    private var leftovers = 0

    /// - Parameters:
    ///   - slowdown: How many times as long as alone a request may take.
    ///   - atMost: The largest limit.
    init(slowdown: Double, atMost: Int) {
        allowed = max(1.5, slowdown)
        self.atMost = max(1, atMost)
        phase = .measuring(alone: 3, patience: 8, next: min(Self.first, self.atMost))
    }

    /// Takes note of a request that has ended.
    ///
    /// - Parameters:
    ///   - ending: How it ended.
    ///   - wasAlone: Whether no other was under way from its beginning to its end.
    ///   - underWay: How many were under way when it ended, itself included.
    mutating func ended(_ ending: RequestEnding, wasAlone: Bool, underWay: Int) {
        var slowdown: Double?
        if case .succeeded(let kind, let seconds) = ending {
            slowdown = times.slowdown(of: kind, seconds: seconds, wasAlone: wasAlone)
        }
        guard leftovers == 0 else {
            leftovers -= 1
            return
        }
        switch (phase, ending) {
        case (.measuring(let alone, let patience, let next), .overloaded):
            phase = .measuring(alone: alone, patience: patience, next: max(1, next / 2))
            leftovers = underWay - 1
        case (.measuring(let alone, let patience, let next), _):
            measured(alone: wasAlone && slowdown != nil ? alone - 1 : alone, patience: patience - 1, next: next)
        case (.steady, .overloaded):
            change(to: limit / 2, underWay: underWay)
        case (.steady(Self.measuringInterval), _):
            measure(underWay: underWay)
        case (.steady(let count), _):
            phase = .steady(count: count + 1)
            if let slowdown { observe(slowdown, underWay: underWay) }
        }
    }

    private mutating func measure(underWay: Int) {
        phase = .measuring(alone: Self.measuringSize, patience: 8, next: limit)
        throughputs = [:]
        change(to: 1, underWay: underWay)
    }

    private mutating func measured(alone: Int, patience: Int, next: Int) {
        guard alone == 0 || patience == 0 else {
            phase = .measuring(alone: alone, patience: patience, next: next)
            return
        }
        phase = .steady(count: 0)
        change(to: next, underWay: 1)
    }

    private mutating func observe(_ slowdown: Double, underWay: Int) {
        window.count += 1
        window.sum += slowdown
        window.full += underWay >= limit ? 1 : 0
        if window.count >= max(6, 2 * limit) { decide(underWay: underWay) }
    }

    private mutating func decide(underWay: Int) {
        defer { window = Window() }
        let slowdown = window.slowdown
        let current = Double(limit)
        if slowdown > allowed {
            change(to: min(limit - 1, max(limit / 2, Int(current * allowed / slowdown))), underWay: underWay)
        } else if window.isFull {
            throughputs[limit] = current / slowdown
            if isHalfAsGood {
                change(to: limit - 1, underWay: underWay)
            } else if slowdown * (current + 1) / current <= allowed {
                change(to: limit + 1, underWay: underWay)
            }
        }
    }

    /// Whether the server got as much done with half as many requests.
    private var isHalfAsGood: Bool {
        guard let here = throughputs[limit] else { return false }
        return throughputs.contains { $0.key * 2 <= limit && $0.value >= here * 0.95 }
    }

    private mutating func change(to next: Int, underWay: Int) {
        limit = min(max(1, next), atMost)
        window = Window()
        leftovers = max(0, underWay - 1)
    }
}
