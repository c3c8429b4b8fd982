import Foundation
import HTTPTypes
import Testing

@testable import InvenTreeClient

/// A server with a certificate of its own making, by the program `openssl`.
private final class OpenSSLServer {
    static let program = ["/opt/homebrew/bin/openssl", "/usr/local/bin/openssl", "/usr/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let certificate: String
    let port: Int
    private let folder: URL
    private let process: Process

    private init(program: String) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "invsync-tls-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "certificate.pem").path
        let key = folder.appending(path: "key.pem").path
        let maker = Self.process(
            program,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=invsync test",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ]
        )
        try await withCheckedThrowingContinuation { continuation in
            maker.terminationHandler = { maker in
                if maker.terminationStatus == 0 {
                    continuation.resume()
                } else {
                    continuation.resume(throwing: Missing())
                }
            }
            do { try maker.run() } catch { continuation.resume(throwing: error) }
        }

        process = Self.process(
            program,
            ["s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate, "-key", key]
        )
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var said = ""
        var port: Int?
        while port == nil, !said.hasSuffix("ACCEPT\n"), let more = try output.fileHandleForReading.read(upToCount: 1) {
            said += String(decoding: more, as: UTF8.self)
            port = said.firstMatch(of: /ACCEPT .*:(\d+)\n/).flatMap { Int($0.1) }
        }
        self.port = try #require(port)
    }

    /// Runs a server for as long as a test needs it.
    static func run(_ test: (OpenSSLServer) async throws -> Void) async throws {
        let server = try await OpenSSLServer(program: #require(program))
        defer { server.stop() }
        try await test(server)
    }

    private func stop() {
        // Not terminate(): a child may have inherited a mask that keeps SIGTERM from it.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func process(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    var request: HTTPRequest {
        HTTPRequest(method: .get, scheme: "https", authority: "127.0.0.1:\(port)", path: "/")
    }
}

@Suite(.enabled(if: OpenSSLServer.program != nil, "the program openssl is not installed"))
struct TLSTests {
    @Test func certificateIsCheckedAgainstTheTrustedOnes() async throws {
        try await OpenSSLServer.run { server in
            let distrustful = try CurlTransport()
            let error = await distrustful.failure(server.request)
            #expect(error?.reason == .tls && error?.requestMayHaveArrived == false)

            let trusting = try CurlTransport(configuration: .init(certificateAuthorities: server.certificate))
            #expect(try await trusting.send(server.request, body: nil).response.status == .ok)

            var wrongName = server.request
            wrongName.authority = "localhost:\(server.port)"
            #expect(await trusting.failure(wrongName)?.reason == .tls)
        }
    }

    @Test func missingFileOfCertificatesIsAnErrorOfTLS() async throws {
        try await OpenSSLServer.run { server in
            let transport = try CurlTransport(configuration: .init(certificateAuthorities: "/nowhere/ca.pem"))
            let error = await transport.failure(server.request)
            #expect(error?.reason == .tls && error?.requestMayHaveArrived == false)
        }
    }
}
