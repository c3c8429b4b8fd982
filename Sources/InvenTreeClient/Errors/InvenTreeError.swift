/// Why a request to InvenTree has come to nothing.
///
/// What to do is decided by `code`, `status`, the names in `fieldErrors` and the flags, never by a text: the server
/// answers in the language of the request.
public struct InvenTreeError: Error, Sendable {
    /// What kind of failure it is; stable, fit for logs and for decisions.
    public let code: Code

    /// What happened, for people; without secrets, at most 1,000 characters (Unicode scalars) of what the server said.
    public let message: String

    /// What was asked.
    public let request: Request

    /// The status of the server's answer, if there was one.
    public let status: Int?

    /// What the server holds against which field.
    ///
    /// What it holds against no field in particular stands under `non_field_errors`, whichever way the server wrote it.
    public let fieldErrors: [String: [String]]

    /// The first 500 characters of the server's answer, if there was one.
    public let body: String?

    /// Whether the server may have done what was asked; never so for a request that only reads.
    ///
    /// True means that nobody knows: the answer was lost, is a 5xx, or is not InvenTree's. Even a 500 may have written
    /// its row (<doc:ServerBehaviour#Error-responses>). Look before sending such a creation again.
    public let mayHaveBeenCarriedOut: Bool

    /// How long the server asks to wait before the next request.
    public let retryAfter: Duration?

    /// The error below this one.
    public let cause: (any Error)?

    init(
        _ code: Code,
        _ message: String,
        request: Request,
        status: Int? = nil,
        fieldErrors: [String: [String]] = [:],
        body: String? = nil,
        mayHaveBeenCarriedOut: Bool = false,
        retryAfter: Duration? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = String(Redactor.redact(message).unicodeScalars.prefix(1000))
        self.request = request
        self.status = status
        self.fieldErrors = fieldErrors.mapValues { $0.map(Redactor.redact) }
        self.body = body.map { String(Redactor.redact($0).unicodeScalars.prefix(500)) }
        self.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
        self.retryAfter = retryAfter
        self.cause = cause
    }

    /// Makes an error, as fakes of the client need it.
    ///
    /// - Parameters:
    ///   - code: The kind of failure.
    ///   - message: What happened, without secrets.
    ///   - status: The status of the server's answer.
    ///   - fieldErrors: What the server holds against which field.
    ///   - mayHaveBeenCarriedOut: Whether the server may have done what was asked.
    public init(
        _ code: Code,
        message: String = "",
        status: Int? = nil,
        fieldErrors: [String: [String]] = [:],
        mayHaveBeenCarriedOut: Bool = false
    ) {
        self.init(
            code,
            message,
            request: Request(method: "", path: ""),
            status: status,
            fieldErrors: fieldErrors,
            mayHaveBeenCarriedOut: mayHaveBeenCarriedOut
        )
    }

    /// Whether the fault is the world's and not the request's, so that the same request may succeed later.
    ///
    /// True for a server that cannot be reached, is slow, throttles, fails (5xx), or no longer knows the token, and for
    /// every response that is not InvenTree's. False for what the server refuses.
    public var isTransient: Bool {
        switch code {
        case .unreachable, .timeout, .connectionLost, .tls, .unauthorized, .throttled, .serverError, .intercepted,
            .redirected, .badAnswer, .shiftingPages:
            true
        default:
            false
        }
    }
}

extension InvenTreeError {
    /// A kind of failure.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The stable name of the kind.
        public let rawValue: String

        /// Makes a code of its name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The stable name of the kind.
        public var description: String { rawValue }

        /// No connection to the server could be made.
        public static let unreachable = Code(rawValue: "unreachable")

        /// No answer came in time.
        public static let timeout = Code(rawValue: "timeout")

        /// The connection broke before the answer was complete.
        public static let connectionLost = Code(rawValue: "connection_lost")

        /// The server could not prove who it is, or no secure connection could be made.
        public static let tls = Code(rawValue: "tls")

        /// The server does not know the user (401), also after one fresh token where a password allows that.
        public static let unauthorized = Code(rawValue: "unauthorized")

        /// The user lacks the permission (403).
        public static let forbidden = Code(rawValue: "forbidden")

        /// There is no such row (404).
        public static let notFound = Code(rawValue: "not_found")

        /// The server refuses what was asked (400, and every other 4xx without a code of its own).
        public static let refused = Code(rawValue: "refused")

        /// The server wants fewer requests (429).
        public static let throttled = Code(rawValue: "throttled")

        /// The server, or what stands before it, failed (5xx) or asks for a later attempt (408, 421, 425).
        public static let serverError = Code(rawValue: "server_error")

        /// Something in front of the server responded, such as a firewall or a sign-in page: the body is not InvenTree's.
        public static let intercepted = Code(rawValue: "intercepted")

        /// A redirect, which is never followed because the request holds credentials; `message` names its target.
        public static let redirected = Code(rawValue: "redirected")

        /// The response is JSON of another shape than InvenTree's, too long, or not HTTP.
        public static let badAnswer = Code(rawValue: "bad_answer")

        /// A list changed so fast that it could not be read as a whole.
        public static let shiftingPages = Code(rawValue: "shifting_pages")

        /// The task was cancelled, or the client closed.
        public static let cancelled = Code(rawValue: "cancelled")

        /// The request was not sent, for what it says makes no sense.
        public static let invalidRequest = Code(rawValue: "invalid_request")
    }

    /// What was asked, without query, body or secrets.
    public struct Request: Hashable, Sendable, CustomStringConvertible {
        /// The method, such as `GET`.
        public let method: String

        /// The path below the server's base URL, such as `/api/company/7/`.
        public let path: String

        /// Method and path.
        public var description: String { "\(method) \(path)" }
    }
}

extension InvenTreeError: CustomStringConvertible {
    /// Code, request, status and message in one line.
    public var description: String {
        let status = status.map { " (\($0))" } ?? ""
        return "\(code)\(status), \(request): \(message)"
    }
}
