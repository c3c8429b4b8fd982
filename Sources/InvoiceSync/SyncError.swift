public import InvenTreeClient

/// What went wrong with one invoice, one document or one run.
public struct SyncError: Error, Sendable, CustomStringConvertible {
    /// A stable name of the failure, for logs and programs.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name as it is written to logs.
        public let rawValue: String

        /// A code of that name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The invoice cannot be read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// None of the invoice's lines can be placed on an order.
        public static let noLinePlaced = Code(rawValue: "no_line_placed")
        /// The server refused something of the invoice.
        public static let refused = Code(rawValue: "refused")
        /// The server does not allow the invoice's currency.
        public static let currencyNotAllowed = Code(rawValue: "currency_not_allowed")
        /// The invoice's customer is not on the server, and none is to be created.
        public static let customerMissing = Code(rawValue: "customer_missing")
        /// The server's rights, settings or version do not let a sync begin.
        public static let preflight = Code(rawValue: "preflight")
        /// The server cannot be reached, or answers that it cannot serve now.
        public static let serverUnavailable = Code(rawValue: "server_unavailable")
        /// The store cannot be reached, or refused to do its work.
        public static let storeUnavailable = Code(rawValue: "store_unavailable")
        /// Another user owns the store's files, and this one may not use them.
        public static let storeForbidden = Code(rawValue: "store_forbidden")
        /// Another worker holds a lock for longer than any work takes.
        public static let locked = Code(rawValue: "locked")
        /// The worker no longer holds the document.
        public static let leaseLost = Code(rawValue: "lease_lost")
        /// The run was asked to stop.
        public static let cancelled = Code(rawValue: "cancelled")

        /// The name.
        public var description: String { rawValue }
    }

    /// What kind of failure it is.
    public let code: Code
    /// What is wrong and what to do, in a sentence of at most 1,000 characters (Unicode scalars), without secrets; personal
    /// codes in it are masked.
    public let message: String
    /// Whether the failure is the world's, not the invoice's (<doc:ResultRules#Transient-failures>): the same work may
    /// succeed later.
    public let isTransient: Bool
    /// What led to it.
    public let cause: (any Error)?
    /// The kind of rows that the server fails to create while it serves all else; `nil` for any other failure.
    private(set) var failingKind: FirstCreations.Kind?

    /// A failure.
    ///
    /// - Parameters:
    ///   - code: What kind it is.
    ///   - message: What is wrong and what to do, without secrets; its first 1,000 characters are kept.
    ///   - isTransient: Whether the same work may succeed later.
    ///   - cause: What led to it.
    public init(_ code: Code, _ message: String, isTransient: Bool = false, cause: (any Error)? = nil) {
        self.code = code
        self.message = PersonalCode.masked(Redactor.redact(message)).cut(at: 1000)
        self.isTransient = isTransient
        self.cause = cause
    }

    /// The message, with the cause's where there is one.
    public var description: String { message }

    static func unreadable(_ message: String, cause: (any Error)? = nil) -> SyncError {
        SyncError(.unreadable, message, cause: cause)
    }

    /// A failed request to the server while doing something.
    ///
    /// - Parameters:
    ///   - action: What was being done: "creating the customer “ACME”".
    ///   - error: What the client said.
    ///   - remedy: A sentence with what to do.
    /// - Returns: An error of the world where the client's is transient, of the invoice where it is not.
    public static func server(_ action: String, _ error: InvenTreeError, remedy: String? = nil) -> SyncError {
        let code: Code = error.code == .cancelled ? .cancelled : error.isTransient ? .serverUnavailable : .refused
        let advice = remedy.map { ". \($0)" } ?? ""
        return SyncError(code, "\(action): \(error.message)\(advice)", isTransient: error.isTransient, cause: error)
    }

    /// The same failure, of a server that fails to create rows of a kind and serves all else.
    func failing(_ kind: FirstCreations.Kind) -> SyncError {
        var error = self
        error.failingKind = kind
        return error
    }

    /// Whether server or store could not be had at all.
    var isOutage: Bool { code == .serverUnavailable || code == .storeUnavailable }

    /// Whether the server refused a field.
    func refuses(_ field: String) -> Bool {
        (cause as? InvenTreeError)?.fieldErrors[field] != nil
    }
}
