import Foundation
import GRDB
import InvoiceSync
import Testing

@testable import SQLiteInvoiceStore

@Suite struct DirectoryTableTests {
    private func key(_ name: String) -> DirectoryKey { DirectoryKey(server: "s", kind: .customer, name: name) }

    @Test func entriesOutliveTheStoreAndAreSeenByOthers() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            do {
                let store = try SQLiteInvoiceStore(path: path)
                try await store.remember([
                    DirectoryEntry(key: key("Ștefan\0"), value: "1"), DirectoryEntry(key: key("b"), value: "2"),
                ])
            }
            let stores = [try SQLiteInvoiceStore(path: path), try SQLiteInvoiceStore(path: path)]
            #expect(try await stores[0].recall([key("Ștefan\0"), key("b")]).count == 2)
            try await stores[0].forget([key("b")])
            try await stores[0].remember([DirectoryEntry(key: key("Ștefan\0"), value: "3")])
            #expect(try await stores[1].recall([key("Ștefan\0"), key("b")]) == [key("Ștefan\0"): "3"])
        }
    }

    @Test func aNameIsReadableWithAnySQLiteProgram() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            try await store.remember([DirectoryEntry(key: key("Ștefan"), value: "{\"pk\":1}")])
            let texts = try await store.database.read { database in
                let columns = ["server", "kind", "name", "value"].map { "CAST(\($0) AS TEXT)" }.joined(
                    separator: " || ' ' || "
                )
                return try String.fetchAll(database, sql: "SELECT \(columns) FROM sync_directory")
            }
            #expect(texts == [#"s customer Ștefan {"pk":1}"#])
        }
    }

    @Test func aNameIsFoundByItsIndex() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteInvoiceStore(path: folder + "/store.sqlite")
            let plans = try await store.database.read { database in
                try [
                    "SELECT value FROM sync_directory WHERE server = ?1 AND kind = ?1 AND name = ?1",
                    "SELECT position FROM sync_directory ORDER BY position DESC LIMIT 1 OFFSET ?",
                ].map { sql in
                    let rows = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: [1])
                    return try rows.map { try $0.decode(String.self, forColumn: "detail") }
                }
            }
            #expect(plans[0].count == 1 && plans[0][0].hasPrefix("SEARCH sync_directory USING INDEX"), "\(plans[0])")
            #expect(plans[1] == ["SCAN sync_directory"], "the table is in the order of remembering: \(plans[1])")
        }
    }
}
