import Foundation
import HTTPTypes
import Subprocess
import SystemPackage
import Testing

@testable import InvenTreeClient

/// A server with a certificate of its own making, by the program `openssl`.
private struct OpenSSLServer {
    static let program = ["/opt/homebrew/bin/openssl", "/usr/local/bin/openssl", "/usr/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let certificate: String
    let port: Int

    var request: HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: "127.0.0.1:\(port)", path: "/")
    }

    /// Runs a server for as long as a test needs it.
    static func run(_ test: (OpenSSLServer) async throws -> Void) async throws {
        let openssl = Executable.path(FilePath(try #require(program)))
        let folder = FileManager.default.temporaryDirectory.appending(path: "invsync-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = folder.appending(path: "certificate.pem").path
        let key = folder.appending(path: "key.pem").path
        let made = try await Subprocess.run(
            openssl,
            arguments: [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=invsync test",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ],
            output: .discarded
        )
        try #require(made.terminationStatus.isSuccess)
        _ = try await Subprocess.run(
            openssl,
            arguments: ["s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() {
                guard let port = line.firstMatch(of: /ACCEPT .*:(\d+)/).flatMap({ Int($0.1) }) else { continue }
                try await test(OpenSSLServer(certificate: certificate, port: port))
                try execution.send(signal: .kill)
            }
        }
    }
}

@Suite(.enabled(if: OpenSSLServer.program != nil, "the program openssl is not installed"))
struct TLSTests {
    @Test func certificateIsCheckedAgainstTheTrustedOnes() async throws {
        try await OpenSSLServer.run { server in
            let distrustful = try CurlTransport()
            let error = await distrustful.failure(server.request)
            #expect(error?.reason == .tls && error?.requestMayHaveArrived == false)
            #expect(error?.message.hasSuffix("is signed by an authority that is not trusted here") == true)

            let trusting = try CurlTransport(configuration: .init(certificateAuthorities: server.certificate))
            #expect(try await trusting.send(server.request, body: nil).response.status == .ok)

            var wrongName = server.request
            wrongName.authority = "localhost:\(server.port)"
            let misnamed = await trusting.failure(wrongName)
            #expect(misnamed?.reason == .tls)
            #expect(misnamed?.message == "the certificate of localhost:\(server.port) is for another host name")
        }
    }

    @Test func aNewConnectionContinuesTheSessionOfAnEarlierOne() async throws {
        try await OpenSSLServer.run { server in
            let transport = try CurlTransport(configuration: .init(certificateAuthorities: server.certificate))
            // The server closes each connection with its answer, which says how the session began.
            let first = try await transport.send(server.request, body: nil)
            #expect(String(decoding: first.body, as: UTF8.self).contains("New, TLS"))
            let second = try await transport.send(server.request, body: nil)
            #expect(String(decoding: second.body, as: UTF8.self).contains("Reused, TLS"))
        }
    }

    @Test func missingFileOfCertificatesIsAnErrorOfTLS() async throws {
        try await OpenSSLServer.run { server in
            let transport = try CurlTransport(configuration: .init(certificateAuthorities: "/nowhere/ca.pem"))
            let error = await transport.failure(server.request)
            #expect(error?.reason == .tls && error?.requestMayHaveArrived == false)
            #expect(error?.message == "the file of trusted certificates cannot be read as PEM")
        }
    }
}
