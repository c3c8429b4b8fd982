import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

@Suite struct ConnectionTests {
    @Test func aServerThatIsKilledIsATransientFailureAndNothingIsLost() async throws {
        try await withTemporaryFolder { folder in
            let server = try await TestServer(folder: folder)
            let database = TestDatabase(server, options: "&serverSelectionTimeoutMS=3000")
            let store = try database.store()
            _ = try await store.insert([document("a"), document("b")])
            let claimed = try await store.claim(request(limit: 1))
            #expect(try await store.complete(claimed[0].lease, with: okResult))

            try server.kill()
            let error = await #expect(throws: SyncError.self) { _ = try await store.claim(request(limit: 1)) }
            #expect(error?.code == .storeUnavailable)
            #expect(error?.isTransient == true, "\(String(describing: error))")
            let restarted = try await TestServer(folder: folder, port: server.port)
            #expect(try await store.counts().ok == 1)
            #expect(try await store.claim(request(limit: 2)).map(\.document.id) == [DocumentID("b")])
            try restarted.kill()
        }
    }

    @Test func passwordsAndRightsAreTheServersToJudge() async throws {
        try await withTemporaryFolder { folder in
            let open = try await TestServer(folder: folder)
            try TestDatabase(open, name: "shop").session { session throws(MongoFailure) in
                for (user, role) in [("writer", "readWrite"), ("reader", "read")] {
                    try session.write(
                        ["createUser": .string(user), "pwd": "s3cr3t", "roles": [.string(role)]]
                    )
                }
            }
            try open.kill()
            let server = try await TestServer(folder: folder, options: ["--auth"])

            let store = try TestDatabase(server, user: "writer:s3cr3t@", name: "shop").store()
            #expect(try await store.insert([document("a")]).new == 1)
            let refused = ["writer:wr0ng@", "nobody:s3cr3t@", "reader:s3cr3t@", ""]
            for user in refused {
                let store = try TestDatabase(server, user: user, name: "shop").store()
                let error = await #expect(throws: SyncError.self) { _ = try await store.claim(request(limit: 1)) }
                let reason =
                    user.hasPrefix("reader") || user.isEmpty ? "may not" : "refuses the user name or the password"
                #expect(error?.message.contains(reason) == true, "\(user): \(String(describing: error))")
                #expect(error?.isTransient == false)
                expectNoSecret(error)
            }
            try server.kill()
        }
    }

    @Test func aCertificateIsChecked() async throws {
        try await withTemporaryFolder { folder in
            let certificate = folder + "/certificate.pem"
            let maker = Process()
            maker.executableURL = URL(filePath: "/usr/bin/env")
            maker.arguments =
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1"
                .split(separator: " ").map(String.init) + ["-keyout", folder + "/key.pem", "-out", certificate]
            maker.standardError = FileHandle.nullDevice
            try maker.run()
            maker.waitUntilExit()
            try #require(maker.terminationStatus == 0, "openssl makes a certificate")
            let options = ["--tls-cert-file", certificate, "--tls-key-file", folder + "/key.pem"]
            let server = try await TestServer(options: options)

            let trusting = try TestDatabase(server, options: "&tls=true&tlsCAFile=\(certificate)").store()
            #expect(try await trusting.insert([document("a")]).new == 1)
            for options in ["&tls=true", ""] {
                let store = try TestDatabase(server, options: "\(options)&serverSelectionTimeoutMS=1000").store()
                let error = await #expect(throws: SyncError.self) { _ = try await store.counts() }
                #expect(error?.code == .storeUnavailable)
            }
            try server.kill()
        }
    }

    @Test func aServerThatIsNotThereIsATransientFailureThatNamesItsHostsAlone() async throws {
        let uri = "mongodb://mallory:s3cr3t@127.0.0.1:1,127.0.0.1:2/shop?replicaSet=rs&serverSelectionTimeoutMS=300"
        let store = try MongoInvoiceStore(uri: uri)
        let error = await #expect(throws: SyncError.self) { _ = try await store.counts() }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.isTransient == true)
        #expect(error?.message.contains("“127.0.0.1:1,127.0.0.1:2/shop.raw_data”") == true)
        expectNoSecret(error)
    }

    @Test(arguments: [
        "", "s3cr3t", "http://mallory:s3cr3t@host/shop", "mongodb://mallory:s3cr3t@host:port/shop",
        "mongodb://mallory:s3cr3t@host", "mongodb://mallory:s3cr3t@host/", "mongodb://mal@lory:s3cr3t@host/shop",
        "mongodb://mallory:s3cr3t@host/shop?tls=true&tlsCAFile=/s3cr3t&tlsInsecure=true&tlsAllowInvalidHostnames=true",
    ])
    func aURIThatCannotBeUsedIsRefusedAtOnceAndNotTold(_ uri: String) {
        let error = #expect(throws: SyncError.self) { _ = try MongoInvoiceStore(uri: uri) }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.isTransient == false)
        expectNoSecret(error)
    }

    @Test func theDatabaseIsTheURIsUnlessAnotherIsNamed() async throws {
        let database = try await TestDatabase()
        let other = "u" + UUID().uuidString.filter { $0 != "-" }
        let store = try MongoInvoiceStore(uri: database.uri, database: other, collection: "invoices")
        _ = try await store.insert([document("a")])
        #expect(try database.contents(of: "invoices").isEmpty)
        #expect(try await store.counts().pending == 1)
        #expect(try await database.store().counts().total == 0)
    }

    private func expectNoSecret(_ error: SyncError?) {
        var said = String(describing: error?.cause)
        dump(error, to: &said)
        for secret in ["s3cr3t", "wr0ng", "mallory", "writer", "nobody"] {
            #expect(!said.contains(secret))
        }
    }
}
