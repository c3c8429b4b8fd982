import FGOModels
import Foundation
import InvoiceSync
import Subprocess
import Testing

@testable import MongoInvoiceStore

@Suite struct ConnectionTests {
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
            await open.kill()
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
            await server.kill()
        }
    }

    @Test func aPasswordOfSpecialCharactersIsGivenAsAURIHasIt() async throws {
        try await withTemporaryFolder { folder in
            let open = try await TestServer(folder: folder)
            try TestDatabase(open, name: "shop").session { session throws(MongoFailure) in
                try session.write(["createUser": "us@er", "pwd": "p@:/?#[]%&=+ ș", "roles": ["readWrite"]])
            }
            await open.kill()
            let server = try await TestServer(folder: folder, options: ["--auth"])
            let user = "us%40er:p%40%3A%2F%3F%23%5B%5D%25%26%3D%2B%20%C8%99@"
            for options in ["", "&authMechanism=SCRAM-SHA-256"] {
                let store = try TestDatabase(server, user: user, name: "shop", options: options).store()
                #expect(try await store.counts().total == 0)
            }
            await server.kill()
        }
    }

    @Test func theReplicaSetOfTheURIIsTheServers() async throws {
        let server = try await TestServer.shared.value
        let uri = "mongodb://127.0.0.1:\(server.port)/r\(UUID())?serverSelectionTimeoutMS=500&replicaSet="
        let store = try MongoInvoiceStore(uri: uri + "secantus")
        #expect(try await store.insert([document("a")]).new == 1)
        #expect(try await store.claim(request(limit: 1)).count == 1)

        let other = try MongoInvoiceStore(uri: uri + "another")
        let error = await #expect(throws: SyncError.self) { _ = try await other.counts() }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.isTransient == true, "the servers of that name may be away")
    }

    @Test func aCertificateIsChecked() async throws {
        try await withTemporaryFolder { folder in
            let certificate = folder + "/certificate.pem"
            let arguments =
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1"
                .split(separator: " ").map(String.init) + ["-keyout", folder + "/key.pem", "-out", certificate]
            let maker = try await Subprocess.run(.name("openssl"), arguments: .init(arguments), output: .discarded)
            try #require(maker.terminationStatus.isSuccess, "openssl makes a certificate")
            let options = ["--tls-cert-file", certificate, "--tls-key-file", folder + "/key.pem"]
            let server = try await TestServer(options: options)

            let trusting = try TestDatabase(server, options: "&tls=true&tlsCAFile=\(certificate)").store()
            #expect(try await trusting.insert([document("a")]).new == 1)
            for options in ["&tls=true", ""] {
                let store = try TestDatabase(server, options: "\(options)&serverSelectionTimeoutMS=1000").store()
                let error = await #expect(throws: SyncError.self) { _ = try await store.counts() }
                #expect(error?.code == .storeUnavailable)
            }
            await server.kill()
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
