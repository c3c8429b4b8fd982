import Synchronization

/// Something that happens at most once and stays so.
final class Flag: Sendable {
    private let value = Atomic(false)

    /// Makes it so.
    func raise() { value.store(true, ordering: .relaxed) }

    /// Whether it is so.
    var isRaised: Bool { value.load(ordering: .relaxed) }
}
