import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// A database of its own, by default on the server of all tests.
struct TestDatabase {
    let uri: String

    init() async throws {
        self.init(try await TestServer.shared.value)
    }

    init(
        _ server: TestServer,
        user: String = "",
        name: String = "t" + UUID().uuidString.filter { $0 != "-" },
        options: String = ""
    ) {
        uri = "mongodb://\(user)127.0.0.1:\(server.port)/\(name)?directConnection=true\(options)"
    }

    func store(_ clock: StoreClock = .database()) throws -> MongoInvoiceStore {
        try MongoInvoiceStore(uri: uri, clock: clock)
    }

    /// Documents as another program writes them.
    func insert(_ documents: BSONDocument...) throws {
        try session { session throws(MongoFailure) in
            guard try session.insert(documents, into: "raw_data").isEmpty else {
                throw MongoFailure(.duplicateKey, "two test documents have one _id")
            }
        }
    }

    /// The documents as they are, by their `_id`.
    func contents(of collection: String = "raw_data") throws -> [BSONDocument] {
        try session { session throws(MongoFailure) in
            var documents: [BSONDocument] = []
            try session.aggregate(collection, [["$sort": ["_id": 1]]]) { document throws(MongoFailure) in
                documents.append(document)
                return true
            }
            return documents
        }
    }

    @discardableResult
    func session<Value>(_ body: (MongoSession) throws(MongoFailure) -> Value) throws -> Value {
        try MongoPool(uri: uri, database: nil, size: 1).withSession(isCancelled: { false }, body)
    }
}

extension Array {
    /// The array; nil where there is nothing in it.
    var nonEmpty: Self? { isEmpty ? nil : self }
}

extension BSONDocument {
    /// The document without what the store writes.
    var foreign: BSONDocument {
        BSONDocument(fields: fields.filter { !$0.key.hasPrefix("sync_") })
    }
}

func document(_ name: String) -> RawDocument {
    RawDocument(id: DocumentID(.text(name)), data: ["serie": .text(name)])
}

func request(_ selection: Selection = .pending, limit: Int, owner: String = "A") -> ClaimRequest {
    ClaimRequest(selection: selection, limit: limit, owner: owner, leaseDuration: .seconds(60))
}

let okResult = DocumentResult(
    status: .ok,
    log: SyncLog(timestamp: Date(timeIntervalSince1970: 1_750_000_000), invoices: []),
    fingerprint: "f"
)

/// Gives a folder of its own to a test, and removes it afterwards.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "MongoInvoiceStore-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}

extension BSONValue {
    /// Its bytes, for comparison: two values are the same where these are.
    var bytes: [UInt8] {
        get throws { try (["": self] as BSONDocument).bytes() }
    }
}

let failedResult = DocumentResult(
    status: .failed,
    log: SyncLog(timestamp: Date(timeIntervalSince1970: 1_750_000_000), invoices: [], error: "nothing to read"),
    fingerprint: "f"
)
