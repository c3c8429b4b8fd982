import CCurl
import Foundation
import HTTPTypes

/// One request on its way through libcurl.
///
/// Known to the loop's thread alone; frees what it holds when let go of.
final class CurlTransfer {
    let job: CurlLoop.Job
    let easy: UnsafeMutableRawPointer

    /// Whether the body waited until the server said that it reads the request.
    let waitedForGoAhead: Bool
    private let buffers: OpaquePointer
    private let configuration: CurlTransport.Configuration
    private let proxy: EnvironmentProxy?
    private var fields: UnsafeMutablePointer<curl_slist>?

    /// Nil when memory is short or libcurl does not take an option.
    ///
    /// - Parameters:
    ///   - job: The request.
    ///   - configuration: How the transport works.
    ///   - goAhead: For how long the body waits for the server to say that it reads this request; nil for not at all.
    init?(_ job: CurlLoop.Job, configuration: CurlTransport.Configuration, goAhead: Duration?) {
        let body = job.body ?? Data()
        let buffers = body.withUnsafeBytes { bytes in
            ccurl_buffers_create(bytes.baseAddress, bytes.count, max(0, job.maximumAnswerSize))
        }
        guard let buffers else { return nil }
        guard let easy = curl_easy_init() else {
            ccurl_buffers_destroy(buffers)
            return nil
        }
        if let deadline = job.sendBefore {
            let left = ContinuousClock.now.duration(to: deadline)
            ccurl_buffers_send_within(buffers, Int64(clamping: Int(left / .nanoseconds(1))))
        }
        self.job = job
        self.easy = easy
        self.buffers = buffers
        self.configuration = configuration
        proxy = EnvironmentProxy(
            scheme: job.request.scheme ?? "",
            authority: job.request.authority ?? "",
            environment: configuration.environment
        )
        waitedForGoAhead = goAhead != nil && !body.isEmpty
        let codes =
            [ccurl_buffers_attach(buffers, easy)] + setTarget() + setLimits(configuration)
            + setMethod(bodySize: body.count) + setFields(goAhead: waitedForGoAhead ? goAhead : nil)
        guard codes.allSatisfy({ $0 == CURLE_OK }) else { return nil }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(fields)
        ccurl_buffers_destroy(buffers)
    }

    private func setTarget() -> [CURLcode] {
        let request = job.request
        let url = "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "/")"
        return [
            ccurl_set_text(easy, CURLOPT_URL, url),
            ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1),
            ccurl_set_text(easy, CURLOPT_DEFAULT_PROTOCOL, "https"),
            // An empty text keeps libcurl from reading the environment.
            ccurl_set_text(easy, CURLOPT_PROXY, proxy?.address ?? ""),
            ccurl_set_text(easy, CURLOPT_NOPROXY, ""),
        ]
    }

    private func setLimits(_ configuration: CurlTransport.Configuration) -> [CURLcode] {
        var codes = [
            ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            // One request to a connection at a time is all that the server does, and all that is wanted here.
            ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds),
            ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, configuration.requestTimeout.wholeMilliseconds),
            // libcurl compares whole seconds, rounded down, and drops what is over: with 0 what is 1 second old.
            ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, max(0, configuration.maximumIdleTime.wholeSeconds - 1)),
            // Of the age since it was made 0 is no limit.
            ccurl_set_long(
                easy,
                CURLOPT_MAXLIFETIME_CONN,
                max(1, configuration.maximumAge(scheme: job.request.scheme).wholeSeconds - 1)
            ),
        ]
        if let path = configuration.certificateAuthorities {
            // Without a folder of certificates none of the system's is trusted besides.
            codes += [
                ccurl_set_text(easy, CURLOPT_CAINFO, path),
                ccurl_set_text(easy, CURLOPT_CAPATH, nil),
            ]
        }
        return codes
    }

    /// A request that changes something and has no body gets a connection of its own: on a used one that turned out
    /// dead, libcurl would send it again. (Of those with a body the buffers take care.)
    private func setMethod(bodySize: Int) -> [CURLcode] {
        let method = job.request.method
        guard bodySize > 0 || [.post, .patch, .put].contains(method) else {
            return switch method {
            case .get: [ccurl_set_long(easy, CURLOPT_HTTPGET, 1)]
            case .head: [ccurl_set_long(easy, CURLOPT_NOBODY, 1)]
            default:
                [
                    ccurl_set_text(easy, CURLOPT_CUSTOMREQUEST, method.rawValue),
                    ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, method == .options ? 0 : 1),
                ]
            }
        }
        return [
            ccurl_set_long(easy, CURLOPT_POST, 1),
            ccurl_set_text(easy, CURLOPT_CUSTOMREQUEST, method.rawValue),
            ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bodySize)),
            ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, bodySize == 0 ? 1 : 0),
        ]
    }

    private func setFields(goAhead: Duration?) -> [CURLcode] {
        // A name without a value keeps libcurl from sending the field that it would send of its own accord.
        var lines = [goAhead == nil ? "Expect:" : "Expect: 100-continue"]
        if job.request.headerFields[.contentType] == nil {
            lines.append("Content-Type:")
        }
        lines += job.request.headerFields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines {
            guard let longer = curl_slist_append(fields, line) else { return [CURLE_OUT_OF_MEMORY] }
            fields = longer
        }
        return [
            ccurl_set_list(easy, CURLOPT_HTTPHEADER, fields),
            ccurl_set_long(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, (goAhead ?? .zero).wholeMilliseconds),
        ]
    }

    /// Whether the server may have received all of the request: its head was written, and its body read to the end.
    var requestMayHaveArrived: Bool {
        ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0 && ccurl_buffers_body_was_read(buffers)
    }

    /// Whether the server said that it reads this request.
    var wasToldToGoAhead: Bool { ccurl_buffers_was_told_to_continue(buffers) }

    /// What the ended transfer came to.
    func outcome(_ code: CURLcode) -> Result<HTTPAnswer, TransportError> {
        guard code == CURLE_OK || ccurl_buffers_answer_was_cut(buffers) else {
            if ccurl_buffers_was_too_late(buffers) { return .failure(.tooLate) }
            return .failure(
                TransportError(
                    answerIsTooLong(code) ? .badAnswer : TransportError.Reason(code),
                    message: answerIsTooLong(code) ? "the answer is too long" : words(for: code),
                    requestMayHaveArrived: requestMayHaveArrived
                )
            )
        }
        let head = Self.bytes(ccurl_buffers_head, of: buffers)
        // libcurl takes a connection that is closed amid the head for the end of an answer.
        guard head.suffix(2) == Data("\r\n".utf8), head.dropLast(2).last == UInt8(ascii: "\n") else {
            let message = "the connection was closed amid the answer's head"
            return .failure(TransportError(.connectionLost, message: message, requestMayHaveArrived: true))
        }
        guard let response = HTTPResponse(head: head) else {
            return .failure(TransportError(.badAnswer, message: "the answer is no HTTP", requestMayHaveArrived: true))
        }
        return .success(HTTPAnswer(response: response, body: Self.bytes(ccurl_buffers_answer, of: buffers)))
    }

    /// libcurl says of a line of the head without end that memory is short.
    private func answerIsTooLong(_ code: CURLcode) -> Bool {
        let isUnderWay = ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0
        return ccurl_buffers_answer_was_too_long(buffers) || (code == CURLE_OUT_OF_MEMORY && isUnderWay)
    }

    private func words(for code: CURLcode) -> String {
        var library = String(cString: ccurl_buffers_error(buffers))
        // libcurl repeats an address that it cannot read, with its password.
        if let proxy { library = library.replacing(proxy.address, with: proxy.description) }
        return FailureWords(
            code: code,
            server: job.request.authority ?? "",
            proxy: proxy,
            connectTimeout: configuration.connectTimeout,
            requestTimeout: configuration.requestTimeout,
            wasSent: ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0,
            systemError: Int32(truncatingIfNeeded: ccurl_get_long(easy, CURLINFO_OS_ERRNO)),
            proxyStatus: ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE),
            verification: ccurl_get_long(easy, CURLINFO_SSL_VERIFYRESULT),
            library: library.isEmpty ? code.words : library
        ).description
    }

    private static func bytes(
        _ read: (OpaquePointer, UnsafeMutablePointer<Int>) -> UnsafePointer<UInt8>?,
        of buffers: OpaquePointer
    ) -> Data {
        var count = 0
        guard let start = read(buffers, &count) else { return Data() }
        return Data(bytes: start, count: count)
    }
}

extension TransportError {
    static var tooLate: TransportError {
        TransportError(.cancelled, message: "the permission to send it has ended", requestMayHaveArrived: false)
    }
}

extension CURLcode {
    fileprivate var words: String { curl_easy_strerror(self).map { String(cString: $0) } ?? "error \(rawValue)" }
}

extension TransportError.Reason {
    fileprivate init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY,
            CURLE_INTERFACE_FAILED:
            self = .unreachable
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            self = .badAnswer
        case CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY:
            self = .invalidRequest
        default:
            self = .connectionLost
        }
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int { Int(clamping: components.seconds) }

    fileprivate var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}

extension HTTPResponse {
    /// Reads the status line and the field lines of an answer; nil when it does not begin with a status line.
    init?(head: Data) {
        let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let statusLine = lines.first?.split(separator: " ", maxSplits: 2), statusLine.count >= 2,
            let code = Int(statusLine[1]), (100...999).contains(code)
        else { return nil }
        var fields = HTTPFields()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            fields.append(HTTPField(name: name, value: parts[1].trimmingCharacters(in: .whitespaces)))
        }
        self.init(status: Status(code: code), headerFields: fields)
    }
}
