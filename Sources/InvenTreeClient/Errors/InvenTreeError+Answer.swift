import Foundation
import HTTPTypes

extension InvenTreeError {
    /// The error that an answer of the server stands for; nil for a success (2xx).
    init?(answer: HTTPAnswer, to endpoint: Endpoint) {
        let status = answer.response.status.code
        guard !(200...299).contains(status) else { return nil }
        let complaints = Complaints(body: answer.body)
        self.init(
            Code(status: status),
            complaints.summary ?? "the server answered \(status)",
            request: endpoint.request,
            status: status,
            fieldErrors: complaints.fieldErrors,
            body: String(decoding: answer.body.prefix(2000), as: UTF8.self),
            mayHaveBeenCarriedOut: status >= 500 && !endpoint.isReadOnly,
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
            body: String(decoding: answer.body.prefix(2000), as: UTF8.self),
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
    fileprivate init(status: Int) {
        switch status {
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .notFound
        case 429: self = .throttled
        case 400...499: self = .refused
        case 500...599: self = .serverError
        default: self = .badAnswer
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

/// What the body of a refusal says, in any of the forms in which the server says it.
private struct Complaints {
    private(set) var fieldErrors: [String: [String]] = [:]
    private var detail: String?

    init(body: Data) {
        switch try? JSONDecoder().decode(JSONValue.self, from: body) {
        case .object(var fields):
            if case .text(let text)? = fields["detail"] {
                detail = text
                fields["detail"] = nil
            }
            if fields["error_class"] == nil {
                collect(.object(fields), under: nil)
            }
        case let value?: collect(value, under: nil)
        case nil: break
        }
    }

    private mutating func collect(_ value: JSONValue, under field: String?) {
        switch value {
        case .object(let fields):
            for (name, value) in fields {
                collect(value, under: field.map { "\($0).\(name)" } ?? name)
            }
        case .list(let values):
            for value in values {
                collect(value, under: field)
            }
        case .text(let text): fieldErrors[field ?? "non_field_errors", default: []].append(text)
        case .other: break
        }
    }

    var summary: String? {
        if let detail { return detail }
        guard !fieldErrors.isEmpty else { return nil }
        return fieldErrors.sorted { $0.key < $1.key }
            .map { field, texts in "\(field): \(texts.joined(separator: " "))" }
            .joined(separator: "; ")
    }
}

/// Any JSON, as far as complaints are made of it.
private enum JSONValue: Decodable {
    case object([String: JSONValue])
    case list([JSONValue])
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let fields = try? container.decode([String: JSONValue].self) {
            self = .object(fields)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .list(values)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .other
        }
    }
}
