import Foundation
import GRDB
import InvoiceSync
import InvoiceSyncTesting
import SQLiteInvoiceStore
import Testing

/// A file that somebody deletes or replaces while a store has it open.
@Suite struct ReplacedFileTests {
    private let time = ManualTime()

    private func open(_ path: String) throws -> SQLiteInvoiceStore {
        try SQLiteInvoiceStore(path: path, now: { [time] in time.now })
    }

    private func expectReplaced(_ store: SQLiteInvoiceStore, _ words: String) async {
        let error = await #expect(throws: SyncError.self) { try await store.counts() }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.isTransient == false, "a run must end, as its leases and locks stand in the former file")
        #expect(error?.message.hasPrefix("the store was replaced: ") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [false, true])
    func `a backup that is put in its place is opened once it is unchanged for 15 s`(_ isDeletedFirst: Bool)
        async throws
    {
        try await withTemporaryFolder { folder in
            let (path, backup) = (folder + "/store.sqlite", folder + "/backup.sqlite")
            do {
                let other = try open(backup)
                _ = try await other.insert([document("a"), document("b")])
            }
            let store = try open(path)
            _ = try await store.insert([document("c")])
            if isDeletedFirst {
                try FileManager.default.removeItem(atPath: path)
                await expectReplaced(store, "is gone")
                try FileManager.default.moveItem(atPath: backup, toPath: path)
            } else {
                #expect(rename(backup, path) == 0)
            }
            await expectReplaced(store, "it is opened once it is unchanged")
            time.advance(by: .seconds(14))
            await expectReplaced(store, "it is opened once it is unchanged")
            time.advance(by: .seconds(2))
            #expect(try await store.counts().pending == 2)
            #expect(try await store.documents(DocumentQuery(limit: 9)).map(\.document.id.description) == ["a", "b"])
            _ = try await store.insert([document("d")])
            let again = try open(path)
            #expect(try await again.counts().pending == 3, "the former file's write-ahead log is not applied to it")
            let check = try await DatabaseQueue(path: path).read {
                try String.fetchOne($0, sql: "PRAGMA integrity_check")
            }
            #expect(check == "ok")
        }
    }

    @Test func `a file that is still being copied is not opened`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try open(path)
            try FileManager.default.removeItem(atPath: path)
            for size in 1...4 {
                try Data(repeating: 0, count: size * 4096).write(to: URL(filePath: path))
                await expectReplaced(store, "it is opened once it is unchanged")
                time.advance(by: .seconds(14))
            }
        }
    }

    @Test func `two stores on a replaced file go on together`() async throws {
        try await withTemporaryFolder { folder in
            let (path, backup) = (folder + "/store.sqlite", folder + "/backup.sqlite")
            do { _ = try await open(backup).insert([document("a")]) }
            let stores = [try open(path), try open(path)]
            for (index, store) in stores.enumerated() { _ = try await store.insert([document("\(index)")]) }
            #expect(rename(backup, path) == 0)
            for store in stores { await expectReplaced(store, "it is opened") }
            time.advance(by: .seconds(16))
            for (index, store) in stores.enumerated() { _ = try await store.insert([document("new \(index)")]) }
            for store in stores { #expect(try await store.counts().pending == 3) }
        }
    }
}

/// A store whose files belong to another user.
@Suite struct StoreFileAccessTests {
    @Test func `the owner of a file that cannot be used is named, with what to do`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            try Data("x".utf8).write(to: URL(filePath: path))
            let owner = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "#\(geteuid())"
            let access = StoreFileAccess(user: 54_321) { name, _ in !name.hasSuffix(".sqlite") }
            let objection = try #require(access.objection(to: path))
            #expect(objection.contains("“\(path)” belongs to the user \(owner), and this program runs as #54321"))
            #expect(objection.contains("sudo -u \(owner) invsync"))
        }
    }

    @Test func `files that can be used, or are one's own, or are absent draw no objection`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            #expect(StoreFileAccess(user: 54_321) { _, _ in true }.objection(to: path) == nil)
            #expect(StoreFileAccess { _, _ in false }.objection(to: path) == nil)
        }
    }
}
