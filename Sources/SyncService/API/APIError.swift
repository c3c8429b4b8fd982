import HTTPTypes
import Hummingbird
import InvoiceSync

/// An answer that is no success: `{"error": {"code": "…", "message": "…"}}`.
struct APIError: Error {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    var headers: HTTPFields = [:]

    struct Body: Encodable {
        struct Detail: Encodable {
            let code: String
            let message: String
        }

        let error: Detail
    }

    var response: Response {
        let response = Response.json(Body(error: .init(code: code, message: message)), status: status)
        var fields = response.headers
        for field in headers { fields[field.name] = field.value }
        return Response(status: status, headers: fields, body: response.body)
    }

    static func invalid(_ message: String) -> APIError {
        APIError(status: .badRequest, code: "invalid_request", message: message)
    }

    static func notFound(_ what: String) -> APIError {
        APIError(status: .notFound, code: "not_found", message: "there is no \(what)")
    }

    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> APIError {
        let methods = allowed.map(\.rawValue).joined(separator: ", ")
        return APIError(
            status: .methodNotAllowed,
            code: "method_not_allowed",
            message: "allowed here: \(methods)",
            headers: [.allow: methods]
        )
    }
}

extension APIError {
    /// What any failure looks like to who asked.
    init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as ServiceError: self.init(error)
        case let error as SyncError: self.init(error)
        case let error as HTTPError: self.init(error)
        default: self.init(status: .internalServerError, code: "internal", message: "an internal error, see the log")
        }
    }

    private init(_ error: ServiceError) {
        let status: HTTPResponse.Status =
            switch error.code {
            case .invalidSchedule: .unprocessableContent
            case .runUnderWay: .conflict
            case .stopping: .serviceUnavailable
            case .unprotected, .invalidBasePath, .notListening: .internalServerError
            }
        self.init(status: status, code: error.code.rawValue, message: error.message)
    }

    private init(_ error: SyncError) {
        let status: HTTPResponse.Status = error.isTransient ? .serviceUnavailable : .internalServerError
        self.init(status: status, code: error.code.rawValue, message: error.message)
    }

    private init(_ error: HTTPError) {
        switch error.status {
        case .notFound:
            self = .notFound("such resource")
        case .contentTooLarge:
            self.init(status: .contentTooLarge, code: "too_large", message: "the body is too large")
        default:
            self.init(
                status: error.status,
                code: "invalid_request",
                message: error.body ?? "the request cannot be read"
            )
        }
    }
}
