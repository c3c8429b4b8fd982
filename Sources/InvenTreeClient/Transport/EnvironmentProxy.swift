import Foundation

/// The HTTP proxy that the environment names for a server.
///
/// Programs on libcurl read `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`; the rules here are libcurl's, of which
/// `http_proxy` is read in lower case alone. One rule is added: a server on this computer is never asked through a proxy,
/// which could not reach it.
struct EnvironmentProxy: Hashable, Sendable {
    /// The address with user and password; for libcurl alone.
    let address: String

    /// The address without user and password, and the variable that named it.
    let description: String

    /// The form of an address that libcurl takes.
    static let rule = "it must look like \(kinds.map { "\($0)://" }.joined(separator: ", ")) with HOST:PORT behind it"

    private static let kinds = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Whether the address begins with a scheme that no proxy has.
    var isOfUnknownKind: Bool {
        guard let end = address.range(of: "://") else { return false }
        return !Self.kinds.contains(address[..<end.lowerBound].lowercased())
    }

    /// Finds the proxy for a server.
    ///
    /// - Parameters:
    ///   - scheme: The server's scheme, `http` or `https`.
    ///   - authority: The server's host, with the port if there is one.
    ///   - environment: The environment variables.
    init?(scheme: String, authority: String, environment: [String: String]) {
        guard let host = URLComponents(string: "\(scheme)://\(authority)")?.host?.lowercased(),
            !Host(host).isThisComputer, !Self.isExempt(Host(host), environment)
        else { return nil }
        let variables =
            (scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]) + ["all_proxy", "ALL_PROXY"]
        guard let variable = variables.first(where: { environment[$0] != nil }), let text = environment[variable],
            !text.isEmpty
        else { return nil }
        address = text
        let name = Self.withoutSecrets(text).map { "the proxy \($0)" } ?? "the proxy"
        description = "\(name) (\(variable))"
    }

    /// The passwords of all proxies that the environment names.
    static func passwords(in environment: [String: String]) -> [Secret] {
        environment.filter { ["http_proxy", "https_proxy", "all_proxy"].contains($0.key.lowercased()) }.values
            .flatMap(Secret.passwords)
    }

    private static func withoutSecrets(_ address: String) -> String? {
        guard var parts = URLComponents(string: address.contains("://") ? address : "http://\(address)") else {
            return nil
        }
        (parts.user, parts.password, parts.path, parts.query, parts.fragment) = (nil, nil, "", nil, nil)
        return parts.string
    }

    private static func isExempt(_ host: Host, _ environment: [String: String]) -> Bool {
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        return list.split { $0 == "," || $0.isWhitespace }.contains { $0 == "*" || host.isCovered(by: $0.lowercased()) }
    }
}

/// The names and addresses under which this computer reaches itself.
package enum Loopback {
    /// Whether a host is this computer: `localhost`, `127.0.0.1` and its like, `::1`; also in brackets.
    package static func contains(_ host: String) -> Bool { Host(host.lowercased()).isThisComputer }
}

/// A host name, or the bytes of an IP address.
private enum Host {
    case name(String)
    case address([UInt8])

    init(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        self = Self.bytes(of: bare).map(Self.address) ?? .name(bare)
    }

    var isThisComputer: Bool {
        switch self {
        case .name(let name): name == "localhost" || name.hasSuffix(".localhost")
        case .address(let bytes):
            bytes.count == 4 ? bytes.first == 127 : bytes == Array(repeating: 0, count: 15) + [1]
        }
    }

    /// Decides by an entry of `no_proxy`: a domain, an IP address, or a network such as `10.0.0.0/8`.
    func isCovered(by entry: String) -> Bool {
        let parts = entry.split(separator: "/", maxSplits: 1)
        guard let first = parts.first else { return false }
        switch (self, Host(String(first))) {
        case (.name(let name), .name(let domain)):
            let domain = domain.drop { $0 == "." }
            return name == domain || name.hasSuffix(".\(domain)")
        case (.address(let bytes), .address(let network)) where bytes.count == network.count:
            guard parts.count == 2 else { return bytes == network }
            guard let length = Int(parts[1]), (0...bytes.count * 8).contains(length) else { return false }
            return bytes.indices.allSatisfy { index in
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(max(length - index * 8, 0), 8))
                return bytes[index] & mask == network[index] & mask
            }
        default: return false
        }
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4, Array.init) }
        if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: v6, Array.init) }
        return nil
    }
}
