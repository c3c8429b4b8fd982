import Foundation
import NIOCore
import NIOHTTP1

/// An answer as a client gets it.
struct ProxyAnswer: Sendable {
    let status: Int
    var fields: HTTPHeaders
    var body: ByteBuffer

    init(status: Int, fields: HTTPHeaders, body: ByteBuffer) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    static func json(_ data: Data) -> ProxyAnswer {
        ProxyAnswer(status: 200, fields: ["Content-Type": "application/json"], body: ByteBuffer(bytes: data))
    }

    static let badGateway = page(502, "Bad Gateway")
    static let gatewayTimeout = page(504, "Gateway Timeout")
    static let unavailable = page(503, "Service Unavailable", fields: ["Retry-After": "1"])
    static let throttled = ProxyAnswer(
        status: 429,
        fields: ["Retry-After": "1", "Content-Type": "application/json"],
        body: ByteBuffer(string: #"{"detail":"Request was throttled."}"#)
    )

    private static func page(_ status: Int, _ title: String, fields: HTTPHeaders = [:]) -> ProxyAnswer {
        var fields = fields
        fields.add(name: "Content-Type", value: "text/html")
        let body = "<html><body><h1>\(title)</h1></body></html>"
        return ProxyAnswer(status: status, fields: fields, body: ByteBuffer(string: body))
    }

    func head(length: Int, version: HTTPVersion) -> HTTPResponseHead {
        var fields = fields
        if status != 204, status != 304 { fields.replaceOrAdd(name: "Content-Length", value: "\(length)") }
        return HTTPResponseHead(version: version, status: .init(statusCode: status), headers: fields)
    }
}

extension HTTPHeaders {
    /// These without what belongs to one connection alone.
    var endToEnd: HTTPHeaders {
        var fields = self
        for name in ["Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"] { fields.remove(name: name) }
        return fields
    }
}
