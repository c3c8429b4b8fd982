import Foundation
import HTTPTypes

/// A response that InvenTree did not write, described for people: a proxy, firewall or sign-in page responded.
///
/// The body tells them apart, not the status: InvenTree's API writes JSON objects and lists, and with an error one of the
/// forms that ``Complaints`` reads. Django itself and gunicorn respond with web pages to a host name that InvenTree does not
/// accept and to crashes outside of the API, so a 400 or 500 may be the server's own.
struct ForeignResponse: CustomStringConvertible {
    /// The sender, the status and the kind of body, such as “something in front of the server answered 403 with a web page”.
    let description: String

    init(_ answer: HTTPAnswer) {
        let status = answer.response.status.code
        let fields = answer.response.headerFields
        let sender =
            [400, 500].contains(status)
            ? "the server, or something in front of it," : "something in front of the server"
        let software = fields[.server].map { " (\(Self.excerpt($0)))" } ?? ""
        if (300...399).contains(status), let location = fields[.location] {
            let target = Self.target(location).map { "points to \($0)" } ?? "points to an unreadable address"
            description = "\(sender) answered \(status) and \(target)\(software); redirects are not followed"
        } else {
            let body = ResponseBody(answer)
            description = "\(sender) answered \(status) \(body.words)\(software)"
        }
    }

    /// The target of a redirect without user, password, query and fragment, which may hold secrets.
    private static func target(_ location: String) -> String? {
        guard var parts = URLComponents(string: location) else { return nil }
        (parts.user, parts.password, parts.query, parts.fragment) = (nil, nil, nil, nil)
        return parts.string.map(excerpt)
    }

    /// The beginning of a text in one line, without control characters.
    fileprivate static func excerpt(_ text: some StringProtocol) -> String {
        let words = text.split {
            $0.isWhitespace || $0.unicodeScalars.contains(where: CharacterSet.controlCharacters.contains)
        }
        .joined(separator: " ")
        return words.count > 100 ? words.prefix(100) + "…" : words
    }
}

/// The kinds of body that programs other than InvenTree respond with.
private enum ResponseBody {
    case none
    case webPage(title: String?)
    case json
    case xml
    case text(String)
    case binary

    init(_ answer: HTTPAnswer) {
        let type = answer.response.headerFields[.contentType]?.lowercased() ?? ""
        guard !answer.body.isEmpty else {
            self = .none
            return
        }
        let text = String(decoding: answer.body.prefix(4096), as: UTF8.self)
        let start = text.drop(while: \.isWhitespace).lowercased()
        if type.hasPrefix("text/html") || start.hasPrefix("<!doctype html") || start.contains("<html") {
            let title = text.firstMatch(of: /<title[^>]*>([^<]+)</.ignoresCase()).map { ForeignResponse.excerpt($0.1) }
            self = .webPage(title: title.flatMap { $0.isEmpty ? nil : $0 })
        } else if (try? JSONSerialization.jsonObject(with: answer.body, options: .fragmentsAllowed)) != nil {
            self = .json
        } else if start.hasPrefix("<") {
            self = .xml
        } else if text.unicodeScalars.contains("\0") {
            self = .binary
        } else {
            self = .text(ForeignResponse.excerpt(text))
        }
    }

    var words: String {
        switch self {
        case .none: "without a body"
        case .webPage(let title): "with a web page" + (title.map { " “\($0)”" } ?? "")
        case .json: "with JSON that is not InvenTree's"
        case .xml: "with an XML document"
        case .text(let text): "with plain text" + (text.isEmpty ? "" : " “\(text)”")
        case .binary: "with data that is not text"
        }
    }
}

extension HTTPAnswer {
    /// A Boolean value that indicates whether the status is a success (2xx).
    var isSuccess: Bool { (200...299).contains(response.status.code) }

    /// A Boolean value that indicates whether InvenTree may have written a success: a JSON object or list, or nothing with 204.
    ///
    /// A sign-in page comes with 200, too.
    var isInvenTreesSuccess: Bool {
        guard !body.isEmpty else { return response.status == .noContent }
        let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}
