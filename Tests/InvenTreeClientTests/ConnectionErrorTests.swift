import CCurl
import HTTPTypes
import Testing

@testable import InvenTreeClient

@Suite struct EnvironmentProxyTests {
    private static let environment = [
        "http_proxy": "http://user:secret@proxy.ro:3128/", "HTTPS_PROXY": "tls.ro:8080", "HTTP_PROXY": "http://evil.ro",
    ]

    private func proxy(_ scheme: String, _ authority: String, _ environment: [String: String]) -> EnvironmentProxy? {
        EnvironmentProxy(scheme: scheme, authority: authority, environment: environment)
    }

    @Test func `the variable of the scheme names the proxy, all_proxy the one for any scheme`() {
        let http = proxy("http", "inventree.ro:8000", Self.environment)
        #expect(http?.address == "http://user:secret@proxy.ro:3128/")
        #expect(http?.description == "the proxy http://proxy.ro:3128 (http_proxy)")
        let https = proxy("https", "inventree.ro", Self.environment)
        #expect(https?.description == "the proxy http://tls.ro:8080 (HTTPS_PROXY)")
        let socks = proxy("https", "inventree.ro", ["ALL_PROXY": "socks5h://gate:1080"])
        #expect(socks?.description == "the proxy socks5h://gate:1080 (ALL_PROXY)")
        #expect(proxy("http", "inventree.ro", ["HTTP_PROXY": "http://evil.ro"]) == nil)
        #expect(proxy("https", "inventree.ro", ["https_proxy": "", "all_proxy": "x"]) == nil)
    }

    @Test(arguments: ["127.0.0.1:8000", "127.9.9.9", "localhost", "LOCALHOST:80", "a.localhost", "[::1]:8000"])
    func `a server on this computer is asked without a proxy`(authority: String) {
        #expect(proxy("http", authority, Self.environment) == nil)
        #expect(proxy("https", authority, Self.environment) == nil)
    }

    @Test(arguments: [
        ("*", "h.ro", true), ("h.ro", "h.ro:80", true), ("h.ro", "a.h.ro", true), (".h.ro", "a.h.ro", true),
        ("h.ro", "nh.ro", false), ("x.ro, H.RO", "h.ro", true), ("x.ro h.ro", "h.ro", true), ("", "h.ro", false),
        ("10.0.0.7", "10.0.0.7:8000", true), ("10.0.0.0/8", "10.200.3.4", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("192.168.64.0/18", "192.168.127.9", true), ("192.168.64.0/18", "192.168.128.9", false),
        ("10.0.0.0/99", "10.0.0.1", false), ("fd00::/8", "[fd12::1]:80", true), ("fd00::1", "[fd00::2]", false),
        ("10.0.0.0/8", "h.ro", false), ("0.0.0.0/0", "8.8.8.8", true),
    ])
    func `no_proxy exempts domains, addresses and networks`(list: String, authority: String, isExempt: Bool) {
        for name in ["no_proxy", "NO_PROXY"] {
            var environment = Self.environment
            environment[name] = list
            #expect((proxy("http", authority, environment) == nil) == isExempt)
        }
    }
}

/// Real connections; no name under `invalid` is ever found.
@Suite struct ProxyConnectionTests {
    @Test func `loopback is reached although the environment names a proxy`() async throws {
        try await LoopbackServer.run { _ in
            .json(#"{"from":"server"}"#)
        } _: { server in
            try await LoopbackServer.run { _ in
                .json(502, "")
            } _: { proxy in
                let transport = try CurlTransport(configuration: .init(environment: ["http_proxy": proxy.url]))
                #expect(try await transport.send(server.request(), body: nil).response.status == .ok)
                #expect(proxy.requests.isEmpty)
            }
        }
    }

    @Test func `another server is asked through the proxy`() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { proxy in
            let transport = try CurlTransport(configuration: .init(environment: ["http_proxy": proxy.url]))
            let request = HTTPRequest(method: .get, scheme: "http", authority: "inventree.invalid", path: "/api/")
            #expect(try await transport.send(request, body: nil).response.status == .ok)
            #expect(proxy.requests.map(\.target) == ["http://inventree.invalid/api/"])
        }
    }

    @Test func `a proxy that does not respond is named without its password`() async throws {
        let request = HTTPRequest(method: .get, scheme: "https", authority: "inventree.invalid", path: "/api/")
        for (address, words) in [
            (
                "http://user:secret@127.0.0.1:1",
                "no connection to the proxy http://127.0.0.1:1 (https_proxy): nothing listens"
            ),
            (
                "http://user:secret@proxy.invalid:3128",
                "the host name of the proxy http://proxy.invalid:3128 (https_proxy)"
            ),
            (
                "nonsense://user:secret@proxy.invalid:3128",
                "the proxy nonsense://proxy.invalid:3128 (https_proxy) is of an unknown kind: it must look like http://, "
                    + "https://, socks4://, socks4a://, socks5://, socks5h:// with HOST:PORT behind it"
            ),
            ("http://user:secret@proxy.invalid:99999", "(https_proxy) cannot be read: it must look like http://"),
        ] {
            let transport = try CurlTransport(configuration: .init(environment: ["https_proxy": address]))
            let error = try #require(await transport.failure(request))
            #expect(error.message.contains(words), "\(error)")
            #expect(!"\(error)".contains("secret") && !error.requestMayHaveArrived)
        }
    }

    @Test func `a proxy that refuses the tunnel is named with its status`() async throws {
        try await LoopbackServer.run { _ in
            .json(407, "")
        } _: { proxy in
            let transport = try CurlTransport(configuration: .init(environment: ["https_proxy": proxy.url]))
            let request = HTTPRequest(method: .get, scheme: "https", authority: "inventree.invalid", path: "/api/")
            let error = try #require(await transport.failure(request))
            let words = "the proxy \(proxy.url) (https_proxy) refuses a connection to inventree.invalid (status 407)"
            #expect(error.message == words)
        }
    }
}

/// The words for a connection that fails, in place of the library's.
@Suite struct ConnectionWordsTests {
    @Test func `a port without a server is named`() async throws {
        let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:1", path: "/api/")
        let error = try #require(await CurlTransport().failure(request))
        #expect(error.message == "no connection to 127.0.0.1:1: nothing listens there (connection refused)")
    }

    @Test func `an unknown host name is named`() async throws {
        let request = HTTPRequest(method: .get, scheme: "http", authority: "inventree.invalid:8000", path: "/api/")
        let error = try #require(await CurlTransport(configuration: .init(environment: [:])).failure(request))
        #expect(error.message == "the host name of inventree.invalid:8000 is unknown")
    }

    @Test(arguments: [
        (
            CURLE_SSL_CONNECT_ERROR, 0, "error:0A00010B:SSL routines::wrong version number",
            "h.ro does not speak TLS; its port may be one for http://"
        ),
        (CURLE_PEER_FAILED_VERIFICATION, 10, "certificate has expired", "the certificate of h.ro has expired"),
        (CURLE_PEER_FAILED_VERIFICATION, 9, "", "the certificate of h.ro is not valid yet"),
        (
            CURLE_SSL_CONNECT_ERROR, 1, "alert handshake failure",
            "no secure connection to h.ro: alert handshake failure"
        ),
    ])
    func `a secure connection that fails is explained`(
        code: CURLcode,
        verification: Int,
        library: String,
        words: String
    ) {
        let failure = FailureWords(
            code: code,
            server: "h.ro",
            proxy: nil,
            connectTimeout: .seconds(10),
            requestTimeout: .seconds(60),
            wasSent: false,
            systemError: 0,
            proxyStatus: 0,
            verification: verification,
            library: library
        )
        #expect(failure.description == words)
    }

    @Test func `an end without a response and a late response are told apart`() async throws {
        try await LoopbackServer.run {
            $0.path == "/late" ? .hang : .close
        } _: { server in
            let transport = try CurlTransport(configuration: .init(requestTimeout: .seconds(1)))
            let closed = try #require(await transport.failure(server.request()))
            #expect(closed.message == "127.0.0.1:\(server.port) closed the connection without a response")
            let late = try #require(await transport.failure(server.request(.get, "/late")))
            #expect(late.message == "no response from 127.0.0.1:\(server.port) within 1 s")
        }
    }

    @Test func `chunks that are no chunks are named`() async throws {
        try await LoopbackServer.run { _ in
            .bytesThenClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")
        } _: { server in
            let error = try #require(await CurlTransport().failure(server.request()))
            let words = "the response of 127.0.0.1:\(server.port) is not valid HTTP: its chunked encoding is broken"
            #expect(error.message == words)
        }
    }

    @Test func `what is not HTTP is named`() async throws {
        try await LoopbackServer.run { _ in
            .bytesThenClose("SSH-2.0-OpenSSH_9.2\r\n")
        } _: { server in
            let error = try #require(await CurlTransport().failure(server.request()))
            #expect(error.message == "127.0.0.1:\(server.port) does not speak HTTP; its port may be one for https://")
        }
    }
}
