import HTTPTypes
import Hummingbird
import Synchronization

/// Authenticates by token or session; without an admin token, accepts only same-origin requests from this machine.
final class Gatekeeper: Sendable {
    let sessions: Sessions
    private let current: Mutex<AccessTokens>
    private let attempts: SignInAttempts

    init(tokens: AccessTokens, sessions: Sessions, attempts: SignInAttempts) {
        self.sessions = sessions
        self.attempts = attempts
        current = Mutex(tokens)
    }

    /// A Boolean value that indicates whether a token is asked for.
    var isProtected: Bool { current.withLock { $0.admin != nil } }

    /// Asks for other tokens from now on, and ends the sessions that began with one that changed.
    func change(to tokens: AccessTokens) {
        current.withLock { current in
            for role in AccessRole.allCases where current[role] != tokens[role] { sessions.endAll(of: role) }
            current = tokens
        }
    }

    /// Begins a session.
    ///
    /// The token is compared, and the session begins, while no token can change: a sign-in that was begun with an old token
    /// opens nothing.
    ///
    /// - Returns: The session; `nil` if the text is not a token that may see the pages.
    func signIn(_ text: String, at client: ClientAddress) async throws(APIError) -> Session? {
        try attempts.admit(client)
        let session = current.withLock { tokens -> Session? in
            guard let role = tokens.role(of: text), role.includes(.reader) else { return nil }
            return sessions.begin(role)
        }
        if session == nil || session?.role == .admin {
            await attempts.note(isSuccess: session != nil, client, "a form")
        }
        return session
    }

    /// Admits a request, or refuses it.
    ///
    /// 401 asks for other credentials, 403 is for what no credentials would change.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - access: The access that it needs.
    ///   - client: The address that it comes from; `nil` for a request that was admitted before.
    /// - Throws: ``APIError`` with status 401, 403 or 429.
    /// - Returns: Who it is.
    @discardableResult
    func admit(
        _ request: Request,
        to access: Route.Access,
        from client: ClientAddress? = nil
    ) async throws(APIError) -> Identity {
        if case .anybody = access { return .anybody(client) }
        try refuseForeignPages(request)
        guard isProtected else {
            try requireThisMachine(request)
            return Identity(role: .admin, name: "anybody on this machine", client: client)
        }
        if case .visitor = access, let session = sessions.session(of: request) { return Identity(session, client) }
        let words = request.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw Self.unauthorized("this needs a token, as “Authorization: Bearer …”", "Bearer realm=\"invsync\"")
        }
        if let client { try attempts.admit(client) }
        let role = current.withLock { $0.role(of: words[1]) }
        // Another token than the admin's does not excuse guesses at it.
        if let client, role == nil || role == .admin {
            await attempts.note(isSuccess: role == .admin, client, "a token")
        }
        guard let role else {
            throw Self.unauthorized("that is not the token", "Bearer realm=\"invsync\", error=\"invalid_token\"")
        }
        guard role.includes(access.role) else {
            throw Self.forbidden(
                "this needs the \(access.role.rawValue) token, and yours is the \(role.rawValue) token"
            )
        }
        return Identity(role: role, name: "\(role.rawValue) token", client: client)
    }

    /// The session in which somebody looks at a page; nil where they have to sign in first.
    ///
    /// A link from elsewhere may lead to a page, a form elsewhere may not.
    func session(of request: Request) throws(APIError) -> Session? {
        if !request.isArrival { try refuseForeignPages(request) }
        guard !isProtected else { return sessions.session(of: request) }
        try requireThisMachine(request)
        return sessions.anybody
    }

    /// A page of another site can have a browser send requests here, but not without the browser saying so.
    ///
    /// Where a proxy sets `Referrer-Policy: no-referrer`, a form of our own comes with the Origin `null`, as one of anybody's
    /// does; then the browser's `Sec-Fetch-Site: same-origin`, which no page can set, tells them apart.
    func refuseForeignPages(_ request: Request) throws(APIError) {
        let site = request.metadata("site")
        if let site, site != "same-origin", site != "none" {
            throw Self.forbidden("a page of another site may not ask this")
        }
        if site == "same-origin", request.headers[.origin] == "null" { return }
        if let origin = request.headers[.origin], let host = request.head.authority,
            origin != "http://\(host)", origin != "https://\(host)"
        {
            throw Self.forbidden("a page of \(origin.prefix(100)) may not ask this")
        }
    }

    /// A name that somebody else gave this machine in the DNS is no local name, and what came through a proxy is from
    /// anywhere: nginx, for one, sends its upstream's name as `Host`.
    private func requireThisMachine(_ request: Request) throws(APIError) {
        if let field = request.headers.first(where: { $0.name.isProxys }) {
            let message =
                "without an admin token this is served to this machine alone, and “\(field.name)” is a proxy's"
            throw Self.forbidden("\(message): set an admin token")
        }
        let authority = request.head.authority ?? ""
        let port = authority.lastIndex(of: ":").map { authority[authority.index(after: $0)...] }
        let isPort = port.map { $0.allSatisfy(\.isNumber) } ?? false
        let host = isPort ? authority.dropLast((port?.count ?? 0) + 1) : authority[...]
        guard LocalHosts.names.contains(host.lowercased()) else {
            throw Self.forbidden("without an admin token this is served to localhost alone")
        }
    }

    private static func unauthorized(_ message: String, _ challenge: String) -> APIError {
        APIError(
            status: .unauthorized,
            code: "unauthorized",
            message: message,
            headers: [.wwwAuthenticate: challenge]
        )
    }

    static func forbidden(_ message: String) -> APIError {
        APIError(status: .forbidden, code: "forbidden", message: message)
    }
}

extension HTTPField.Name {
    /// A Boolean value that indicates whether proxies add the field.
    fileprivate var isProxys: Bool {
        ["forwarded", "x-real-ip", "via"].contains(canonicalName) || canonicalName.hasPrefix("x-forwarded-")
    }
}

extension Request {
    /// What the browser says of how a request came about (Fetch Metadata).
    fileprivate func metadata(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == "sec-fetch-\(name)" }?.value
    }

    /// Whether a browser shows the answer in place of the page of another site, whose link somebody followed.
    ///
    /// It comes without the cookie of a session.
    var isArrival: Bool {
        let isRead = method == .get || method == .head
        let isWholePage = metadata("mode") == "navigate" && metadata("dest") == "document"
        return isRead && isWholePage && metadata("site")?.hasSuffix("-site") == true
    }
}

/// The names that this machine has for itself.
enum LocalHosts {
    static let names: Set<String> = ["localhost", "127.0.0.1", "[::1]", "::1"]
}
