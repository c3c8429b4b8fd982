import HTTPTypes
import Hummingbird
import Synchronization

/// Lets in who has the token; where there is none, who comes from this machine and from no web page elsewhere.
final class Gatekeeper: Sendable {
    let sessions: Sessions
    private let current: Mutex<AdminToken?>

    init(token: AdminToken?, sessions: Sessions) {
        self.sessions = sessions
        current = Mutex(token)
    }

    /// The token that is asked for now.
    var token: AdminToken? { current.withLock { $0 } }

    /// Asks for another token from now on, also those who signed in with the one before.
    func change(to token: AdminToken?) {
        let isOther = current.withLock { current in
            defer { current = token }
            return current != token
        }
        if isOther { sessions.endAll() }
    }

    /// Refuses a request, or not.
    ///
    /// 401 asks for other credentials, 403 is for what no credentials would change.
    func admit(_ request: Request, to access: Route.Access) throws(APIError) {
        if access == .anybody { return }
        try refuseForeignPages(request)
        guard let token else { return try requireLocalName(request) }
        if access == .visitor, sessions.session(of: request) != nil { return }
        let words = request.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw Self.unauthorized(
                "this needs the admin token, as “Authorization: Bearer …”",
                "Bearer realm=\"invsync\""
            )
        }
        guard token.matches(words[1]) else {
            let challenge = "Bearer realm=\"invsync\", error=\"invalid_token\""
            throw Self.unauthorized("that is not the admin token", challenge)
        }
    }

    /// The session in which somebody looks at a page; nil where they have to sign in first.
    ///
    /// A link from elsewhere may lead to a page, a form elsewhere may not.
    func session(of request: Request) throws(APIError) -> Session? {
        if !request.isArrival { try refuseForeignPages(request) }
        guard token == nil else { return sessions.session(of: request) }
        try requireLocalName(request)
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

    /// A name that somebody else gave this machine in the DNS is no local name.
    private func requireLocalName(_ request: Request) throws(APIError) {
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

    private static func forbidden(_ message: String) -> APIError {
        APIError(status: .forbidden, code: "forbidden", message: message)
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
