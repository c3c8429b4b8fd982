import GRDB
public import InvoiceSync

extension SQLiteInvoiceStore {
    /// How long a lock whose time is over is kept for whoever takes it over: 30 days, in milliseconds.
    static let lockRetention: Milliseconds = 30 * 86_400_000

    /// Takes or prolongs a lock; see `InvoiceStore.lock(_:owner:for:)`.
    public func lock(
        _ name: LockName,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> LockOutcome {
        try await write("taking a lock in") { database, now in
            try database.forgetLocks(overSince: now - Self.lockRetention)
            try database.countChange(ofKindsIn: "sync_locks WHERE name = ? AND until <= ?", [name.description, now])
            let take = try database.cachedStatement(
                sql: """
                    INSERT INTO sync_locks (kind, name, owner, until) VALUES (?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
                    WHERE owner = excluded.owner OR until <= ?
                    """
            )
            try take.execute(
                arguments: [name.kind.rawValue, name.description, owner, now.milliseconds(after: duration), now]
            )
            if database.changesCount > 0 { return .taken(try database.generation(of: name.kind)) }
            let holder: SQLRequest<String> = "SELECT owner FROM sync_locks WHERE name = \(name.description)"
            return .held(by: try holder.fetchOne(database) ?? "")
        }
    }

    /// Prolongs locks; see `InvoiceStore.renewLocks(_:owner:for:)`.
    public func renewLocks(
        _ names: Set<LockName>,
        owner: String,
        for duration: Duration
    ) async throws(SyncError) -> Set<LockName> {
        try await write("renewing locks in", durably: false) { database, now in
            try names.filter { name in
                try database.execute(
                    literal: """
                        UPDATE sync_locks SET until = \(now.milliseconds(after: duration))
                        WHERE name = \(name.description) AND owner = \(owner) AND until > \(now)
                        """
                )
                return database.changesCount > 0
            }
        }
    }

    /// Gives a lock back; see `InvoiceStore.unlock(_:owner:changed:)`.
    @discardableResult
    public func unlock(_ name: LockName, owner: String, changed: Bool) async throws(SyncError) -> Generation {
        try await write("giving a lock back to", durably: false) { database, _ in
            if changed { try database.countChange(ofKindsIn: "(SELECT ? AS kind)", [name.kind.rawValue]) }
            let remove = try database.cachedStatement(sql: "DELETE FROM sync_locks WHERE name = ? AND owner = ?")
            try remove.execute(arguments: [name.description, owner])
            return try database.generation(of: name.kind)
        }
    }

    /// How often a kind was changed; see `InvoiceStore.generation(of:)`.
    public func generation(of kind: LockName.Kind) async throws(SyncError) -> Generation {
        try await read("reading a generation from") { database, _ in try database.generation(of: kind) }
    }
}

extension Database {
    fileprivate func generation(of kind: LockName.Kind) throws -> Generation {
        let find = try cachedStatement(sql: "SELECT generation FROM sync_generations WHERE kind = ?")
        return try Generation.fetchOne(find, arguments: [kind.rawValue]) ?? 0
    }

    /// Counts one change of each kind among some rows.
    fileprivate func countChange(ofKindsIn rows: String, _ arguments: StatementArguments) throws {
        let count = try cachedStatement(
            sql: """
                INSERT INTO sync_generations (kind, generation)
                SELECT kind, 1 FROM (SELECT DISTINCT kind FROM \(rows)) WHERE TRUE
                ON CONFLICT (kind) DO UPDATE SET generation = generation + 1
                """
        )
        try count.execute(arguments: arguments)
    }

    /// Removes the locks that nobody has taken over for long, and counts what their holders may have changed.
    fileprivate func forgetLocks(overSince moment: Milliseconds) throws {
        try countChange(ofKindsIn: "sync_locks WHERE until <= ?", [moment])
        try cachedStatement(sql: "DELETE FROM sync_locks WHERE until <= ?").execute(arguments: [moment])
    }
}
