import Foundation
import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// What names stand for; see `InvoiceStore.recall(_:)`.
    public func recall(_ keys: Set<DirectoryKey>) async throws(SyncError) -> [DirectoryKey: String] {
        try await read("recalling names from") { database, _ in
            let find = try database.cachedStatement(sql: "SELECT value FROM sync_directory WHERE \(DirectoryKey.isRow)")
            return try keys.reduce(into: [:]) { values, key in
                values[key] = try Data.fetchOne(find, arguments: key.arguments)
                    .map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    /// Remembers what names stand for, all of them or none; see `InvoiceStore.remember(_:)`.
    public func remember(_ entries: [DirectoryEntry]) async throws(SyncError) {
        guard !entries.isEmpty else { return }
        try await write("remembering names in", durably: false) { database, now in
            // What is replaced gets the last position.
            let replace = try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO sync_directory (server, kind, name, value, remembered_at)
                    VALUES (?, ?, ?, ?, ?)
                    """
            )
            for entry in entries {
                try replace.execute(arguments: entry.key.arguments + [Data(entry.value.utf8), now])
            }
        }
    }

    /// Forgets what names stand for; see `InvoiceStore.forget(_:)`.
    public func forget(_ keys: Set<DirectoryKey>) async throws(SyncError) {
        guard !keys.isEmpty else { return }
        try await write("forgetting names in", durably: false) { database, _ in
            let forget = try database.cachedStatement(sql: "DELETE FROM sync_directory WHERE \(DirectoryKey.isRow)")
            for key in keys { try forget.execute(arguments: key.arguments) }
        }
    }

    /// Keeps the directory bounded; see `InvoiceStore.pruneDirectory(keeping:)`.
    public func pruneDirectory(keeping limit: Int) async throws(SyncError) {
        let last: SQL =
            "SELECT position FROM sync_directory ORDER BY position DESC LIMIT 1 OFFSET \(max(0, limit))"
        let isLonger = try await read("measuring the directory of") { database, _ in
            try SQLRequest<Int64>(literal: last).fetchOne(database) != nil
        }
        guard isLonger else { return }
        try await write("forgetting old names in", durably: false) { database, _ in
            try database.execute(literal: "DELETE FROM sync_directory WHERE position <= (\(last))")
        }
    }
}

extension DirectoryKey {
    fileprivate static let isRow = "server = ? AND kind = ? AND name = ?"

    /// The columns of the key: bytes, as a NUL character would end a text.
    fileprivate var arguments: StatementArguments { [Data(server.utf8), kind.rawValue, Data(name.utf8)] }
}
