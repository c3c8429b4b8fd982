/// The users and tokens of a server.
///
/// Decodes from JSON: `users` by name, each with `password`, `superuser` and `roles` (a role's name and what it allows,
/// of `view`, `add`, `change`, `delete`), and `tokens` by any name, each with `user`, `token`, `expiry` and `revoked`.
public struct Identities: Sendable, Codable {
    /// A user.
    public struct User: Sendable, Codable {
        /// The password for Basic authentication.
        public var password: TestSecret
        /// Whether everything is allowed, and settings may be changed.
        public var superuser: Bool?
        /// What is allowed, by role.
        public var roles: [String: [String]]?

        /// Makes a user.
        ///
        /// - Parameters:
        ///   - password: The password for Basic authentication.
        ///   - superuser: Whether everything is allowed.
        ///   - roles: What is allowed, by role.
        public init(password: TestSecret, superuser: Bool? = nil, roles: [String: [String]]? = nil) {
            self.password = password
            self.superuser = superuser
            self.roles = roles
        }
    }

    /// A token that exists from the start.
    public struct Token: Sendable, Codable {
        /// Whose it is.
        public var user: String
        /// The text that is sent.
        public var token: TestSecret
        /// The last day on which it is good, as `YYYY-MM-DD`; nil for a year from the start.
        public var expiry: String?
        /// Whether it was withdrawn.
        public var revoked: Bool?

        /// Makes a token.
        ///
        /// - Parameters:
        ///   - user: Whose it is.
        ///   - token: The text that is sent.
        ///   - expiry: The last day on which it is good.
        ///   - revoked: Whether it was withdrawn.
        public init(user: String, token: TestSecret, expiry: String? = nil, revoked: Bool? = nil) {
            self.user = user
            self.token = token
            self.expiry = expiry
            self.revoked = revoked
        }
    }

    /// The users by name.
    public var users: [String: User]
    /// The tokens by any name.
    public var tokens: [String: Token]

    /// Makes a set of identities.
    ///
    /// - Parameters:
    ///   - users: The users by name.
    ///   - tokens: The tokens by any name.
    public init(users: [String: User], tokens: [String: Token]) {
        self.users = users
        self.tokens = tokens
    }

    /// The throwaway identities with which responses of real servers were recorded.
    public static let standard = Identities(
        users: [
            "admin": User(password: "inventree-admin", superuser: true),
            "reader": User(
                password: "reader-pass-1",
                roles: ["sales_order": ["view"], "part": ["view"], "part_category": ["view"]]
            ),
            "syncer": User(
                password: "syncer-pass-1",
                roles: [
                    "sales_order": ["view", "add", "change"], "part": ["view", "add", "change"],
                    "part_category": ["view"],
                ]
            ),
            "noroles": User(password: "noroles-pass-1", roles: [:]),
        ],
        tokens: [
            "admin": Token(user: "admin", token: "inv-0123456789abcdef0123456789abcdef01234567-20260101"),
            "expired": Token(
                user: "admin",
                token: "inv-expired0123456789abcdef0123456789abcdef-20240101",
                expiry: "2024-12-31"
            ),
            "revoked": Token(
                user: "admin",
                token: "inv-revoked0123456789abcdef0123456789abcdef-20240101",
                revoked: true
            ),
            "reader": Token(user: "reader", token: "inv-reader00123456789abcdef0123456789abcdef0-20260101"),
            "syncer": Token(user: "syncer", token: "inv-syncer00123456789abcdef0123456789abcdef0-20260101"),
            "noroles": Token(user: "noroles", token: "inv-noroles0123456789abcdef0123456789abcdef0-20260101"),
        ]
    )
}

/// A password or token, which no log and no description shows.
public struct TestSecret: Sendable, Hashable, Codable, ExpressibleByStringLiteral, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The text itself.
    public let value: String

    /// Wraps a text.
    ///
    /// - Parameter value: The text itself.
    public init(_ value: String) {
        self.value = value
    }

    /// Wraps a literal.
    ///
    /// - Parameter value: The text itself.
    public init(stringLiteral value: String) {
        self.value = value
    }

    /// Reads a plain string.
    ///
    /// - Parameter decoder: Where from.
    /// - Throws: An error of the decoder when there is no string.
    public init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes a plain string.
    ///
    /// - Parameter encoder: Where to.
    /// - Throws: An error of the encoder.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
