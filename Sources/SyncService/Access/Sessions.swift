import HTTPTypes
import Hummingbird
import InvoiceSync
import Synchronization

/// What a browser has in place of a token.
struct Session: Sendable {
    /// What the browser's cookie holds.
    let id = SecretText.random()
    /// What its forms send, which no page elsewhere can know.
    let formToken = SecretText.random()
    /// What people call it by, which is no secret.
    let name = Chance.eightDigits()
    /// The role of the token that it began with.
    let role: AccessRole
    /// When it began.
    let began: Duration
    /// When it was last used.
    var used: Duration
}

/// Who has signed in, as this process alone knows it.
///
/// A session ends after twelve hours, after two hours without a request, when its token changes, and with the process.
final class Sessions: Sendable {
    static let lifetime = Duration.seconds(12 * 3600)
    static let idleness = Duration.seconds(2 * 3600)
    /// How many there are at most; one more ends the oldest.
    static let limit = 64
    static let cookie = "invsync_session"
    /// The names where browsers come by TLS.
    ///
    /// They take no cookie of these names from plain HTTP or, where the service has the
    /// host to itself, from another host of the domain.
    static let secureCookies = (whole: "__Host-invsync_session", part: "__Secure-invsync_session")

    /// The session of whoever is there where no token is asked for; its forms are told from those of other sites, too.
    let anybody = Session(role: .admin, began: .zero, used: .zero)
    private let elapsed: @Sendable () -> Duration
    private let open = Mutex<[Session]>([])

    /// - Parameter elapsed: The time since some fixed moment.
    init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
    }

    /// Begins a session.
    func begin(_ role: AccessRole) -> Session {
        let now = elapsed()
        let session = Session(role: role, began: now, used: now)
        open.withLock { open in
            removeOld(&open)
            open = open.suffix(Self.limit - 1) + [session]
        }
        return session
    }

    /// The session that a request belongs to; a cookie that came by TLS goes before one that anybody may have set.
    func session(of request: Request) -> Session? {
        let names = [Self.secureCookies.whole, Self.secureCookies.part, Self.cookie]
        return names.compactMap { request.cookies[$0] }.first.flatMap { session($0.value) }
    }

    /// The session with an identifier, which is in use now.
    func session(_ id: String) -> Session? {
        open.withLock { open in
            removeOld(&open)
            // All are compared, whichever it is.
            guard let index = open.indices.filter({ open[$0].id.matches(id) }).first else { return nil }
            open[index].used = elapsed()
            return open[index]
        }
    }

    /// Ends a session.
    func end(_ session: Session) {
        open.withLock { open in open.removeAll { $0.id.matches(session.id.text) } }
    }

    /// Ends all sessions of a role.
    func endAll(of role: AccessRole) {
        open.withLock { open in open.removeAll { $0.role == role } }
    }

    private func removeOld(_ open: inout [Session]) {
        let now = elapsed()
        open.removeAll { now - $0.began >= Self.lifetime || now - $0.used >= Self.idleness }
    }
}

extension Response {
    /// Has the browser keep a session, or forget it.
    ///
    /// - Parameters:
    ///   - session: The session; nil to forget.
    ///   - request: The form that asked. Its browser says by which scheme it came, in the Origin that the gatekeeper found
    ///     to be ours; where that says nothing, a proxy does, which can only make the cookie stricter.
    ///   - base: The path that the browser sends it to.
    mutating func setSession(_ session: Session?, for request: Request, below base: BasePath) {
        let origin = request.headers[.origin].flatMap { $0 == "null" ? nil : $0 }
        let scheme = origin ?? HTTPField.Name("X-Forwarded-Proto").flatMap { request.headers[$0] }
        let isSecure = scheme?.lowercased().hasPrefix("https") == true
        let isWhole = base.text.isEmpty
        let secureName = isWhole ? Sessions.secureCookies.whole : Sessions.secureCookies.part
        let cookie = Cookie(
            name: isSecure ? secureName : Sessions.cookie,
            value: session?.id.text ?? "",
            maxAge: session == nil ? 0 : Int(Sessions.lifetime / .seconds(1)),
            path: isWhole ? "/" : base.text,
            secure: isSecure,
            httpOnly: true,
            sameSite: .strict
        )
        headers.append(HTTPField(name: .setCookie, value: cookie.description))
    }
}
