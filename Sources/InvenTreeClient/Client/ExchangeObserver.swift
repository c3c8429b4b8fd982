/// One request and what came of it, as metrics want to know it.
///
/// Every text in it is one of a few: routes have `{id}` in place of keys.
public struct Exchange: Sendable {
    /// The method, such as `GET`.
    public let method: String

    /// The route below the base URL with its variable parts replaced, such as `/api/company/{id}/`.
    public let route: String

    /// Which sending of the same request this was: 1, and more for those that repeat it.
    public let attempt: Int

    /// The status of the answer, if one came.
    public let status: Int?

    /// The kind of failure, if it was one.
    public let errorCode: InvenTreeError.Code?

    /// From the call of the transport to the end of the answer; the wait for a turn is not in it.
    public let duration: Duration

    /// How many requests of the client were under way when this one began, itself included.
    public let inFlight: Int

    /// How many might be when it ended.
    public let limit: Int

    /// An exchange, for whoever tests an observer.
    public init(
        method: String,
        route: String,
        attempt: Int = 1,
        status: Int?,
        errorCode: InvenTreeError.Code? = nil,
        duration: Duration,
        inFlight: Int = 1,
        limit: Int = 1
    ) {
        self.method = method
        self.route = route
        self.attempt = attempt
        self.status = status
        self.errorCode = errorCode
        self.duration = duration
        self.inFlight = inFlight
        self.limit = limit
    }
}

/// Who wants to know of each HTTP exchange, for metrics say.
///
/// Repeated attempts and the fetching of tokens are exchanges of their own.
public protocol ExchangeObserver: Sendable {
    /// Is called once after each exchange, on whatever thread it ended; must not block.
    func exchangeEnded(_ exchange: Exchange)
}
