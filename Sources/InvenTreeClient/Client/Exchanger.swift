import Foundation
import HTTPTypes
import Logging

/// Carries one request through to its answer: token, attempts, waits, errors, and word to who observes.
final class Exchanger: Sendable {
    private let configuration: InvenTreeClient.Configuration
    private let transport: any HTTPTransport
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double
    private let observer: (any ExchangeObserver)?
    private let logger: Logger
    private let tokens = TokenSource()
    private let queue: RequestQueue

    /// The server that is asked.
    var server: ServerURL { configuration.server }

    /// Where the server keeps the user's own resources.
    let userRoutes = UserRoutes()

    init(
        configuration: InvenTreeClient.Configuration,
        transport: any HTTPTransport,
        observer: (any ExchangeObserver)?,
        clock: any Clock<Duration>,
        jitter: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        self.configuration = configuration
        queue = RequestQueue(configuration.concurrency)
        self.transport = transport
        self.observer = observer
        self.clock = clock
        self.jitter = jitter
        self.logger = logger
    }

    /// How many requests may be under way now.
    var limit: Int { queue.limit }

    /// Sends a request until it has an answer of success, or there is no point in going on.
    func answer(to endpoint: Endpoint) async throws(InvenTreeError) -> HTTPAnswer {
        if let objection = endpoint.objection {
            throw InvenTreeError(.invalidRequest, objection, request: endpoint.request)
        }
        var attempts = RetryPolicy.Attempts()
        var sent = 0
        var isUncertain = false
        var refusedToken: Token?
        while true {
            var token: Token?
            do throws(InvenTreeError) {
                token = try await self.token(for: endpoint, otherThan: refusedToken)
                sent += 1
                return try await exchange(endpoint, token, attempt: sent)
            } catch {
                if error.code == .unauthorized, canRenewToken, refusedToken == nil, let token {
                    refusedToken = token
                    continue
                }
                if error.code == .notFound, endpoint.method == .delete, isUncertain {
                    return HTTPAnswer(response: HTTPResponse(status: .noContent))
                }
                isUncertain = isUncertain || error.mayHaveBeenCarriedOut
                let final = isUncertain ? error.afterUncertainAttempt() : error
                guard
                    let delay = attempts.next(configuration.retryPolicy, after: error, of: endpoint.method, jitter())
                else { throw final }
                logger.info("repeating a request", metadata: ["error": "\(error)", "delay": "\(delay)"])
                do {
                    if error.code == .throttled {
                        try await queue.pause { try await clock.sleep(for: delay) }
                    } else {
                        try await clock.sleep(for: delay)
                    }
                } catch {
                    throw final.cancelledBeforeRepeating()
                }
            }
        }
    }

    private var canRenewToken: Bool {
        if case .password = configuration.credentials { true } else { false }
    }

    private func token(for endpoint: Endpoint, otherThan stale: Token?) async throws(InvenTreeError) -> Token? {
        guard case .token = endpoint.authorization else { return nil }
        switch configuration.credentials {
        case .token(let secret):
            return Token(secret: secret, generation: 0)
        case .password(let username, let password, let tokenName):
            return try await tokens.token(otherThan: stale) { () async throws(InvenTreeError) in
                try await self.fetchToken(tokenName, username, password)
            }
        }
    }

    private func fetchToken(
        _ name: String,
        _ username: String,
        _ password: Secret
    ) async throws(InvenTreeError) -> Secret {
        struct Answer: Decodable {
            let token: String
        }
        return try await userRoutes.answer(for: "token") { route async throws(InvenTreeError) in
            let endpoint = Endpoint(
                .get,
                route,
                query: [QueryItem(name: "name", value: name)],
                authorization: .password(username: username, password)
            )
            let answer = try await self.answer(to: endpoint)
            return Secret(try answer.decoded(Answer.self, of: endpoint).token)
        }
    }

    /// Sends a request once, when it has its turn.
    private func exchange(
        _ endpoint: Endpoint,
        _ token: Token?,
        attempt: Int
    ) async throws(InvenTreeError) -> HTTPAnswer {
        let turn: RequestQueue.Turn
        do {
            turn = try await queue.enter()
        } catch {
            throw InvenTreeError(
                .cancelled,
                "cancelled while waiting for a turn",
                request: endpoint.request,
                cause: error
            )
        }
        var ending = RequestEnding.other
        defer { queue.leave(turn, ending) }
        let permitted = endpoint.isReadOnly ? nil : try await WritePermission.ask?()
        let start = ContinuousClock.now
        let outcome: Result<HTTPAnswer, InvenTreeError>
        do {
            let answer = try await WritePermission.limiting(to: permitted) { () async throws(TransportError) in
                try await transport.send(
                    request(endpoint, token),
                    body: endpoint.body,
                    maximumAnswerSize: endpoint.maximumAnswerSize
                )
            }
            outcome =
                InvenTreeError(answer: answer, to: endpoint).map(Result.failure)
                ?? .success(answer)
        } catch {
            outcome = .failure(InvenTreeError(error, to: endpoint))
        }
        let duration = start.duration(to: .now)
        ending = RequestEnding(outcome, of: endpoint, after: duration)
        report(endpoint, outcome, attempt: attempt, duration: duration, inFlight: turn.inFlight)
        return try outcome.get()
    }

    private func request(_ endpoint: Endpoint, _ token: Token?) -> HTTPRequest {
        var fields: HTTPFields = [.accept: "application/json", .userAgent: configuration.userAgent]
        if endpoint.body != nil {
            fields[.contentType] = "application/json"
        }
        switch endpoint.authorization {
        case .none:
            break
        case .password(let username, let password):
            let pair = Data("\(username):\(password.value)".utf8).base64EncodedString()
            fields[.authorization] = "Basic \(pair)"
        case .token:
            fields[.authorization] = token.map { "Token \($0.secret.value)" }
        }
        return HTTPRequest(
            method: endpoint.method,
            scheme: configuration.server.scheme,
            authority: configuration.server.authority,
            path: configuration.server.basePath + endpoint.target,
            headerFields: fields
        )
    }

    private func report(
        _ endpoint: Endpoint,
        _ outcome: Result<HTTPAnswer, InvenTreeError>,
        attempt: Int,
        duration: Duration,
        inFlight: Int
    ) {
        let status: Int?
        let errorCode: InvenTreeError.Code?
        switch outcome {
        case .success(let answer): (status, errorCode) = (answer.response.status.code, nil)
        case .failure(let error): (status, errorCode) = (error.status, error.code)
        }
        observer?.exchangeEnded(
            Exchange(
                method: endpoint.method.rawValue,
                route: endpoint.route,
                attempt: attempt,
                status: status,
                errorCode: errorCode,
                duration: duration,
                inFlight: inFlight,
                limit: queue.limit
            )
        )
        logger.debug(
            "exchange",
            metadata: [
                "request": "\(endpoint.request)",
                "outcome": "\(errorCode?.rawValue ?? "ok")",
                "status": "\(status.map(String.init) ?? "none")",
                "duration": "\(duration)",
            ]
        )
    }
}

extension RequestEnding {
    /// A connection that ends without an answer is nothing unusual: a worker was replaced
    /// (<doc:ServerBehaviour#Requests-over-HTTP>).
    fileprivate init(_ outcome: Result<HTTPAnswer, InvenTreeError>, of endpoint: Endpoint, after duration: Duration) {
        switch outcome {
        case .success(let answer):
            let kind = RequestKind(endpoint, answerSize: answer.body.count)
            self = .succeeded(kind, seconds: duration / .seconds(1))
        case .failure(let error):
            let isOverloaded =
                [.unreachable, .timeout, .throttled].contains(error.code) || [502, 503, 504].contains(error.status)
            self = isOverloaded ? .overloaded : .other
        }
    }
}

extension HTTPAnswer {
    /// The body as a value.
    func decoded<Value: Decodable>(_ type: Value.Type, of endpoint: Endpoint) throws(InvenTreeError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw InvenTreeError(undecodable: self, to: endpoint, cause: error)
        }
    }
}

extension InvenTreeError {
    fileprivate func cancelledBeforeRepeating() -> InvenTreeError {
        InvenTreeError(
            .cancelled,
            "cancelled while waiting to repeat the request",
            request: request,
            mayHaveBeenCarriedOut: mayHaveBeenCarriedOut,
            cause: self
        )
    }
}
