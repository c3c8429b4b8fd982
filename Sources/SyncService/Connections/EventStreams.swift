import Synchronization

/// The event streams that are open, by their session or token.
final class EventStreams: Sendable {
    private let limits: ConnectionLimits
    private let open = Mutex<[String: Int]>([:])

    init(_ limits: ConnectionLimits) {
        self.limits = limits
    }

    /// A Boolean value that indicates whether there is a place for one more stream: of this owner, and in all, so that half of
    /// the connections stay for other requests.
    func hasPlace(for owner: String) -> Bool { open.withLock { hasPlace(for: owner, $0) } }

    /// Takes a place.
    ///
    /// - Returns: Whether there was one.
    func enter(_ owner: String) -> Bool {
        open.withLock { open in
            guard hasPlace(for: owner, open) else { return false }
            open[owner, default: 0] += 1
            return true
        }
    }

    /// Frees a place.
    func leave(_ owner: String) {
        open.withLock { open in
            let left = (open[owner] ?? 1) - 1
            open[owner] = left > 0 ? left : nil
        }
    }

    private func hasPlace(for owner: String, _ open: [String: Int]) -> Bool {
        open[owner, default: 0] < limits.streams && open.values.reduce(0, +) < max(1, limits.connections / 2)
    }
}
