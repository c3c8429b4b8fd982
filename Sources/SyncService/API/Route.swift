import HTTPTypes
import Hummingbird
import Logging

/// What is known of a request on its way.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}

/// One thing that the service answers to.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, ControlContext) async throws -> Response

    let method: HTTPRequest.Method
    /// The path, with names in braces where it varies.
    let path: String
    /// Whether anybody may ask.
    let isOpen: Bool
    let handle: Handler

    init(_ method: HTTPRequest.Method, _ path: String, isOpen: Bool = false, _ handle: @escaping Handler) {
        self.method = method
        self.path = path
        self.isOpen = isOpen
        self.handle = handle
    }
}

extension Router where Context == ControlContext {
    /// Answers to routes, and says which methods a path has to who asks with another.
    convenience init(_ routes: [Route], gatekeeper: Gatekeeper) {
        self.init(context: ControlContext.self)
        add(middleware: ErrorAnswers())
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            let methods = routes.map(\.method)
            // Whoever may GET may HEAD: the server leaves the body out.
            let allowed = methods + (methods.contains(.get) ? [.head] : [])
            for method in HTTPRequest.Method.all {
                let route = routes.first { $0.method == (method == .head ? .get : method) }
                on(RouterPath(path), method: method) { request, context in
                    guard let route else { throw APIError.methodNotAllowed(allowed) }
                    if !route.isOpen { try gatekeeper.admit(request) }
                    return try await route.handle(request, context)
                }
            }
        }
    }
}

/// Gives every failure the one shape that errors have.
private struct ErrorAnswers: RouterMiddleware {
    @concurrent func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let answer = APIError(error)
            if answer.status.kind == .serverError {
                context.logger.error(
                    "a request failed",
                    metadata: ["path": "\(request.uri.path)", "error": "\(error)"]
                )
            }
            return answer.response
        }
    }
}

extension HTTPRequest.Method {
    fileprivate static let all: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]
}
