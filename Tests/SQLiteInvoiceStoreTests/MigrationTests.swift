import FGOModels
import Foundation
import GRDB
import InvoiceSync
import InvoiceSyncTesting
import Testing

@testable import SQLiteInvoiceStore

@Suite struct MigrationTests {
    /// A file as the first version of the store left it.
    private static let firstVersion = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('invsync 1: documents and locks');
        CREATE TABLE raw_data (
            position INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            sync_status INTEGER CHECK (sync_status BETWEEN 1 AND 3),
            sync_hash TEXT,
            sync_attempts INTEGER NOT NULL,
            sync_next_at INTEGER,
            sync_settled_at INTEGER NOT NULL DEFAULT 0,
            sync_lease_owner TEXT,
            sync_lease_until INTEGER,
            sync_log TEXT,
            other_fields TEXT NOT NULL,
            data TEXT,
            CHECK (sync_log IS NULL OR sync_status IS NOT NULL)
        ) STRICT;
        CREATE INDEX raw_data_by_state
            ON raw_data (sync_status, position, sync_next_at, sync_lease_until, sync_settled_at);
        CREATE INDEX raw_data_waiting ON raw_data (sync_next_at) WHERE sync_next_at IS NOT NULL;
        CREATE INDEX raw_data_held ON raw_data (sync_lease_until) WHERE sync_lease_until IS NOT NULL;
        CREATE TABLE sync_locks (
            name TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            until INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO raw_data (id, data, other_fields, sync_status, sync_log, sync_hash, sync_attempts) VALUES
            ('"done"', '{"serie":"S"}', '{"origin":"old"}', 1, '{"total_invoices":1,"successful":1}', 'f', 0);
        INSERT INTO raw_data (id, data, other_fields, sync_attempts, sync_lease_owner, sync_lease_until) VALUES
            ('"held"', '[]', '{}', 0, 'A', 1750000060000), ('"abandoned"', '[]', '{}', 0, 'B', 1749999999000);
        INSERT INTO raw_data (id, data, other_fields, sync_attempts, sync_next_at) VALUES
            ('"waiting"', '[]', '{}', 2, 1750000060000);
        INSERT INTO sync_locks VALUES ('run', 'A', 1750000060000);
        """

    @Test func aFileOfTheFirstVersionKeepsEverything() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let former = try DatabaseQueue(path: path)
            try await former.write { try $0.execute(sql: Self.firstVersion) }
            try former.close()

            let time = ManualTime()
            let store = try SQLiteInvoiceStore(path: path) { time.now }
            let stored = try await store.documents(DocumentQuery(limit: 10))
            #expect(stored.map(\.document.id.description) == ["done", "held", "abandoned", "waiting"])
            #expect(stored.map { $0.state(at: time.now) } == [.ok, .held, .pending, .waiting])
            #expect(stored[0].document.otherFields == ["origin": "old"])
            #expect(stored[0].log?.successful == 1)
            #expect(stored[3].attempts == 2)

            let run = LockName(.order, "run")
            #expect(try await store.lock(run, owner: "B", for: .seconds(60)) == .held(by: "A"), "a run goes on")
            time.advance(by: .seconds(60))
            #expect(try await store.lock(run, owner: "B", for: .seconds(60)) == .taken(1))
            #expect(try await store.job(Job.sync) == nil)
            #expect(try await store.updateJob(Job.sync, .init()) == Job(name: Job.sync))
            #expect(try await store.claim(request(limit: 10)).map(\.wasBegun) == [true, true, true])
            let key = DirectoryKey(server: "s", kind: .part, name: "p")
            try await store.remember([DirectoryEntry(key: key, value: "1")])
            #expect(try await store.recall([key]) == [key: "1"])
        }
    }

    @Test func aMigratedFileHasTheTablesOfANewOne() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/former.sqlite"
            let former = try DatabaseQueue(path: path)
            try await former.write { try $0.execute(sql: Self.firstVersion) }
            try former.close()
            let migrated = try await tables(of: SQLiteInvoiceStore(path: path))
            let new = try await tables(of: SQLiteInvoiceStore(path: folder + "/new.sqlite"))
            #expect(migrated == new)
        }
    }

    private func tables(of store: SQLiteInvoiceStore) async throws -> [String: [String]] {
        try await store.database.read { database in
            let names = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            return try names.reduce(into: [:]) { tables, name in
                tables[name] = try database.columns(in: name).map { "\($0.name) \($0.type)" }
            }
        }
    }
}
