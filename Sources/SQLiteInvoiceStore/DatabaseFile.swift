import Foundation
import GRDB
import InvoiceSync

/// The file of a store, from its creation to a connection that is ready for use.
struct DatabaseFile {
    let path: String

    /// Opens the file, and waits some 10 s for others that are just creating or closing it.
    ///
    /// In these two moments SQLite says that a file is busy without waiting itself.
    func open() throws(SyncError) -> DatabasePool {
        var attemptsLeft = 500
        while true {
            do {
                return try openOnce()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attemptsLeft > 0 {
                attemptsLeft -= 1
                usleep(20_000)
            } catch {
                throw SyncError("opening", path, error)
            }
        }
    }

    private func openOnce() throws -> DatabasePool {
        try create()
        let database = try DatabasePool(path: path, configuration: Self.configuration)
        // Opening sets NORMAL, with which a power cut may take back what was answered.
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        try database.read(check)
        try migrate(database)
        return database
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        // A connection keeps up to 2 MB of the file in memory unless it is told otherwise, and there would be six.
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -512")
            // What is removed or replaced may be about a person: it is overwritten, which some builds of SQLite leave out.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        return configuration
    }

    /// Creates the file with its permissions, complete at once: no other process sees it open to everybody.
    private func create() throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: path) { return try requireDatabase() }
        try manager.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        let draft = "\(path)-\(Chance.eightDigits())"
        guard manager.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteNoPermission)
        }
        defer { try? manager.removeItem(atPath: draft) }
        do {
            try manager.linkItem(atPath: draft, toPath: path)
        } catch {
            let anotherProcessWasFaster = manager.fileExists(atPath: path)
            if !anotherProcessWasFaster { throw error }
        }
    }

    /// The size of the smallest page of SQLite, and so of the smallest database that is not empty.
    private static let smallestPage = 512

    /// Refuses a file that is too short for a database: SQLite would take it for an empty one, and write over it.
    ///
    /// Longer files SQLite judges by their head. It is not read here: closing a file ends the locks that SQLite has on it.
    private func requireDatabase() throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
        guard status.st_size < Self.smallestPage else { return }
        throw SyncError(.storeUnavailable, "opening the store “\(path)”: it is not a database")
    }

    private func check(_ database: Database) throws {
        let applied = try Schema.migrator.appliedIdentifiers(database)
        let tables = try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        if applied.isDisjoint(with: Schema.migrator.migrations), !tables.subtracting(["grdb_migrations"]).isEmpty {
            throw SyncError(.storeUnavailable, "opening the store “\(path)”: it is another program's database")
        }
        if try Schema.migrator.hasBeenSuperseded(database) {
            let reason = "a newer version of this program made it: use that version"
            throw SyncError(.storeUnavailable, "opening the store “\(path)”: \(reason)")
        }
    }

    /// Brings the tables up to date.
    ///
    /// Where another process does so at the same moment, each migration is done by one of the two, and the other one fails
    /// at it and goes on behind it.
    private func migrate(_ database: DatabasePool) throws {
        for _ in Schema.migrator.migrations {
            if (try? Schema.migrator.migrate(database)) != nil { return }
        }
        try Schema.migrator.migrate(database)
    }
}
