/// The number of requests that a server serves before it answers 429, as InvenTree does from API 530 on.
///
/// A refused request does nothing, and its response says in `Retry-After` after how many seconds to send it again.
/// Requests that end in 401 or 403 do not count.
public struct Throttle: Sendable, Hashable {
    /// A number of requests within a time.
    public struct Rate: Sendable, Hashable {
        /// The number of requests, at least 1.
        public var requests: Int
        /// The time that they are counted in.
        public var period: Duration

        /// Makes a rate.
        ///
        /// - Parameters:
        ///   - requests: The number of requests, at least 1.
        ///   - period: The time that they are counted in.
        public init(_ requests: Int, per period: Duration) {
            self.requests = requests
            self.period = period
        }

        /// Reads a rate such as `10/second`, in the form that InvenTree's own settings have.
        ///
        /// - Parameter text: A number from 1 to 1000000, a slash, and second, minute, hour or day; `nil` is returned for
        ///   any other text.
        public init?(_ text: String) {
            let periods = ["second": 1, "minute": 60, "hour": 3600, "day": 86400]
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let requests = Int(parts[0]), (1...1_000_000).contains(requests),
                let seconds = periods[parts[1]]
            else { return nil }
            self.init(requests, per: .seconds(seconds))
        }
    }

    /// The rate for each user, over all tokens.
    public var user: Rate
    /// The rate for requests without credentials, such as `GET /api/`.
    public var anonymous: Rate

    /// Makes a throttle; the standard values are those of a fresh server.
    ///
    /// - Parameters:
    ///   - user: The rate for each user.
    ///   - anonymous: The rate for requests without credentials.
    public init(user: Rate = Rate(60, per: .seconds(1)), anonymous: Rate = Rate(20, per: .seconds(60))) {
        self.user = user
        self.anonymous = anonymous
    }
}
