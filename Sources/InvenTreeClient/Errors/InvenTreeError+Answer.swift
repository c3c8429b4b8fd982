import Foundation
import HTTPTypes

extension InvenTreeError {
    /// The error that a response stands for; nil for InvenTree's own success (2xx).
    init?(answer: HTTPAnswer, to endpoint: Endpoint) {
        let status = answer.response.status.code
        if answer.isSuccess, answer.isInvenTreesSuccess { return nil }
        let complaints = answer.isSuccess ? nil : Complaints(body: answer.body, status: status)
        let code = Code(status: status, isInvenTrees: complaints != nil)
        let message = complaints.map { $0.summary ?? "the server answered \(status)" }
        self.init(
            code,
            message ?? ForeignResponse(answer).description,
            request: endpoint.request,
            status: status,
            fieldErrors: complaints?.fieldErrors ?? [:],
            body: String(decoding: answer.body.prefix(16_000), as: UTF8.self),
            mayHaveBeenCarriedOut: (code == .serverError || code == .intercepted) && !endpoint.isReadOnly,
            retryAfter: RetryAfter(answer.response.headerFields)?.duration
        )
    }

    /// The error for an answer that cannot be understood.
    init(undecodable answer: HTTPAnswer, to endpoint: Endpoint, cause: any Error) {
        self.init(
            .badAnswer,
            "the answer is not of the shape that InvenTree gives",
            request: endpoint.request,
            status: answer.response.status.code,
            body: String(decoding: answer.body.prefix(16_000), as: UTF8.self),
            mayHaveBeenCarriedOut: !endpoint.isReadOnly,
            cause: cause
        )
    }

    /// The error for a request whose answer never came.
    init(_ error: TransportError, to endpoint: Endpoint) {
        self.init(
            Code(error.reason),
            error.message,
            request: endpoint.request,
            mayHaveBeenCarriedOut: error.requestMayHaveArrived && !endpoint.isReadOnly,
            cause: error
        )
    }

    /// The same error, but of a request that an earlier attempt may have carried out already.
    func afterUncertainAttempt() -> InvenTreeError {
        InvenTreeError(
            code,
            message,
            request: request,
            status: status,
            fieldErrors: fieldErrors,
            body: body,
            mayHaveBeenCarriedOut: true,
            retryAfter: retryAfter,
            cause: cause
        )
    }
}

extension InvenTreeError.Code {
    /// With 408, 421 and 425 a server says that the request came at a bad moment or on the wrong connection.
    fileprivate init(status: Int, isInvenTrees: Bool) {
        switch status {
        case 429: self = .throttled
        case 408, 421, 425, 500...599: self = .serverError
        case 300...399: self = .redirected
        case _ where !isInvenTrees: self = .intercepted
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .notFound
        default: self = .refused
        }
    }

    fileprivate init(_ reason: TransportError.Reason) {
        switch reason {
        case .unreachable: self = .unreachable
        case .timeout: self = .timeout
        case .connectionLost: self = .connectionLost
        case .tls: self = .tls
        case .badAnswer: self = .badAnswer
        case .cancelled, .closed: self = .cancelled
        case .invalidRequest: self = .invalidRequest
        }
    }
}
