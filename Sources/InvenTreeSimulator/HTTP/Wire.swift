import HTTPTypes
import Hummingbird
import NIOCore

/// The wire: it reads requests as a real server's front does, and writes what the simulated server answers.
struct Wire: HTTPResponder {
    /// What is known of the connection that a request came on.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
        }
    }

    /// The longest request line that is read; a longer one is answered with 400.
    static let longestRequestLine = 4094
    /// The longest header field that is read; a longer one is answered with 431.
    static let longestHeader = 8190

    let server: SimulatedServer

    func respond(to request: Request, context: Context) async throws -> Response {
        if let refusal = Self.refusal(of: request, host: server.configuration.host) {
            return Self.response(refusal, to: request)
        }
        guard let method = Call.Method(rawValue: request.method.rawValue) else {
            return Self.response(Refusal.detail(405, "This method is not served.").reply, to: request)
        }
        let body = try await Self.body(of: request)
        let call = Self.call(method, request, body)
        if !call.path.hasPrefix("/api/") {
            return Self.response(
                Reply(status: 302, headers: [("Location", "/web/")], contentType: nil),
                to: request
            )
        }
        switch try await server.respond(to: call, body: body) {
        case .reply(let reply):
            let response = Self.response(reply, to: request)
            return closesAfter(reply, body) ? Self.closing(response, reply) : response
        case .cut:
            try await context.channel.close()
            throw CancellationError()
        }
    }

    private static func call(_ method: Call.Method, _ request: Request, _ body: [UInt8]) -> Call {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return Call(
            method: method,
            target: target,
            path: String(parts.first ?? "/"),
            query: Query(formEncoded: parts.count > 1 ? parts[1] : ""),
            origin: "http://\(request.head.authority ?? "")",
            accept: request.headers[.accept],
            authorization: request.headers[.authorization],
            payload: Call.payload(body, contentType: request.headers[.contentType])
        )
    }

    /// The body; one that comes in chunks is not seen by the application, as on the real server.
    private static func body(of request: Request) async throws -> [UInt8] {
        let isChunked = request.headers[.transferEncoding]?.lowercased().contains("chunked") ?? false
        var bytes: [UInt8] = []
        for try await buffer in request.body where !isChunked {
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// What the front of the server refuses before the application sees it.
    private static func refusal(of request: Request, host: String) -> Reply? {
        let line = "\(request.method.rawValue) \(request.head.path ?? "/") HTTP/1.1"
        if line.utf8.count > longestRequestLine { return .html(400, "The request line is too long") }
        if request.headers.contains(where: { $0.name.rawName.utf8.count + $0.value.utf8.count + 2 > longestHeader }) {
            return .html(431, "A header is too long")
        }
        let authority = request.head.authority ?? ""
        let name = authority.split(separator: ":").first.map(String.init) ?? ""
        let known = [host, "127.0.0.1", "localhost", "testserver"]
        return known.contains(name) || authority.hasPrefix("[::1]") ? nil : .html(400, "This host is not served here")
    }

    /// Indicates whether the connection ends after a reply: the server refused the request without reading its body.
    private func closesAfter(_ reply: Reply, _ body: [UInt8]) -> Bool {
        VersionTraits(server.configuration.apiVersion).closesAfterRefusal && [401, 403, 429].contains(reply.status)
            && !body.isEmpty
    }

    /// The same response, after which the connection is closed without notice.
    private static func closing(_ response: Response, _ reply: Reply) -> Response {
        var response = response
        response.body = ResponseBody(contentLength: reply.body.count) { writer in
            try await writer.write(ByteBuffer(bytes: reply.body))
            try await writer.finish(nil)
            throw CancellationError()
        }
        return response
    }

    private static func response(_ reply: Reply, to request: Request) -> Response {
        var fields = HTTPFields()
        if let contentType = reply.contentType { fields[.contentType] = contentType }
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let isEmpty = request.method == .head || reply.body.isEmpty
        return Response(
            status: HTTPResponse.Status(code: reply.status),
            headers: fields,
            body: isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
        )
    }
}
