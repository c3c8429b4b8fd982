import FGOModels
import Foundation
import HTTPTypes
import Hummingbird
import InvoiceSync

/// The pages for people: how the job stands, and its buttons.
///
/// They work without their script, which keeps them up to date.
struct Dashboard: Sendable {
    let scheduler: SyncScheduler
    let health: Health
    let gatekeeper: Gatekeeper
    let operations: Operations
    let base: BasePath
    let templates = Templates()

    var routes: [Route] {
        [
            Self.asset("dashboard.css", PackageResources.dashboard_css, "text/css; charset=utf-8"),
            Self.asset("dashboard.js", PackageResources.dashboard_js, "text/javascript; charset=utf-8"),
            Self.asset("icon.svg", PackageResources.icon_svg, "image/svg+xml"),
            page(.get, "/") { visit in try await overview(visit) },
            page(.get, "/runs") { visit in try await runs(visit) },
            page(.get, "/runs/{id}") { visit in try await run(visit) },
            page(.get, "/failing") { visit in try await failing(visit) },
            form("/job/run") { visit, _ in _ = try await operations.run(by: visit.identity) },
            form("/job/switch") { visit, form in
                guard let enabled = form.enabled.flatMap(Bool.init) else { throw APIError.invalid("on or off?") }
                try await operations.change(enabled: enabled, by: visit.identity)
            },
            form("/job/schedule") { visit, form in
                try await operations.change(schedule: form.schedule ?? "", by: visit.identity)
            },
            form("/retry") { visit, form in try await retry(form.document, by: visit.identity) },
        ] + signingIn
    }

    private static func asset(_ name: String, _ bytes: [UInt8], _ type: String) -> Route {
        Route(.get, "/assets/\(name)", for: .anybody) { _, _ in .bytes(bytes, type) }
    }

    private func retry(_ document: String?, by identity: Identity) async throws {
        var filter = Selection.RetryFilter(finishedBefore: scheduler.environment.now())
        if let document {
            guard let id = DocumentID(json: document) else { throw APIError.notFound("such document") }
            filter.ids = [id]
        }
        _ = try await operations.retry(filter, by: identity)
    }
}

extension Dashboard {
    /// A page for who may see it; who has yet to sign in sees where to do that.
    func page(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: @escaping @Sendable (Visit) async throws -> Response
    ) -> Route {
        Route(method, path, for: .anybody) { request, context in
            do {
                guard let session = try gatekeeper.session(of: request) else { return try login(request) }
                return try await body(Visit(request: request, context: context, session: session))
            } catch {
                return try problem(error, request, context)
            }
        }
    }

    /// A form of the overview, which leads back there; where it cannot be done, the overview says why.
    private func form(_ path: String, _ act: @escaping @Sendable (Visit, Form) async throws -> Void) -> Route {
        page(.post, path) { visit in
            let form = try await checked(visit)
            guard visit.session.role.includes(.admin) else {
                throw Gatekeeper.forbidden("you signed in with the reader token, which may look and not change")
            }
            do {
                try await act(visit, form)
                return .seeOther("/")
            } catch let error as ServiceError {
                let typed = error.code == .invalidSchedule ? form.schedule : nil
                return try await overview(visit, after: error, typed: typed)
            }
        }
    }

    /// A form that comes from a page of this session.
    func checked(_ visit: Visit) async throws -> Form {
        let form = try await visit.request.form()
        guard visit.session.formToken.matches(form.formToken ?? "") else {
            let message = "this form is out of date, and nothing was done: go back, load the page again, and repeat it"
            throw APIError(status: .forbidden, code: "forbidden", message: message)
        }
        return form
    }

    /// The page in place of one that cannot be shown.
    private func problem(_ error: any Error, _ request: Request, _ context: ControlContext) throws -> Response {
        let answer = APIError(error)
        context.logFailure(error, answer.status, of: request)
        let isStore = (error as? SyncError)?.isTransient == true
        let finding = Verdict.Finding(
            level: .trouble,
            headline: isStore ? "The store does not answer" : "This cannot be shown or done",
            detail: answer.message,
            remedy: isStore ? "See that the database runs; nothing is lost. Then load this page again." : nil
        )
        let view = ProblemView(frame: frame("Problem", request), verdict: VerdictView(Verdict(finding)))
        return try templates.page(view, "problem", status: answer.status)
    }

    private struct ProblemView: Sendable {
        let frame: Frame
        let verdict: VerdictView
    }

    /// What a page has that is for everybody.
    func frame(_ title: String, _ request: Request, _ session: Session? = nil) -> Frame {
        Frame(
            title: title,
            base: base.text,
            // A second slash would begin the name of another host.
            address: request.method == .post ? "/" : "/\(request.uri.description.drop { $0 == "/" })",
            loaded: wording.moment(wording.now),
            formToken: session?.formToken.text,
            maySignOut: session != nil && gatekeeper.isProtected,
            mayChange: session?.role == .admin
        )
    }

    var wording: Wording { Wording(now: scheduler.environment.now(), zone: scheduler.zone) }
}
