public import HTTPTypes

/// When a request is sent again, and after how long.
///
/// A request that only reads is repeated after any failure of the world. `PATCH`, `PUT` and `DELETE` too: they say
/// how the row is to be, and saying it twice does no harm. A `POST` is repeated only where it is certain that it was
/// not carried out; else its error says `mayHaveBeenCarriedOut` and whoever called must look first.
///
/// A throttled request (429) was not carried out. It waits as long as the server asks, and its attempts are not counted.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most, the first time included and throttled attempts apart.
    public var maximumAttempts: Int

    /// The wait before the first repetition, before jitter; doubled for each further one.
    public var initialDelay: Duration

    /// The longest wait, before jitter.
    public var maximumDelay: Duration

    /// The longest that a server's `Retry-After` is heeded.
    public var maximumRetryAfter: Duration

    /// How long a request that the server throttles waits in all.
    public var maximumThrottling: Duration

    /// Makes a policy; by default four attempts within some two seconds.
    public init(
        maximumAttempts: Int = 4,
        initialDelay: Duration = .milliseconds(250),
        maximumDelay: Duration = .seconds(10),
        maximumRetryAfter: Duration = .seconds(60),
        maximumThrottling: Duration = .seconds(600)
    ) {
        self.maximumAttempts = maximumAttempts
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
        self.maximumThrottling = maximumThrottling
    }

    /// A policy that repeats nothing.
    public static let never = RetryPolicy(maximumAttempts: 1)

    /// Decides whether a request is sent again, and after how long.
    ///
    /// - Parameters:
    ///   - error: What the last attempt came to.
    ///   - method: The request's method.
    ///   - attempt: How often the request has been sent, from 1; after a 429, how often it was throttled.
    ///   - throttled: How long the request has waited after 429 so far.
    ///   - jitter: A random number from 0 to 1, which spreads the wait from half to the whole of it.
    /// - Returns: The wait before the next attempt; nil for none.
    public func delay(
        after error: InvenTreeError,
        of method: HTTPRequest.Method,
        attempt: Int,
        throttled: Duration = .zero,
        jitter: Double
    ) -> Duration? {
        let hasAttempts =
            error.code == .throttled
            ? maximumAttempts > 1 && throttled < maximumThrottling : attempt < maximumAttempts
        guard hasAttempts, isRepeatable(error, method) else { return nil }
        let spread = 0.5 + 0.5 * min(max(jitter, 0), 1)
        let backOff = min(maximumDelay, initialDelay * Double(1 << min(attempt - 1, 30))) * spread
        guard let asked = error.retryAfter else { return backOff }
        return max(backOff, min(asked, maximumRetryAfter))
    }

    private func isRepeatable(_ error: InvenTreeError, _ method: HTTPRequest.Method) -> Bool {
        switch error.code {
        case .unreachable, .timeout, .connectionLost, .throttled, .serverError, .intercepted:
            method != .post || !error.mayHaveBeenCarriedOut
        default: false
        }
    }
}

extension RetryPolicy {
    /// The attempts of one request so far.
    struct Attempts {
        private var counted = 0
        private var throttled = 0
        private var throttledFor = Duration.zero

        /// Counts a failed attempt.
        ///
        /// - Returns: The wait before the next attempt; nil for none.
        mutating func next(
            _ policy: RetryPolicy,
            after error: InvenTreeError,
            of method: HTTPRequest.Method,
            _ jitter: Double
        ) -> Duration? {
            let isThrottled = error.code == .throttled
            if isThrottled { throttled += 1 } else { counted += 1 }
            let delay = policy.delay(
                after: error,
                of: method,
                attempt: isThrottled ? throttled : counted,
                throttled: throttledFor,
                jitter: jitter
            )
            if isThrottled, let delay { throttledFor += delay }
            return delay
        }
    }
}
