public import Foundation
public import HTTPTypes

/// What carries requests to a server and answers back.
///
/// The client builds requests and judges answers; a transport only moves them. `CurlTransport` is the one to use;
/// another is for tests, or for a program that has an HTTP client of its own.
public protocol HTTPTransport: Sendable {
    /// Sends one request and waits for the whole answer, whatever its status.
    ///
    /// A transport must neither follow redirects nor repeat a request of its own accord once the server may have had
    /// it, must send `Content-Length` with every body (a chunked one arrives empty:
    /// <doc:ServerBehaviour#Requests-over-HTTP>), and must end at once when the task is cancelled. It sends nothing
    /// after `WritePermission.deadline`.
    ///
    /// Memory is bounded: of a successful answer that is longer than allowed none is taken, and of the body of any other
    /// answer a beginning of 64 KiB is enough.
    ///
    /// - Parameters:
    ///   - request: Method, scheme, authority, path with query, and all header fields but `Content-Length`.
    ///   - body: The body; nil for none.
    ///   - maximumAnswerSize: The longest body of a successful answer that is taken, in bytes; beyond it the request
    ///     fails with the reason `badAnswer`.
    /// - Returns: The whole answer.
    /// - Throws: `TransportError`, which tells whether the request may have arrived.
    func send(
        _ request: HTTPRequest,
        body: Data?,
        maximumAnswerSize: Int
    ) async throws(TransportError) -> HTTPAnswer
}

extension HTTPTransport {
    /// Sends one request whose answer has 4 MiB at most.
    ///
    /// - Parameters:
    ///   - request: Method, scheme, authority, path with query, and all header fields but `Content-Length`.
    ///   - body: The body; nil for none.
    /// - Returns: The whole answer.
    /// - Throws: `TransportError`, which tells whether the request may have arrived.
    public func send(_ request: HTTPRequest, body: Data?) async throws(TransportError) -> HTTPAnswer {
        try await send(request, body: body, maximumAnswerSize: Endpoint.usualAnswerSize)
    }
}

/// A whole answer.
public struct HTTPAnswer: Hashable, Sendable {
    /// Status and header fields.
    public var response: HTTPResponse

    /// The body; empty for none.
    public var body: Data

    /// Makes an answer.
    public init(response: HTTPResponse, body: Data = Data()) {
        self.response = response
        self.body = body
    }
}

/// Why no answer came.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public enum Reason: String, Hashable, Sendable {
        /// No connection could be made.
        case unreachable

        /// No answer came in time.
        case timeout

        /// The connection broke.
        case connectionLost

        /// No secure connection could be made.
        case tls

        /// The answer is no HTTP, or too long.
        case badAnswer

        /// The task was cancelled.
        case cancelled

        /// The transport is closed.
        case closed

        /// The request cannot be sent as it is.
        case invalidRequest
    }

    /// What went wrong.
    public let reason: Reason

    /// What happened, for people; without secrets.
    public let message: String

    /// Whether the server may have received the request as a whole.
    ///
    /// False only where that is certain.
    public let requestMayHaveArrived: Bool

    /// Makes an error.
    public init(_ reason: Reason, message: String, requestMayHaveArrived: Bool) {
        self.reason = reason
        self.message = message
        self.requestMayHaveArrived = requestMayHaveArrived
    }

    /// Reason and message in one line.
    public var description: String { "\(reason): \(message)" }
}
