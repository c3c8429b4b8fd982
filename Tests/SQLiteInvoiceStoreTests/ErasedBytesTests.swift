import FGOModels
import Foundation
import GRDB
import InvoiceSync
import Testing

@testable import SQLiteInvoiceStore

/// What an erasure leaves in the files.
@Suite struct ErasedBytesTests {
    /// Whether a word is anywhere in the file or in those beside it, also where SQLite keeps nothing.
    private func holds(_ word: String, _ folder: String) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: folder).contains { name in
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
            return data.range(of: Data(word.utf8)) != nil
        }
    }

    /// Puts a name into every place that has one.
    private func fill(_ store: SQLiteInvoiceStore) async throws {
        let key = DirectoryKey(server: "s", kind: .customer, name: "is xaverius quirinal")
        let memo = #"{"pk":1,"name":"Xaverius Quirinal","active":true,"tax_id":"","email":"","is_customer":true}"#
        try await store.remember([DirectoryEntry(key: key, value: memo)])
        _ = try await store.insert((1...30).map { document("\($0)") })
        let claimed = try await store.claim(request(limit: 30))
        // Long enough to fill pages of its own, which are free afterwards.
        let error = String(repeating: "the customer Xaverius Quirinal is refused; ", count: 400)
        for document in claimed.dropLast() {
            let log = SyncLog(timestamp: Date(), invoices: [], error: error)
            let result = DocumentResult(status: .failed, log: log, fingerprint: "f")
            _ = try await store.complete(document.lease, with: result)
        }
        let last = try #require(claimed.last)
        _ = try await store.release(last.lease, retry: Retry(attempts: 1, delay: .seconds(60), reason: error))
        var record = LedgerRecord(
            invoice: "SERIE=F;NUMAR=1",
            document: DocumentID("1"),
            received: ReceivedTime(microseconds: 1),
            fingerprint: "f",
            result: .ok
        )
        record.order = .init(id: 1, reference: "SO-1", customer: .init(id: 1, name: "Xaverius Quirinal"))
        try await store.writeLedger([record])
        var run = RunRecord(job: "j", trigger: .manual, worker: "a", began: Date())
        run.output = error
        try await store.record(run)
        try await store.note(AuditRecord(.retry, who: "a", detail: "Xaverius Quirinal", at: Date()))
        var changes = Job.Changes()
        changes.note = "Xaverius Quirinal"
        try await store.updateJob("j", changes)
        let lock = LockName(.customer, "xaverius quirinal")
        _ = try await store.lock(lock, owner: "dead", for: .milliseconds(1))
    }

    @Test func `no byte of the name is left in the files`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            try await fill(store)
            #expect(try holds("Quirinal", folder) && holds("quirinal", folder))
            let reference = try #require(CustomerReference("Xaverius QUIRINAL"))
            let report = try await CustomerErasure(in: store).forget(reference)
            #expect(report.erased.logs == 30)
            #expect(try !holds("Quirinal", folder) && !holds("quirinal", folder))
            #expect(try await store.counts().failed == 29)
            #expect(try await store.counts().waiting == 1)
        }
    }

    @Test func `what a store removes in its daily work is overwritten`() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            let isOn = try await store.database.read { try Int.fetchOne($0, sql: "PRAGMA secure_delete") }
            #expect(isOn == 1)
            let isWriterOn = try await store.database.write { try Int.fetchOne($0, sql: "PRAGMA secure_delete") }
            #expect(isWriterOn == 1)
        }
    }

    @Test func `names of a former version are as old as the file's migration`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let key = DirectoryKey(server: "s", kind: .customer, name: "n")
            do {
                let former = try DatabasePool(path: path)
                try Schema.migrator.migrate(former, upTo: "invsync 8: reasons of waiting documents")
                try await former.write { database in
                    try database.execute(
                        sql: "INSERT INTO sync_directory (server, kind, name, value) VALUES (?, 'customer', ?, ?)",
                        arguments: [Data("s".utf8), Data("n".utf8), Data("1".utf8)]
                    )
                }
                try former.close()
            }
            let store = try SQLiteInvoiceStore(path: path)
            try await store.forgetNames(olderThan: .seconds(3600))
            #expect(try await store.recall([key]) == [key: "1"])
        }
    }

    @Test func `a log that another worker writes meanwhile is not written over`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteInvoiceStore(path: path)
            _ = try await store.insert([document("a")])
            let claimed = try #require(try await store.claim(request(limit: 1)).first)
            let log = SyncLog(timestamp: Date(), invoices: [], error: "old")
            let result = DocumentResult(status: .failed, log: log, fingerprint: "f")
            _ = try await store.complete(claimed.lease, with: result)
            let other = try DatabaseQueue(path: path)
            let count = try await store.rewrite(.all(.results), isTrial: false) { record in
                guard let log = record.content[.log], log["error"] == "old" else {
                    return [.log: ["error": "changed"]]
                }
                try? other.write { try $0.execute(sql: #"UPDATE raw_data SET sync_log = '{"error":"new"}'"#) }
                return [.log: ["error": "changed too early"]]
            }
            #expect(count == 1)
            #expect(try await store.documents(DocumentQuery(limit: 1)).first?.log?.error == "changed")
        }
    }
}
