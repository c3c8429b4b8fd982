import Foundation

/// The secret of whoever may see and change what the service does.
///
/// It shows as `<redacted>` wherever it is printed.
public struct AdminToken: Sendable, Equatable {
    private let secret: SecretText

    /// The least that is taken, in characters.
    public static let shortest = 16

    /// A token.
    ///
    /// - Parameter text: Its characters: at least ``shortest``, all of them visible ASCII; white space around them is not
    ///   part of it.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/unprotected`` where it is none.
    public init(_ text: String) throws(ServiceError) {
        secret = SecretText(text.trimmingCharacters(in: .whitespacesAndNewlines))
        guard secret.text.utf8.count >= Self.shortest, secret.text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            let rule = "at least \(Self.shortest) visible ASCII characters, such as those of “openssl rand -hex 32”"
            throw ServiceError(.unprotected, "the admin token must have \(rule)")
        }
    }

    /// Whether a text is the token; how long that takes tells nothing of the token but its length.
    ///
    /// - Parameter text: What somebody sent.
    /// - Returns: Whether it is.
    public func matches(_ text: some StringProtocol) -> Bool { secret.matches(text) }
}

extension AdminToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
