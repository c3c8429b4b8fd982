import HTTPTypes
import Hummingbird
import Synchronization

/// What a browser has in place of the admin token.
struct Session: Sendable {
    /// What the browser's cookie holds.
    let id = SecretText.random()
    /// What its forms send, which no page elsewhere can know.
    let formToken = SecretText.random()
    /// When it began.
    let began: Duration
}

/// Who has signed in, as this process alone knows it: a restart, like twelve hours, ends all sessions.
final class Sessions: Sendable {
    static let lifetime = Duration.seconds(12 * 3600)
    /// How many there are at most; one more ends the oldest.
    static let limit = 64
    static let cookie = "invsync_session"

    /// The session of whoever is there where no token is asked for; its forms are told from those of other sites, too.
    let anybody = Session(began: .zero)
    private let elapsed: @Sendable () -> Duration
    private let open = Mutex<[Session]>([])

    /// - Parameter elapsed: The time since some fixed moment.
    init(elapsed: @escaping @Sendable () -> Duration) {
        self.elapsed = elapsed
    }

    /// Begins a session.
    func begin() -> Session {
        let session = Session(began: elapsed())
        open.withLock { open in
            removeOld(&open)
            open = open.suffix(Self.limit - 1) + [session]
        }
        return session
    }

    /// The session that a request belongs to.
    func session(of request: Request) -> Session? {
        request.cookies[Self.cookie].flatMap { session($0.value) }
    }

    /// The session with an identifier.
    func session(_ id: String) -> Session? {
        open.withLock { open in
            removeOld(&open)
            // All are compared, whichever it is.
            return open.filter { $0.id.matches(id) }.first
        }
    }

    /// Ends a session.
    func end(_ session: Session) {
        open.withLock { open in open.removeAll { $0.id.matches(session.id.text) } }
    }

    /// Ends all sessions.
    func endAll() {
        open.withLock { $0 = [] }
    }

    private func removeOld(_ open: inout [Session]) {
        let now = elapsed()
        open.removeAll { now - $0.began >= Self.lifetime }
    }
}

extension Response {
    /// Has the browser keep a session, or forget it.
    ///
    /// - Parameters:
    ///   - session: The session; nil to forget.
    ///   - request: The form that asked. Its browser says by which scheme it came, in the Origin that the gatekeeper found
    ///     to be ours; so a proxy need not be believed.
    ///   - base: The path that the browser sends it to.
    mutating func setSession(_ session: Session?, for request: Request, below base: BasePath) {
        let cookie = Cookie(
            name: Sessions.cookie,
            value: session?.id.text ?? "",
            maxAge: session == nil ? 0 : Int(Sessions.lifetime / .seconds(1)),
            path: base.text.isEmpty ? "/" : base.text,
            secure: request.headers[.origin]?.hasPrefix("https://") == true,
            httpOnly: true,
            sameSite: .strict
        )
        headers.append(HTTPField(name: .setCookie, value: cookie.description))
    }
}
