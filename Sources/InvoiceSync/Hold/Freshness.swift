import Synchronization

/// Whether what a worker knows of a kind is all there is: whether nobody else has created anything of it since.
final class Freshness: Sendable {
    private let known = Mutex<Generation?>(nil)

    /// From this generation on everything that was there is known.
    func begin(at generation: Generation) {
        known.withLock { $0 = $0 ?? generation }
    }

    /// Whether nobody else has changed anything up to a generation.
    func covers(_ generation: Generation) -> Bool {
        known.withLock { $0 == generation }
    }

    /// This worker has changed something, which it knows.
    ///
    /// - Parameter generation: The generation after the change.
    func changed(to generation: Generation) {
        known.withLock { known in
            if known == generation - 1 { known = generation }
        }
    }
}
