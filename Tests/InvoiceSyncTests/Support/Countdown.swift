import Synchronization

/// Tells which one of several it is.
final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) {
        left = Atomic(count)
    }

    /// Whether this is the one that was counted down to.
    func strike() -> Bool { left.subtract(1, ordering: .relaxed).newValue == 0 }
}
