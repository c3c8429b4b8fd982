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
    /// Nil when the text is no URL of scheme http or https with a host, or holds more than that, a port and a path.
    public init?(_ description: String) {
        guard let parts = URLComponents(string: description),
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.percentEncodedHost, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return nil }
        self.scheme = scheme
        self.authority = parts.port.map { "\(host):\($0)" } ?? host
        let segments = parts.percentEncodedPath.split(separator: "/")
        self.basePath = segments.map { "/\($0)" }.joined()
    }

    /// The URL, without a slash at its end.
    public var description: String { "\(scheme)://\(authority)\(basePath)" }
}
