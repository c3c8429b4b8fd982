import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What is known of a request on its way.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The sender, once the request was admitted.
    var identity: Identity?
    private let peer: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
    }

    /// The address that a request comes from.
    func client(of request: Request) -> ClientAddress { ClientAddress(peer, request) }

    /// Says what failed here, and not because of who asked.
    func logFailure(_ error: any Error, _ status: HTTPResponse.Status, of request: Request) {
        guard status.kind == .serverError else { return }
        logger.error("a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
    }
}

/// One thing that the service answers to.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, ControlContext) async throws -> Response

    /// The access that a request needs.
    enum Access: Sendable {
        /// The token of a role, or of one that includes it.
        case token(AccessRole)
        /// The reader's token, or a session.
        case visitor
        /// None; the pages of the dashboard ask for themselves who it is.
        case anybody

        /// The role that it needs.
        var role: AccessRole {
            switch self {
            case .token(let role): role
            case .visitor: .reader
            case .anybody: .metrics
            }
        }
    }

    let method: HTTPRequest.Method
    /// The path, with names in braces where it varies.
    let path: String
    let access: Access
    let handle: Handler

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        for access: Access = .token(.admin),
        _ handle: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.handle = handle
    }

    /// Whoever may GET may HEAD: the server leaves the body out.
    var methods: [HTTPRequest.Method] { method == .get ? [.get, .head] : [method] }

    /// Whether a path is one of this route's.
    func matches(_ path: String) -> Bool {
        let (parts, names) = (self.path.split(separator: "/"), path.split(separator: "/"))
        return parts.count == names.count && zip(parts, names).allSatisfy { $0.first == "{" || $0 == $1 }
    }
}

extension Router where Context == ControlContext {
    /// Answers to routes, and says which methods a path has to who asks with another.
    convenience init(_ routes: [Route], gatekeeper: Gatekeeper) {
        self.init(context: ControlContext.self)
        add(middleware: ErrorAnswers(routes: routes))
        for route in routes {
            for method in route.methods {
                on(RouterPath(route.path), method: method) { request, context in
                    var context = context
                    context.identity = try await gatekeeper.admit(
                        request,
                        to: route.access,
                        from: context.client(of: request)
                    )
                    return try await route.handle(request, context)
                }
            }
        }
    }
}

/// Gives every failure the one shape that errors have.
private struct ErrorAnswers: RouterMiddleware {
    let routes: [Route]

    @concurrent func handle(
        _ request: Request,
        context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let methods = routes.filter { $0.matches(request.uri.path) }.flatMap(\.methods)
            let isOtherMethod = !methods.isEmpty && !methods.contains(request.method)
            let answer = isOtherMethod ? .methodNotAllowed(methods) : APIError(error)
            context.logFailure(error, answer.status, of: request)
            return answer.response
        }
    }
}
