import Foundation
import InvenTreeClient

/// The kinds of access that a token gives; each includes those before it.
public enum AccessRole: String, Sendable, CaseIterable {
    /// The figures at `/metrics`, and nothing else.
    case metrics
    /// All that the API and the dashboard show, and no change.
    case reader
    /// Everything.
    case admin

    func includes(_ other: AccessRole) -> Bool { rank >= other.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The secret of those who may see, or see and change, what the service does.
///
/// It shows as `<redacted>` wherever it is printed.
public struct AccessToken: Sendable, Equatable {
    private let secret: SecretText
    /// Keeps the token out of other texts.
    private let known: Secret

    /// The least number of characters.
    public static let shortest = 16

    /// The least entropy in bits, by the frequencies of the token's characters.
    ///
    /// Sixteen random hexadecimal digits have 51 on average; a word repeated has that of the word once.
    static let weakest = 36.0

    /// A token.
    ///
    /// - Parameters:
    ///   - text: Its characters: at least ``shortest``, all of them visible ASCII, and not of a few kinds or a repeated word;
    ///     white space around them is not part of it.
    ///   - role: The role that it is for, for messages.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/unprotected`` where it is none.
    public init(_ text: String, for role: AccessRole = .admin) throws(ServiceError) {
        secret = SecretText(text.trimmingCharacters(in: .whitespacesAndNewlines))
        known = Secret(secret.text)
        let remedy = "make one with “openssl rand -hex 32”"
        guard secret.text.utf8.count >= Self.shortest, secret.text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            let rule = "must have at least \(Self.shortest) visible ASCII characters"
            throw ServiceError(.unprotected, "the \(role.rawValue) token \(rule): \(remedy)")
        }
        guard Self.entropy(of: Array(secret.text.utf8)) >= Self.weakest else {
            throw ServiceError(
                .unprotected,
                "the \(role.rawValue) token can be guessed, as it repeats itself: \(remedy)"
            )
        }
    }

    /// Compares a text with the token, in a time that depends on nothing of the token but its length.
    ///
    /// - Parameter text: What somebody sent.
    /// - Returns: Whether it is the token.
    public func matches(_ text: some StringProtocol) -> Bool { secret.matches(text) }

    /// Compares the tokens' characters.
    public static func == (one: AccessToken, other: AccessToken) -> Bool { one.secret == other.secret }

    /// Shannon's entropy of the shortest part that makes up the text by repetition, in bits; pure.
    static func entropy(of bytes: [UInt8]) -> Double {
        let period = (1...max(1, bytes.count)).first { period in
            bytes.indices.dropFirst(period).allSatisfy { bytes[$0] == bytes[$0 - period] }
        }
        let part = bytes.prefix(period ?? bytes.count)
        let counts = part.reduce(into: [UInt8: Double]()) { $0[$1, default: 0] += 1 }
        let length = Double(part.count)
        return counts.values.reduce(0) { $0 - $1 * log2($1 / length) }
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The tokens of a service, one for each role.
public struct AccessTokens: Sendable, Equatable {
    /// The token for everything; without it the service listens on loopback alone, and serves whoever is there.
    public var admin: AccessToken?
    /// A token for looking.
    public var reader: AccessToken?
    /// A token for `/metrics`.
    public var metrics: AccessToken?

    /// The tokens of some roles.
    public init(admin: AccessToken? = nil, reader: AccessToken? = nil, metrics: AccessToken? = nil) {
        (self.admin, self.reader, self.metrics) = (admin, reader, metrics)
    }

    subscript(role: AccessRole) -> AccessToken? {
        switch role {
        case .admin: admin
        case .reader: reader
        case .metrics: metrics
        }
    }

    /// The role that a text is the token of.
    ///
    /// All tokens are compared, whichever it is.
    func role(of text: some StringProtocol) -> AccessRole? {
        AccessRole.allCases.filter { self[$0]?.matches(text) == true }.last
    }

    /// Refuses tokens that protect nothing.
    ///
    /// - Parameter host: The address that the service listens on.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/unprotected``.
    func check(listeningOn host: String) throws(ServiceError) {
        if admin == nil, !LocalHosts.names.contains(host.lowercased()) {
            let remedy = "set an admin token, or listen on 127.0.0.1"
            throw ServiceError(.unprotected, "\(host) may be reached from elsewhere: \(remedy)")
        }
        if admin == nil, reader != nil || metrics != nil {
            throw ServiceError(.unprotected, "a reader or metrics token protects nothing alone: set an admin token")
        }
        let all = AccessRole.allCases.compactMap { self[$0] }
        for (index, token) in all.enumerated() where all.dropFirst(index + 1).contains(token) {
            throw ServiceError(.unprotected, "the tokens of two roles are the same: each needs one of its own")
        }
    }
}
