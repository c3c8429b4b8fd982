import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server on loopback that answers as a test wants it, byte by byte where need be, and remembers what it
/// was asked.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        /// Which request it was of all that the server got, from 1.
        let number: Int

        /// Which connection it came on, from 1.
        let connection: Int
        let method: String
        let target: String
        let fields: [String: String]
        let body: String

        var path: String { String(target.prefix { $0 != "?" }) }
        var query: String { String(target.drop { $0 != "?" }.dropFirst()) }
    }

    enum Reply: Sendable {
        /// A whole answer of JSON, after which the connection stays open.
        case json(Int, String, fields: [String: String] = [:])

        /// These bytes and nothing more; the connection stays open.
        case bytes(String)

        /// These bytes, and the connection is closed.
        case bytesThenClose(String)

        /// Nothing at all.
        case hang

        static func json(_ body: String) -> Reply { .json(200, body) }
        static var close: Reply { .bytesThenClose("") }
    }

    /// What the server does with a request of which only the head has come, and which asks whether to go on.
    enum Interim: Sendable {
        case nothing
        case goOn

        /// Closes the connection without having read the body.
        case close
    }

    typealias Script = @Sendable (Request) -> Reply

    private struct Record {
        var requests: [Request] = []
        var questions = 0
        var connections = 0
        var openConnections = 0
        var mostOpenConnections = 0
    }

    private let record = Mutex(Record())
    private let script: Script
    private let interim: [Interim]
    private let arrivals = AsyncStream<Request>.makeStream()
    private let closings = AsyncStream<Int>.makeStream()
    private let boundPort = Mutex(0)

    /// Runs a server for as long as a test needs it.
    ///
    /// - Parameters:
    ///   - interim: What becomes of the requests that ask whether to go on, by turns.
    ///   - script: How requests are answered.
    ///   - test: What is done with the server.
    /// - Throws: What the test throws.
    static func run(
        whenAsked interim: [Interim] = [.nothing],
        _ script: @escaping Script,
        _ test: (LoopbackServer) async throws -> Void
    ) async throws {
        let server = LoopbackServer(script, interim)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.boundPort.withLock { $0 = channel.localAddress?.port ?? 0 }
        do {
            try await test(server)
        } catch {
            try await channel.close().get()
            throw error
        }
        try await channel.close().get()
    }

    private init(_ script: @escaping Script, _ interim: [Interim]) {
        self.script = script
        self.interim = interim
    }

    var port: Int { boundPort.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { record.withLock { $0.requests } }
    var connections: Int { record.withLock { $0.connections } }
    var mostOpenConnections: Int { record.withLock { $0.mostOpenConnections } }

    /// Waits until a request has arrived that none has waited for before.
    func nextArrival() async -> Request? {
        await arrivals.stream.first { _ in true }
    }

    /// Waits until the client has closed a connection.
    func nextClosing() async -> Int? {
        await closings.stream.first { _ in true }
    }

    fileprivate func opened() -> Int {
        record.withLock { record in
            record.connections += 1
            record.openConnections += 1
            record.mostOpenConnections = max(record.mostOpenConnections, record.openConnections)
            return record.connections
        }
    }

    fileprivate func closed(_ connection: Int) {
        record.withLock { $0.openConnections -= 1 }
        closings.continuation.yield(connection)
    }

    fileprivate func isAskedWhetherToGoOn() -> Interim {
        record.withLock { record in
            defer { record.questions += 1 }
            return interim[record.questions % interim.count]
        }
    }

    fileprivate func reply(to head: Head, body: String, connection: Int) -> Reply {
        let request = record.withLock { record in
            let request = Request(
                number: record.requests.count + 1,
                connection: connection,
                method: head.method,
                target: head.target,
                fields: head.fields,
                body: body
            )
            record.requests.append(request)
            return request
        }
        defer { arrivals.continuation.yield(request) }
        return script(request)
    }
}

/// The head of a request.
private struct Head {
    let method: String
    let target: String
    let fields: [String: String]

    init?(_ text: String) {
        let lines = text.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        method = String(words[0])
        target = String(words[1])
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        self.fields = fields
    }
}

/// One connection of a client's.
private final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let server: LoopbackServer
    private var number = 0
    private var bytes = ByteBuffer()
    private var head: Head?

    init(_ server: LoopbackServer) {
        self.server = server
    }

    func channelActive(context: ChannelHandlerContext) {
        number = server.opened()
    }

    func channelInactive(context: ChannelHandlerContext) {
        server.closed(number)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var new = unwrapInboundIn(data)
        bytes.writeBuffer(&new)
        while let (head, body) = nextRequest(context) {
            perform(server.reply(to: head, body: body, connection: number), context)
        }
    }

    private func nextRequest(_ context: ChannelHandlerContext) -> (Head, String)? {
        if head == nil {
            let view = bytes.readableBytesView
            guard let end = view.firstRange(of: Data("\r\n\r\n".utf8)) else { return nil }
            guard let text = bytes.readString(length: end.lowerBound - view.startIndex) else { return nil }
            bytes.moveReaderIndex(forwardBy: 4)
            head = Head(text)
            if head?.fields["expect"] == "100-continue" { answerInTheMeantime(context) }
        }
        guard let head, let body = bytes.readString(length: Int(head.fields["content-length"] ?? "0") ?? 0) else {
            return nil
        }
        self.head = nil
        return (head, body)
    }

    private func answerInTheMeantime(_ context: ChannelHandlerContext) {
        switch server.isAskedWhetherToGoOn() {
        case .nothing: break
        case .goOn: write("HTTP/1.1 100 Continue\r\n\r\n", context)
        case .close: context.close(promise: nil)
        }
    }

    private func perform(_ reply: LoopbackServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .json(let status, let body, let fields):
            var lines = ["HTTP/1.1 \(status) \(status)", "Content-Type: application/json"]
            lines += fields.map { "\($0.key): \($0.value)" }
            if status != 204 { lines.append("Content-Length: \(body.utf8.count)") }
            write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, context)
        case .bytes(let text):
            write(text, context)
        case .bytesThenClose(let text):
            write(text, context)
            context.close(promise: nil)
        case .hang:
            break
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }
}
