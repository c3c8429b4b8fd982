import GRDB

/// The tables, and how they came to be.
///
/// A migration that was released is never changed; the next one is added.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("invsync 1: documents and locks", migrate: createTables)
        migrator.registerMigration("invsync 2: generations and jobs", migrate: addGenerationsAndJobs)
        migrator.registerMigration("invsync 3: directory", migrate: addDirectory)
        migrator.registerMigration("invsync 4: runs", migrate: addRuns)
        migrator.registerMigration("invsync 5: ledger, sources and receipts", migrate: addLedger)
        migrator.registerMigration("invsync 6: warnings", migrate: addIndexOfWarnings)
        migrator.registerMigration("invsync 7: audit", migrate: addAudit)
        migrator.registerMigration("invsync 8: reasons of waiting documents", migrate: addReasons)
        migrator.registerMigration("invsync 9: ages of names", migrate: addAgesOfNames)
        return migrator
    }()

    /// The indexes answer which document is next, how many there are in each state and which are to be tried again, all
    /// without looking at the documents, which are long.
    private static func createTables(_ database: Database) throws {
        try database.execute(
            sql: """
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
                """
        )
    }

    /// The only lock of the first version was the one of runs.
    ///
    /// Each field of a job may be absent, so that a person can write a job with its name alone.
    private static func addGenerationsAndJobs(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE sync_locks ADD COLUMN kind TEXT NOT NULL DEFAULT 'order';
                UPDATE sync_locks SET name = 'order:' || name;
                CREATE TABLE sync_generations (
                    kind TEXT PRIMARY KEY,
                    generation INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE jobs (
                    name TEXT PRIMARY KEY NOT NULL,
                    schedule TEXT,
                    enabled INTEGER,
                    last_run TEXT,
                    last_status TEXT,
                    last_output TEXT,
                    last_duration_ms INTEGER,
                    consecutive_failures INTEGER,
                    running_since TEXT,
                    next_run TEXT
                ) STRICT;
                """
        )
    }

    /// A row that is replaced gets a new position: by it the rows are in the order in which they were remembered.
    private static func addDirectory(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE sync_directory (
                    position INTEGER PRIMARY KEY,
                    server BLOB NOT NULL,
                    kind TEXT NOT NULL,
                    name BLOB NOT NULL,
                    value BLOB NOT NULL,
                    UNIQUE (server, kind, name)
                ) STRICT;
                """
        )
    }

    private static func addRuns(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE sync_runs (
                    id TEXT PRIMARY KEY NOT NULL,
                    job TEXT NOT NULL,
                    record TEXT NOT NULL
                ) STRICT;
                CREATE INDEX sync_runs_by_job ON sync_runs (job, id);
                """
        )
    }

    /// The ledger, whose keys are bytes that are compared and sorted as such.
    ///
    /// The columns beside `record` are what it is looked up by, and `received`, which a repeated import raises alone.
    ///
    /// A document of an older version has no `sync_received_us`: its own date, or else its position, stands for it.
    private static func addLedger(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE sync_ledger (
                    invoice BLOB PRIMARY KEY NOT NULL,
                    document TEXT NOT NULL,
                    received INTEGER NOT NULL,
                    record TEXT NOT NULL
                ) STRICT;
                CREATE TABLE sync_notes (
                    name TEXT PRIMARY KEY NOT NULL,
                    text TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                ALTER TABLE raw_data ADD COLUMN source TEXT;
                ALTER TABLE raw_data ADD COLUMN sync_received_us INTEGER;
                ALTER TABLE raw_data ADD COLUMN sync_changed INTEGER;
                UPDATE raw_data SET source = json_extract(other_fields, '$.source')
                    WHERE json_extract(other_fields, '$.source') IS NOT NULL;
                DROP INDEX raw_data_by_state;
                CREATE INDEX raw_data_by_state ON raw_data
                    (sync_status, position, sync_next_at, sync_lease_until, sync_settled_at, source);
                """
        )
    }

    private static func addReasons(_ database: Database) throws {
        try database.execute(sql: "ALTER TABLE raw_data ADD COLUMN sync_reason TEXT")
    }

    /// The names of an older version count as remembered now.
    private static func addAgesOfNames(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE sync_directory ADD COLUMN remembered_at INTEGER NOT NULL DEFAULT 0;
                UPDATE sync_directory SET remembered_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
                """
        )
    }

    /// The index of the documents with warnings, which are found and counted without a look at their logs.
    private static func addIndexOfWarnings(_ database: Database) throws {
        try database.execute(
            sql: #"CREATE INDEX raw_data_warned ON raw_data (position) WHERE instr(sync_log, '"warnings":["') > 0"#
        )
    }

    private static func addAudit(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE sync_audit (
                    id TEXT PRIMARY KEY NOT NULL,
                    action TEXT NOT NULL,
                    record TEXT NOT NULL
                ) STRICT;
                CREATE INDEX sync_audit_by_action ON sync_audit (action, id);
                """
        )
    }
}
