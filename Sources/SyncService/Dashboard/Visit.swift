import Foundation
import HTTPTypes
import Hummingbird
import InvoiceSync
import NIOCore

/// Somebody who looks at a page.
struct Visit: Sendable {
    let request: Request
    let context: ControlContext
    let session: Session

    /// The session, for records.
    var identity: Identity { Identity(session, context.client(of: request)) }
}

/// What a form of the dashboard sends.
struct Form: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case formToken = "form_token"
        case adminToken = "admin_token"
        case enabled, schedule, document
    }

    let formToken: String?
    let adminToken: String?
    let enabled: String?
    let schedule: String?
    let document: String?
}

extension Request {
    /// The body as a form.
    ///
    /// - Throws: ``APIError`` where it is none, or longer than ``longestBody``.
    func form() async throws -> Form {
        let type = headers[.contentType]?.lowercased() ?? ""
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
            throw APIError(status: .unsupportedMediaType, code: "unsupported_media_type", message: "this takes a form")
        }
        guard let form = try? URLEncodedFormDecoder().decode(Form.self, from: String(buffer: try await wholeBody()))
        else {
            throw APIError.invalid("the form cannot be read")
        }
        return form
    }
}

extension Response {
    /// Sends a browser to a page, by GET.
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }
}
