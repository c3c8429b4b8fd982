import Foundation
import InvoiceSync
import Testing

@testable import SyncService

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Somebody with a browser that runs no scripts, and follows where it is sent only when told to.
final class Visitor {
    let service: Service
    var cookie: String?

    /// A page.
    struct Page {
        let status: Int
        let headers: [String: String]
        let html: String

        /// What its forms send.
        var formToken: String? {
            html.firstMatch(of: /name="form_token" value="([0-9a-f]+)"/).map { String($0.1) }
        }

        func shows(_ text: String) -> Bool { html.contains(text) }
    }

    init(_ service: Service) {
        self.service = service
    }

    /// Somebody who has signed in.
    static func signedIn(_ service: Service) async throws -> Visitor {
        let visitor = Visitor(service)
        let answer = try await visitor.send("/login", ["admin_token": Service.token])
        #expect(answer.status == 303)
        return visitor
    }

    /// Looks at a page.
    func look(_ path: String = "/", headers: [String: String] = [:]) async throws -> Page {
        try await ask("GET", path, nil, headers)
    }

    /// Sends a form of the overview, with its token.
    func press(_ path: String, _ fields: [String: String] = [:]) async throws -> Page {
        let token = try #require(try await look().formToken)
        return try await send(path, fields.merging(["form_token": token]) { given, _ in given })
    }

    /// Sends a form with these fields alone.
    func send(_ path: String, _ fields: [String: String], headers: [String: String] = [:]) async throws -> Page {
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        let type = ["Content-Type": "application/x-www-form-urlencoded"]
        return try await ask("POST", path, body.joined(separator: "&"), type.merging(headers) { $1 })
    }

    private func ask(_ method: String, _ path: String, _ body: String?, _ headers: [String: String]) async throws
        -> Page
    {
        var request = URLRequest(url: try #require(URL(string: service.url.absoluteString + path)))
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let cookie { request.setValue(cookie, forHTTPHeaderField: "Cookie") }
        let (data, response) = try await Self.session.data(for: request)
        let answer = try #require(response as? HTTPURLResponse)
        var fields: [String: String] = [:]
        for (name, value) in answer.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
        if let set = fields["set-cookie"] { cookie = String(set.prefix { $0 != ";" }) }
        return Page(status: answer.statusCode, headers: fields, html: String(decoding: data, as: UTF8.self))
    }

    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        return URLSession(configuration: configuration, delegate: StayingPut(), delegateQueue: nil)
    }()
}

/// Follows no redirection.
private final class StayingPut: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

/// An answer that comes bit by bit: Server-Sent Events, each as it was sent.
final class Events: NSObject, URLSessionDataDelegate {
    /// The events; it ends with the answer.
    let frames: AsyncStream<String>
    private let send: AsyncStream<String>.Continuation

    private override init() {
        (frames, send) = AsyncStream.makeStream(of: String.self)
    }

    /// Listens until the answer ends, or the body does.
    static func listen(
        to service: Service,
        headers: [String: String],
        _ body: (inout AsyncStream<String>.Iterator) async throws -> Void
    ) async throws {
        let events = Events()
        let session = URLSession(configuration: .ephemeral, delegate: events, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        var request = URLRequest(url: service.url.appending(path: "/api/system/events"))
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        session.dataTask(with: request).resume()
        var iterator = events.frames.makeAsyncIterator()
        try await body(&iterator)
    }

    /// The server writes one event at a time, and loopback keeps what is so small in one piece.
    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let text = String(decoding: data, as: UTF8.self)
        for frame in text.split(separator: "\n\n") { send.yield(String(frame)) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        send.finish()
    }
}

/// Runs a test with a service that has looked at its job, in a time that the test moves: nothing comes due in between.
func withStillService(
    token: AccessToken? = try? AccessToken(Service.token),
    run: (@Sendable (RunRequest) async throws(SyncError) -> RunReport)? = nil,
    body: (Service, FakeTime) async throws -> Void
) async throws {
    let time = try FakeTime()
    try await withService(token: token, run: run, environment: time.environment()) { service in
        await time.sleepers(1)
        try await body(service, time)
    }
}
