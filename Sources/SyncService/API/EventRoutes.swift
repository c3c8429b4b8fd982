import HTTPTypes
import Hummingbird
import InvenTreeClient
import InvoiceSync
import NIOCore
import ServiceLifecycle

/// How runs go on, as it happens: Server-Sent Events.
struct EventRoutes: Sendable {
    let scheduler: SyncScheduler
    let gatekeeper: Gatekeeper
    let streams: EventStreams

    /// How often a line says that the connection stands, to whatever lies between.
    static let heartbeat = Duration.seconds(15)

    var routes: [Route] {
        [
            Route(.get, "/api/system/events", for: .visitor) { request, _ in
                _ = try Query(request, allowing: [])
                let headers: HTTPFields = [
                    .contentType: "text/event-stream", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                ]
                if request.method == .head { return Response(status: .ok, headers: headers) }
                let owner = gatekeeper.sessions.session(of: request)?.id.text ?? "token"
                guard streams.hasPlace(for: owner) else {
                    let message = "too many event streams are open: close one"
                    throw APIError(status: .tooManyRequests, code: "too_many", message: message)
                }
                return Response(status: .ok, headers: headers, body: body(for: request, of: owner))
            }
        ]
    }

    /// It ends with the scheduler, with the server, with the session, or when nobody listens any more.
    private func body(for request: Request, of owner: String) -> ResponseBody {
        ResponseBody { writer in
            guard streams.enter(owner) else { return try await writer.finish(nil) }
            defer { streams.leave(owner) }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                // Who reads too slowly misses what lies between, and still gets the end.
                let (frames, send) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(8))
                send.yield(ByteBuffer(string: "retry: 3000\n\n"))
                try await withGracefulShutdownHandler {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await tellOfRuns(send) }
                        group.addTask { await keepAlive(request, send) }
                        for await frame in frames { try await writer.write(frame) }
                        group.cancelAll()
                    }
                } onGracefulShutdown: {
                    send.finish()
                }
            }
            try await writer.finish(nil)
        }
    }

    private func tellOfRuns(_ send: AsyncStream<ByteBuffer>.Continuation) async {
        for await run in scheduler.watch.changes() {
            guard let json = try? run.json() else { continue }
            send.yield(ByteBuffer(string: "event: run\ndata: \(Redactor.redact(json))\n\n"))
        }
        send.finish()
    }

    private func keepAlive(_ request: Request, _ send: AsyncStream<ByteBuffer>.Continuation) async {
        while (try? await scheduler.environment.sleep(Self.heartbeat)) != nil {
            guard (try? await gatekeeper.admit(request, to: .visitor)) != nil else { break }
            send.yield(ByteBuffer(string: ": still there\n\n"))
        }
        send.finish()
    }
}
