import Foundation
import GRDB
import InvoiceSync
import InvoiceSyncTesting
import Testing

@testable import SQLiteInvoiceStore

@Suite struct LockTableTests {
    @Test func locksThatEndedLongAgoAreRemovedAndCounted() async throws {
        try await withTemporaryFolder { folder in
            let time = ManualTime()
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite") { time.now }
            for index in 0..<5 {
                _ = try await store.lock(LockName(.part, "\(index)"), owner: "A", for: .seconds(60))
            }
            let other = LockName(.customer, "c")
            time.advance(by: .seconds(30 * 86400))
            _ = try await store.lock(other, owner: "B", for: .seconds(60))
            #expect(try await count(store) == 6, "they may still be taken over")
            #expect(try await store.generation(of: .part) == 0)

            time.advance(by: .seconds(60))
            #expect(try await store.lock(other, owner: "B", for: .seconds(60)) == .taken(1))
            #expect(try await count(store) == 1)
            #expect(try await store.generation(of: .part) == 1, "their holders may have changed something")
        }
    }

    private func count(_ store: SQLiteInvoiceStore) async throws -> Int? {
        try await store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sync_locks") }
    }

    @Test(arguments: [
        ResultCode.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_NOMEM, .SQLITE_BUSY_SNAPSHOT,
        .SQLITE_IOERR_FSYNC,
    ])
    func whatPassesByItselfIsTransient(_ code: ResultCode) {
        let error = SyncError("claiming documents in", "path", DatabaseError(resultCode: code))
        #expect(error.code == .storeUnavailable)
        #expect(error.isTransient)
    }

    @Test(arguments: [
        ResultCode.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_ERROR,
        .SQLITE_CONSTRAINT,
    ])
    func whatStaysIsNotTransient(_ code: ResultCode) {
        let error = SyncError("claiming documents in", "path", DatabaseError(resultCode: code))
        #expect(error.code == .storeUnavailable)
        #expect(!error.isTransient)
    }
}
