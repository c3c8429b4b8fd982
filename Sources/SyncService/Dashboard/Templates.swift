import HTTPTypes
import Hummingbird
import InvenTreeClient
import Mustache

/// The pages' templates, from `Resources/Dashboard`.
struct Templates: Sendable {
    private static let sources: [String: [UInt8]] = [
        "layout": PackageResources.layout_mustache,
        "icons": PackageResources.icons_mustache,
        "token": PackageResources.token_mustache,
        "verdict": PackageResources.verdict_mustache,
        "job": PackageResources.job_mustache,
        "progress": PackageResources.progress_mustache,
        "documents": PackageResources.documents_mustache,
        "failing-list": PackageResources.failing_list_mustache,
        "waiting-list": PackageResources.waiting_list_mustache,
        "run-table": PackageResources.run_table_mustache,
        "overview": PackageResources.overview_mustache,
        "failing": PackageResources.failing_mustache,
        "runs": PackageResources.runs_mustache,
        "run": PackageResources.run_mustache,
        "login": PackageResources.login_mustache,
        "problem": PackageResources.problem_mustache,
    ]

    private let library: MustacheLibrary

    init() {
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        // Each template and partial says for itself how it escapes.
        library = MustacheLibrary(
            templates: Self.sources.compactMapValues { source in
                try? MustacheTemplate(
                    string: "{{% CONTENT_TYPE:\(HTMLText.name)}}\(String(decoding: source, as: UTF8.self))"
                )
            }
        )
    }

    /// A page.
    ///
    /// - Parameters:
    ///   - view: What is shown, its properties named as in the template.
    ///   - name: The template.
    ///   - status: The answer's status.
    /// - Throws: ``APIError`` where there is no such template.
    /// - Returns: The answer.
    func page(_ view: some Sendable, _ name: String, status: HTTPResponse.Status = .ok) throws(APIError) -> Response {
        guard let html = library.render(view, withTemplate: name) else {
            throw APIError(status: .internalServerError, code: "internal", message: "the page cannot be drawn")
        }
        var response = Response.bytes(Array(html.utf8), "text/html; charset=utf-8", status: status)
        for case (let name?, let value) in Self.protection { response.headers[name] = value }
        return response
    }

    /// What keeps a browser from doing on a page what the page does not need.
    ///
    /// Without the Referrer-Policy that sends it to this origin alone, a form would come with the Origin “null”.
    private static let protection: [(HTTPField.Name?, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        (HTTPField.Name("Referrer-Policy"), "same-origin"),
    ]
}

/// Text that becomes HTML's, without the secrets in use.
///
/// Mustache's own leaves a quotation mark alone that a combining accent follows, since it looks at letters as a reader sees
/// them; a browser does not, and the attribute would end there.
struct HTMLText: MustacheContentType {
    static let name = "invsync-html"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in Redactor.redact(text).unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
