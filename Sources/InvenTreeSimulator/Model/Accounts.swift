import Foundation

/// Users, what they may do, and their tokens.
struct Accounts: Sendable {
    struct User: Sendable {
        let pk: Int
        let name: String
        let password: TestSecret
        let isSuperuser: Bool
        let roles: [String: [String]]

        var email: String { isSuperuser ? "\(name)@example.com" : "" }
        var isStaff: Bool { isSuperuser }

        /// Whether the user may do this with rows of a model.
        func may(_ action: Permissions.Action, _ model: String) -> Bool {
            isSuperuser
                || roles.contains { role, actions in
                    actions.contains(action.rawValue) && Permissions.models[role]?.contains(model) == true
                }
        }
    }

    struct Token: Sendable {
        let pk: Int
        let user: Int
        let name: String
        let secret: TestSecret
        let created: String
        let expiry: String
        let isRevoked: Bool
        var lastSeen: String?
    }

    private(set) var users: [User]
    private(set) var tokens: [Token] = []

    init(_ identities: Identities, today: String) {
        let names = identities.users.keys.sorted {
            let left = identities.users[$0]?.superuser == true
            return left == (identities.users[$1]?.superuser == true) ? $0 < $1 : left
        }
        users = names.enumerated().compactMap { index, name in
            identities.users[name].map {
                User(
                    pk: index + 1,
                    name: name,
                    password: $0.password,
                    isSuperuser: $0.superuser == true,
                    roles: $0.roles ?? [:]
                )
            }
        }
        for (name, token) in identities.tokens.sorted(by: { $0.key < $1.key }) {
            guard let user = users.first(where: { $0.name == token.user }) else { continue }
            tokens.append(
                Token(
                    pk: tokens.count + 1,
                    user: user.pk,
                    name: name,
                    secret: token.token,
                    created: today,
                    expiry: token.expiry ?? Self.yearAfter(today),
                    isRevoked: token.revoked == true
                )
            )
        }
    }

    subscript(pk: Int) -> User? { users.first { $0.pk == pk } }

    /// Whether a header is of a kind that the server understands; `Bearer` is not.
    static func isCredential(_ authorization: String?) -> Bool {
        let scheme = authorization?.split(separator: " ").first.map { $0.lowercased() }
        return scheme == "basic" || scheme == "token"
    }

    /// Finds out who sent a request.
    ///
    /// - Throws: 401 for every failure, with a header that says what is asked for.
    mutating func user(authorization: String?, today: String) throws(Refusal) -> User {
        let words = (authorization ?? "").split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        switch words.first?.lowercased() {
        case "basic": return try user(basic: words.dropFirst().first ?? "")
        case "token": return try user(token: Array(words.dropFirst()), today: today)
        default: throw .unauthenticated("No credentials were sent")
        }
    }

    private func user(basic credentials: String) throws(Refusal) -> User {
        let text = Data(base64Encoded: credentials).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let user = users.first(where: { $0.name == parts[0] }),
            user.password.value == parts[1]
        else { throw .unauthenticated("The name or the password is wrong") }
        return user
    }

    private mutating func user(token words: [String], today: String) throws(Refusal) -> User {
        guard words.count == 1 else { throw .unauthenticated("The header holds no token, or more than one word") }
        guard let index = tokens.firstIndex(where: { $0.secret.value == words[0] }),
            let user = self[tokens[index].user]
        else { throw .unauthenticated("This token is unknown") }
        if tokens[index].isRevoked { throw .unauthenticated("This token was revoked") }
        if tokens[index].expiry < today { throw .unauthenticated("This token is too old") }
        tokens[index].lastSeen = today
        return user
    }

    /// The user's token of that name, made when there is none that is good.
    mutating func token(of user: User, named name: String, today: String) -> Token {
        let name = Self.slug(name)
        let usable = tokens.first {
            $0.user == user.pk && $0.name == name && !$0.isRevoked && $0.expiry >= today
        }
        if let usable { return usable }
        let digits = (0..<40).map { _ in String("0123456789abcdef".randomElement() ?? "0") }.joined()
        let token = Token(
            pk: tokens.count + 1,
            user: user.pk,
            name: name,
            secret: TestSecret("inv-\(digits)-\(today.replacing("-", with: ""))"),
            created: today,
            expiry: Self.yearAfter(today),
            isRevoked: false
        )
        tokens.append(token)
        return token
    }

    private static func slug(_ name: String) -> String {
        name.trimmed.split(separator: " ").joined(separator: "-")
    }

    private static func yearAfter(_ day: String) -> String {
        let year = Int(day.prefix(4)) ?? 0
        return "\(year + 1)" + day.dropFirst(4)
    }
}
