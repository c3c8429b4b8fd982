import Dispatch
import FGOModels
import Foundation
import GRDB
import InvoiceSync
import SQLiteInvoiceStore
import Synchronization
import Testing

@Suite struct DatabaseFileTests {
    @Test func createsTheFolderAndAFileForItsOwnerOnly() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/new/deep/store.sqlite"
            let store = try SQLiteInvoiceStore(path: path)
            _ = try await store.insert([document("a")])
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(suffix)")
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/new/deep")
            #expect(Set(files) == ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"])
        }
    }

    @Test func keepsTheContentAndPermissionsOfAFileThatIsThere() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            do {
                let store = try SQLiteInvoiceStore(path: path)
                _ = try await store.insert([document("a")])
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let store = try SQLiteInvoiceStore(path: path)
            #expect(try await store.counts().pending == 1)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
        }
    }

    @Test func manyMayOpenANewFileAtOnce() async throws {
        try await withTemporaryFolder { folder in
            for round in 0..<10 {
                let path = "\(folder)/\(round).sqlite"
                let failures = Mutex<[String]>([])
                DispatchQueue.concurrentPerform(iterations: 8) { _ in
                    do throws(SyncError) {
                        _ = try SQLiteInvoiceStore(path: path)
                    } catch {
                        failures.withLock { $0.append(error.message) }
                    }
                }
                #expect(failures.withLock(\.self) == [])
            }
        }
    }

    @Test func refusesAFileThatIsNoDatabase() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let content = Data(String(repeating: "an invoice, perhaps\n", count: 100).utf8)
            try content.write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: SyncError.self) { _ = try SQLiteInvoiceStore(path: path) }
            #expect(error?.code == .storeUnavailable)
            #expect(error?.isTransient == false)
            #expect(error?.message == "opening the store “\(path)”: it is not a database")
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == content)
        }
    }

    @Test func refusesTheDatabaseOfAnotherProgram() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            try execute("CREATE TABLE invoices (id)", path)
            let error = #expect(throws: SyncError.self) { _ = try SQLiteInvoiceStore(path: path) }
            #expect(error?.message.contains("another program") == true)
        }
    }

    @Test func refusesAFileOfANewerVersion() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            do { _ = try SQLiteInvoiceStore(path: path) }
            try execute("INSERT INTO grdb_migrations VALUES ('invsync 99')", path)
            let error = #expect(throws: SyncError.self) { _ = try SQLiteInvoiceStore(path: path) }
            #expect(error?.message.contains("newer version") == true)
            #expect(error?.isTransient == false)
        }
    }

    @Test func refusesAFolderThatCannotBeWritten() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let path = folder + "/file/store.sqlite"
            let error = #expect(throws: SyncError.self) { _ = try SQLiteInvoiceStore(path: path) }
            #expect(error?.code == .storeUnavailable)
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test func refusesAFolderInPlaceOfTheFile() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: SyncError.self) { _ = try SQLiteInvoiceStore(path: folder) }
            #expect(error?.message.contains("cannot be opened") == true)
        }
    }

    private func execute(_ sql: String, _ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}
