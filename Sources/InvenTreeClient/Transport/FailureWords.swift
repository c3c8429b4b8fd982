import CCurl
import Foundation
import HTTPTypes

/// The facts that libcurl has about a failed transfer, and their description for people.
struct FailureWords {
    let code: CURLcode

    /// The server's host, with the port if one was given.
    let server: String
    let proxy: EnvironmentProxy?
    let connectTimeout: Duration
    let requestTimeout: Duration

    /// A Boolean value that indicates whether the head of the request was sent.
    let wasSent: Bool

    /// The error number of the failed system call; 0 for none.
    let systemError: Int32

    /// The status that a proxy answered to the wish for a tunnel; 0 for none.
    let proxyStatus: Int

    /// OpenSSL's result of the certificate's verification.
    let verification: Int

    /// libcurl's own words.
    let library: String

    var description: String {
        switch code {
        case _ where proxy?.isOfUnknownKind == true: "\(peer) is of an unknown kind: \(EnvironmentProxy.rule)"
        case _ where proxy != nil && library.hasPrefix("Unsupported proxy syntax"):
            "the address of \(peer) cannot be read: \(EnvironmentProxy.rule)"
        case _ where library.contains("chunked-encoding"):
            "the response of \(route) is not valid HTTP: its chunked encoding is broken"
        case CURLE_COULDNT_RESOLVE_HOST: "the host name of \(server) is unknown"
        case CURLE_COULDNT_RESOLVE_PROXY: "the host name of \(proxy?.description ?? "the proxy") is unknown"
        case CURLE_COULDNT_CONNECT where proxyStatus < 300: "no connection to \(peer): \(systemWords ?? library)"
        case CURLE_OPERATION_TIMEDOUT where wasSent: "no response from \(route) within \(requestTimeout.inSeconds)"
        case CURLE_OPERATION_TIMEDOUT: "no connection to \(route) within \(connectTimeout.inSeconds)"
        case _ where proxyStatus >= 300: "\(peer) refuses a connection to \(server) (status \(proxyStatus))"
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE: secureConnectionWords
        case CURLE_GOT_NOTHING: "\(route) closed the connection without a response"
        case CURLE_PARTIAL_FILE: "\(route) closed the connection amid its response"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR: "the connection to \(route) broke: \(systemWords ?? library)"
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            "\(server) does not speak HTTP; its port may be one for https://"
        default: "\(route): \(library)"
        }
    }

    /// The other end of the connection.
    private var peer: String { proxy?.description ?? server }

    /// The server, and the way to it.
    private var route: String { server + (proxy.map { " through \($0.description)" } ?? "") }

    private var systemWords: String? {
        switch systemError {
        case 0: nil
        case ECONNREFUSED: "nothing listens there (connection refused)"
        case ECONNRESET, EPIPE: "it was closed by the other end"
        case EHOSTUNREACH, ENETUNREACH: "the network does not reach it"
        case ETIMEDOUT: "it does not respond"
        default: String(cString: strerror(systemError))
        }
    }

    private var secureConnectionWords: String {
        if code == CURLE_SSL_CACERT_BADFILE { return "the file of trusted certificates cannot be read as PEM" }
        let isPlain = ["wrong version number", "packet length too long"].contains { library.contains($0) }
        if isPlain { return "\(server) does not speak TLS; its port may be one for http://" }
        if library.contains("target host name") { return "the certificate of \(server) is for another host name" }
        return switch verification {
        case 9: "the certificate of \(server) is not valid yet"
        case 10: "the certificate of \(server) has expired"
        case 18...21: "the certificate of \(server) is signed by an authority that is not trusted here"
        default: "no secure connection to \(route): \(library)"
        }
    }
}

extension Duration {
    fileprivate var inSeconds: String {
        let (seconds, attoseconds) = components
        return seconds > 0 ? "\(seconds) s" : "\(attoseconds / 1_000_000_000_000_000) ms"
    }
}
