import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The sender of a request that was admitted.
struct Identity: Sendable {
    let role: AccessRole
    /// The token or session, for people, without any secret.
    let name: String
    let client: ClientAddress?

    init(role: AccessRole, name: String, client: ClientAddress?) {
        (self.role, self.name, self.client) = (role, name, client)
    }

    init(_ session: Session, _ client: ClientAddress?) {
        self.init(role: session.role, name: "\(session.role.rawValue) session \(session.name)", client: client)
    }

    /// A stranger.
    static func anybody(_ client: ClientAddress?) -> Identity {
        Identity(role: .metrics, name: "anybody", client: client)
    }
}

/// The address of a client, as far as it tells clients apart.
struct ClientAddress: Sendable, Hashable {
    /// The address; of IPv6 the network of 64 bits, which one client has to itself.
    let text: String

    /// The address of the connection; where that is this machine's own and a proxy on it names its client, the client's.
    ///
    /// A proxy appends to `X-Forwarded-For`, so its last address is what the proxy itself saw.
    init(_ peer: SocketAddress?, _ request: Request) {
        let own = Self.network(of: peer?.ipAddress ?? "unknown")
        guard own == "127.0.0.1" || own == "::/64" else {
            text = own
            return
        }
        let forwarded = request.headers[values: .xForwardedFor].last?.split(separator: ",").last.map(String.init)
        let named = forwarded ?? request.headers[.xRealIP]
        text = named.flatMap { Self.address($0.trimmingCharacters(in: .whitespaces)) }.map(Self.network) ?? own
    }

    private static func address(_ text: String) -> String? {
        (try? SocketAddress(ipAddress: text, port: 0))?.ipAddress
    }

    private static func network(of address: String) -> String {
        guard case .v6(let ip)? = try? SocketAddress(ipAddress: address, port: 0) else { return address }
        let bytes = withUnsafeBytes(of: ip.address.sin6_addr) { Array($0) }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return bytes[12...].map(String.init).joined(separator: ".")
        }
        let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
        return bytes[..<8].allSatisfy { $0 == 0 } ? "::/64" : groups.joined(separator: ":") + "::/64"
    }
}

extension HTTPField.Name {
    fileprivate static var xForwardedFor: Self { Self("X-Forwarded-For") ?? .from }
    fileprivate static var xRealIP: Self { Self("X-Real-IP") ?? .from }
}
