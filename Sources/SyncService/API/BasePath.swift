import HTTPTypes
import Hummingbird

/// The path below which browsers find the service, such as `/invsync`; empty for the top of a host.
///
/// A request may come with the path or without it: some proxies take it away, others leave it.
struct BasePath: Sendable {
    /// Segments with a slash before each, and none at the end.
    let text: String

    /// The top of a host.
    static let top = BasePath(text: "")

    private init(text: String) {
        self.text = text
    }

    /// Reads a path.
    ///
    /// - Parameters:
    ///   - text: The path; a slash at its ends makes no difference.
    ///   - routes: The routes below it, so that no address has two meanings.
    /// - Throws: ``ServiceError`` with code ``ServiceError/Code/invalidBasePath``.
    init(_ text: String, above routes: [Route]) throws(ServiceError) {
        let segments = text.split(separator: "/").map(String.init)
        let marks: Set<Character> = ["-", ".", "_", "~"]
        let isPlain = segments.allSatisfy { segment in
            segment.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || marks.contains($0) }
                && segment.contains { $0 != "." }
        }
        guard isPlain else {
            throw ServiceError(
                .invalidBasePath,
                "the base path must look like /invsync: letters, digits, “-”, “.”, “_” and “~” between slashes"
            )
        }
        let own = Set(routes.compactMap { $0.path.split(separator: "/").first.map(String.init) })
        if let first = segments.first, own.contains(first) {
            throw ServiceError(.invalidBasePath, "the base path /\(first) is an address of the service itself")
        }
        self.init(text: segments.map { "/\($0)" }.joined())
    }

    /// The request as the routes know it.
    func inner(_ request: Request) -> Request {
        guard !text.isEmpty, let path = request.head.path, path.hasPrefix(text) else { return request }
        let rest = path.dropFirst(text.count)
        guard rest.isEmpty || rest.first == "/" || rest.first == "?" else { return request }
        var head = request.head
        head.path = rest.first == "/" ? String(rest) : "/\(rest)"
        return Request(head: head, body: request.body)
    }
}

/// Takes the base path from requests and puts it before the addresses in responses.
struct Entrance<Inner: HTTPResponder>: HTTPResponder where Inner.Context == ControlContext {
    let base: BasePath
    let inner: Inner

    @concurrent func respond(to request: Request, context: ControlContext) async throws -> Response {
        var response = try await inner.respond(to: base.inner(request), context: context)
        if let location = response.headers[.location], location.hasPrefix("/") {
            response.headers[.location] = base.text + location
        }
        return response
    }
}
