import NIOCore
import NIOHTTP1
import NIOPosix

/// The server behind the proxy; each request goes there on a connection of its own.
struct Upstream: Sendable {
    /// Larger bodies are refused.
    static let maximumLength = 64 << 20

    let host: String
    let port: Int

    private struct Silence: Error {}

    /// Has the server carry a request out.
    ///
    /// - Throws: Where the server cannot be reached, or does not answer.
    func carryOut(_ request: NIOHTTPServerRequestFull) async throws -> ProxyAnswer {
        let connection = try await connect()
        return try await connection.executeThenClose { answers, requests in
            let body = request.body ?? ByteBuffer()
            var fields = request.head.headers.endToEnd
            fields.add(name: "Connection", value: "close")
            if body.readableBytes > 0 { fields.add(name: "Content-Length", value: "\(body.readableBytes)") }
            let head = HTTPRequestHead(
                version: .http1_1,
                method: request.head.method,
                uri: request.head.uri,
                headers: fields
            )
            try await requests.write(.head(head))
            if body.readableBytes > 0 { try await requests.write(.body(.byteBuffer(body))) }
            try await requests.write(.end(nil))
            for try await answer in answers {
                return ProxyAnswer(
                    status: Int(answer.head.status.code),
                    fields: answer.head.headers.endToEnd,
                    body: answer.body ?? ByteBuffer()
                )
            }
            throw Silence()
        }
    }

    private func connect() async throws -> NIOAsyncChannel<NIOHTTPClientResponseFull, HTTPClientRequestPart> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(NIOHTTPClientResponseAggregator(maxContentLength: Self.maximumLength))
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }
}
