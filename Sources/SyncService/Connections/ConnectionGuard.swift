import NIOCore
import NIOHTTP1

/// Holds one connection to the limits: deadlines for head, body and reading, one `Host`, and no body that nobody reads.
///
/// It stands right behind the HTTP decoder and counts requests, which a client may send before it has the responses.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: ConnectionLimits
    private let table: ConnectionTable
    private var heads = 0
    private var ends = 0
    private var responses = 0
    private var isBusy = false
    private var isOpen = false
    /// The bytes discarded since the response to a request whose body was not read; `nil` before.
    private var discarded: Int?
    private var deadline: Scheduled<Void>?

    init(_ limits: ConnectionLimits, _ table: ConnectionTable) {
        (self.limits, self.table) = (limits, table)
    }

    // MARK: Opening and closing

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { open(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        open(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        table.remove(context.channel)
        context.fireChannelInactive()
    }

    private func open(_ context: ChannelHandlerContext) {
        guard !isOpen else { return }
        isOpen = true
        close(context, after: limits.head)
        table.add(context.channel)
    }

    private func close(_ context: ChannelHandlerContext, after time: TimeAmount) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    private func noteWork(_ context: ChannelHandlerContext) {
        let isBusy = ends > responses && context.channel.isWritable && discarded == nil
        guard isBusy != self.isBusy else { return }
        self.isBusy = isBusy
        table.note(context.channel, isBusy: isBusy)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if discarded != nil { return discard(part, context) }
        switch part {
        case .head(let head):
            guard head.headers["host"].count == 1 else { return refuse(context) }
            heads += 1
            close(context, after: limits.body)
        case .body: break
        case .end:
            ends += 1
            if context.channel.isWritable { deadline?.cancel() }
        }
        noteWork(context)
        context.fireChannelRead(data)
    }

    private func discard(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        guard case .body(let bytes) = part else { return }
        discarded = (discarded ?? 0) + bytes.readableBytes
        if (discarded ?? 0) > limits.discarded { context.close(promise: nil) }
    }

    /// Refuses a request that may be meant for another host (RFC 9112, section 3.2).
    private func refuse(_ context: ChannelHandlerContext) {
        // Responses keep the order of the requests.
        guard heads == responses else { return context.close(promise: nil) }
        let body = #"{"error":{"code":"invalid_request","message":"a request must have one Host field"}}"#
        let fields: HTTPHeaders = [
            "Content-Type": "application/json", "Content-Length": "\(body.utf8.count)", "Connection": "close",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        linger(context)
    }

    // MARK: Responses

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // The request of this response is still on its way.
        let isUnread = ends <= responses
        switch unwrapOutboundIn(data) {
        case .head(var head) where isUnread && head.status.code >= 200:
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end:
            responses += 1
            context.write(data, promise: promise)
            if isUnread { linger(context) }
            noteWork(context)
        default:
            context.write(data, promise: promise)
        }
    }

    /// Closes the connection when the client has had the time to read the response.
    private func linger(_ context: ChannelHandlerContext) {
        discarded = 0
        close(context, after: limits.linger)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if discarded == nil {
            if !context.channel.isWritable {
                close(context, after: limits.reading)
            } else if heads > ends {
                close(context, after: limits.body)
            } else {
                deadline?.cancel()
            }
        }
        noteWork(context)
        context.fireChannelWritabilityChanged()
    }
}

/// Puts a ``ConnectionGuard`` into the pipeline of a connection, where Hummingbird adds handlers behind those of HTTP.
final class ConnectionGuardInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let limits: ConnectionLimits
    private let table: ConnectionTable

    init(_ limits: ConnectionLimits, _ table: ConnectionTable) {
        (self.limits, self.table) = (limits, table)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            let pipeline = context.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ConnectionGuard(limits, table), position: .after(decoder))
        } catch {
            // A connection without bounds would be worse than none.
            context.close(promise: nil)
        }
    }
}
