/// What requests of each kind take while the server has nothing else to do.
///
/// A request that ran alone tells it, and so does one among others that was faster still. Of a kind that was never
/// alone it follows from its first requests and from how much slower than alone those of known kinds are.
struct IdleTimes {
    private enum Knowledge {
        case learning(sum: Double, count: Int)
        case known(Double)
    }

    /// How many requests of a kind that was never alone are averaged.
    private static let sampleSize = 8

    /// How far a measured time moves what is known: no two requests take the same.
    private static let weight = 0.25

    /// What part of what is known a request that ran alone must take to replace it: that one was slow by accident, as a
    /// server's first requests are.
    private static let accident = 0.5

    /// What is answered in so many seconds counts as no faster: it waits for nobody that anybody would notice.
    private static let imperceptible = 0.01

    private var kinds: [RequestKind: Knowledge] = [:]
    private var slowdown = 1.0

    /// Takes note of a request.
    ///
    /// - Returns: How many times as long as alone it took; nil while that is not known.
    mutating func slowdown(of kind: RequestKind, seconds: Double, wasAlone: Bool) -> Double? {
        guard let idle = idleTime(of: kind, seconds: seconds, wasAlone: wasAlone) else { return nil }
        let ratio = seconds / max(idle, Self.imperceptible)
        slowdown += (max(1, ratio) - slowdown) / 16
        return ratio
    }

    private mutating func idleTime(of kind: RequestKind, seconds: Double, wasAlone: Bool) -> Double? {
        switch kinds[kind] ?? .learning(sum: 0, count: 0) {
        case .known(let idle):
            guard wasAlone || seconds < idle else { return idle }
            let wasAccident = wasAlone && seconds < idle * Self.accident
            let next = wasAccident ? seconds : idle + (seconds - idle) * Self.weight
            kinds[kind] = .known(next)
            return next
        case .learning where wasAlone:
            kinds[kind] = .known(seconds)
            return seconds
        case .learning(let sum, let count):
            let mean = (sum + seconds) / Double(count + 1)
            let isEnough = count + 1 == Self.sampleSize
            kinds[kind] = isEnough ? .known(mean / slowdown) : .learning(sum: sum + seconds, count: count + 1)
            return nil
        }
    }
}
