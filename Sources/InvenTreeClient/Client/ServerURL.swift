import Foundation

/// Where a server is: scheme, host, port, and the path below which it answers.
///
/// Whatever else a URL can hold (user and password, query, fragment) makes no sense here and is refused.
public struct ServerURL: Hashable, Sendable, LosslessStringConvertible {
    /// `http` or `https`.
    public let scheme: String

    /// The host, with the port if one was given.
    public let authority: String

    /// The path below which the server answers: empty, or beginning with `/` and not ending with it.
    public let basePath: String

    /// Reads a URL such as `https://inventree.example.org` or `http://10.0.0.7:8000/inventree/`.
    ///
    /// White space around it is ignored, and so is what users copy along with it: `/api` at the end, and the address of a
    /// page of InvenTree's web interface (`/web/…`, `/platform/…`) from there on. A server below a path named `web` or
    /// `platform` is given with `/api` at the end.
    ///
    /// Nil when the text is no URL of scheme http or https with a host, or holds more than that, a port and a path.
    public init?(_ description: String) {
        guard var parts = URLComponents(string: description.trimmingCharacters(in: .whitespacesAndNewlines)),
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.percentEncodedHost, !host.isEmpty, (1...65_535).contains(parts.port ?? 1),
            parts.user == nil, parts.password == nil
        else { return nil }
        var segments = parts.percentEncodedPath.split(separator: "/")
        if segments.last == "api" {
            segments.removeLast()
        } else if let page = segments.firstIndex(where: { $0 == "web" || $0 == "platform" }) {
            segments.removeSubrange(page...)
            (parts.query, parts.fragment) = (nil, nil)
        }
        guard parts.query == nil, parts.fragment == nil else { return nil }
        self.scheme = scheme
        self.authority = parts.port.map { "\(host):\($0)" } ?? host
        self.basePath = segments.map { "/\($0)" }.joined()
    }

    /// The URL, without a slash at its end.
    public var description: String { "\(scheme)://\(authority)\(basePath)" }
}
