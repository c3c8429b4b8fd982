public import HTTPTypes

/// When a request is sent again, and after how long.
///
/// A request that only reads is repeated after any failure of the world. `PATCH`, `PUT` and `DELETE` too: they say
/// how the row is to be, and saying it twice does no harm. A `POST` is repeated only where it is certain that it was
/// not carried out; else its error says `mayHaveBeenCarriedOut` and whoever called must look first.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent at most, the first time included.
    public var maximumAttempts: Int

    /// The wait before the first repetition, before jitter; doubled for each further one.
    public var initialDelay: Duration

    /// The longest wait, before jitter.
    public var maximumDelay: Duration

    /// The longest that a server's `Retry-After` is heeded.
    public var maximumRetryAfter: Duration

    /// Makes a policy; by default four attempts within some two seconds.
    public init(
        maximumAttempts: Int = 4,
        initialDelay: Duration = .milliseconds(250),
        maximumDelay: Duration = .seconds(10),
        maximumRetryAfter: Duration = .seconds(60)
    ) {
        self.maximumAttempts = maximumAttempts
        self.initialDelay = initialDelay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
    }

    /// A policy that repeats nothing.
    public static let never = RetryPolicy(maximumAttempts: 1)

    /// Decides whether a request is sent again, and after how long.
    ///
    /// - Parameters:
    ///   - error: What the last attempt came to.
    ///   - method: The request's method.
    ///   - attempt: How often the request has been sent, from 1.
    ///   - jitter: A random number from 0 to 1, which spreads the wait from half to the whole of it.
    /// - Returns: The wait before the next attempt; nil for none.
    public func delay(
        after error: InvenTreeError,
        of method: HTTPRequest.Method,
        attempt: Int,
        jitter: Double
    ) -> Duration? {
        guard attempt < maximumAttempts, isRepeatable(error, method) else { return nil }
        let spread = 0.5 + 0.5 * min(max(jitter, 0), 1)
        let backOff = min(maximumDelay, initialDelay * Double(1 << min(attempt - 1, 30))) * spread
        guard let asked = error.retryAfter else { return backOff }
        return max(backOff, min(asked, maximumRetryAfter))
    }

    private func isRepeatable(_ error: InvenTreeError, _ method: HTTPRequest.Method) -> Bool {
        switch error.code {
        case .unreachable, .timeout, .connectionLost, .throttled, .serverError:
            method != .post || !error.mayHaveBeenCarriedOut
        default: false
        }
    }
}
