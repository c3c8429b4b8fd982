extension InvenTreeClient {
    /// How many requests of a client are under way on the server at once, of all its tasks together.
    ///
    /// Those beyond wait for their turn, first come, first served.
    public enum Concurrency: Hashable, Sendable {
        /// So many, from 1 to 64; another number counts as the nearest of these.
        case fixed(Int)

        /// As many as the server takes.
        ///
        /// - Parameters:
        ///   - slowdown: How many times as long as on an idle server a request may take because of this client, and
        ///     with it the request of anybody else; at least 1.5. A server that works on `n` requests at a time gets
        ///     some `slowdown` times `n`, and fewer where that many are answered no faster than half of them.
        ///   - atMost: The largest number at once, from 1 to 64.
        case adaptive(slowdown: Double = 3, atMost: Int = 16)

        /// The largest number that can ever be under way.
        var most: Int {
            switch self {
            case .fixed(let count), .adaptive(_, let count): min(max(count, 1), 64)
            }
        }
    }
}
