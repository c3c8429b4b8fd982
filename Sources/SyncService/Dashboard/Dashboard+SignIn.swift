import HTTPTypes
import Hummingbird
import InvoiceSync

extension Dashboard {
    private struct LoginView: Sendable {
        let frame: Frame
        let problem: String?
        let isArrival: Bool
    }

    var signingIn: [Route] {
        [
            // Where a browser comes that loads the page again after a wrong token.
            Route(.get, "/login", for: .anybody) { _, _ in .seeOther("/") },
            Route(.post, "/login", for: .anybody) { request, context in
                try gatekeeper.refuseForeignPages(request)
                guard gatekeeper.isProtected else { return .seeOther("/") }
                // The form may take its time; the tokens that count are those at its end.
                let text = try await request.form().adminToken ?? ""
                let session: Session?
                do throws(APIError) {
                    session = try await gatekeeper.signIn(text, at: context.client(of: request))
                } catch {
                    var response = try login(request, "Too many wrong tokens came from your address. Wait a minute.")
                    response.status = error.status
                    for field in error.headers { response.headers[field.name] = field.value }
                    return response
                }
                guard let session else { return try login(request, "That is not the admin token.") }
                if let former = gatekeeper.sessions.session(of: request) { gatekeeper.sessions.end(former) }
                await operations.audit.note(.signIn, by: Identity(session, context.client(of: request)))
                var response = Response.seeOther("/")
                response.setSession(session, for: request, below: base)
                return response
            },
            page(.post, "/logout") { visit in
                _ = try await checked(visit)
                gatekeeper.sessions.end(visit.session)
                await operations.audit.note(.signOut, by: visit.identity)
                var response = Response.seeOther("/")
                response.setSession(nil, for: visit.request, below: base)
                return response
            },
        ]
    }

    /// Asks for the token.
    ///
    /// A browser keeps the cookie to itself where a link from elsewhere led here; it comes when the page loads itself again.
    func login(_ request: Request, _ problem: String? = nil) throws -> Response {
        let isLate = request.method == .post && problem == nil
        let view = LoginView(
            frame: frame("Sign in", request),
            problem: isLate ? "Your session is over, and nothing was done. Sign in and repeat it." : problem,
            isArrival: request.isArrival
        )
        var response = try templates.page(view, "login", status: .unauthorized)
        response.headers[.wwwAuthenticate] = "Bearer realm=\"invsync\""
        return response
    }
}
