import NIOCore
import NIOHTTP1
import NIOPosix

/// A client's connection to the proxy.
struct ClientConnection: Sendable {
    let channel: any Channel

    var id: ObjectIdentifier { ObjectIdentifier(channel) }

    /// Ends the connection the hard way: the client sees a reset.
    func cut() {
        guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }

    /// Sends a whole answer.
    ///
    /// A client that is gone does not get it, and that is all.
    func send(_ answer: ProxyAnswer, to request: NIOHTTPServerRequestFull) async {
        let head = answer.head(length: answer.body.readableBytes, version: request.head.version)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(answer.body)), promise: nil)
        try? await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
        if !request.head.isKeepAlive { try? await channel.close().get() }
    }

    /// Sends the first half of an answer's body under a head that promises more than all of it, and ends the connection.
    func sendHalf(of answer: ProxyAnswer) async {
        let length = answer.body.readableBytes
        let half = answer.body.getSlice(at: answer.body.readerIndex, length: length / 2) ?? ByteBuffer()
        let head = answer.head(length: length + 10, version: .http1_1)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        try? await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(half))).get()
        try? await channel.close().get()
    }
}

/// Hands requests over to the proxy.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPServerRequestFull

    private let proxy: FaultProxy

    init(_ proxy: FaultProxy) {
        self.proxy = proxy
    }

    func channelActive(context: ChannelHandlerContext) {
        proxy.opened(ClientConnection(channel: context.channel))
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        proxy.closed(ClientConnection(channel: context.channel))
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        proxy.arrived(unwrapInboundIn(data), on: ClientConnection(channel: context.channel))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
