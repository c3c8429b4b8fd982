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
            try database.countChange(
                ofKindsIn: "SELECT kind FROM sync_locks WHERE name = \(name.description) AND until <= \(now)"
            )
            try database.execute(
                literal: """
                    INSERT INTO sync_locks (kind, name, owner, until)
                    VALUES (\(name.kind.rawValue), \(name.description), \(owner), \(now.milliseconds(after: duration)))
                    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
                    WHERE owner = excluded.owner OR until <= \(now)
                    """
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
        try await write("renewing locks in") { database, now in
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
        try await write("giving a lock back to") { database, _ in
            if changed { try database.countChange(ofKindsIn: "SELECT \(name.kind.rawValue) AS kind") }
            try database.execute(
                literal: "DELETE FROM sync_locks WHERE name = \(name.description) AND owner = \(owner)"
            )
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
        let generation: SQLRequest<Generation> =
            "SELECT generation FROM sync_generations WHERE kind = \(kind.rawValue)"
        return try generation.fetchOne(self) ?? 0
    }

    /// Counts one change of each kind that a query finds.
    fileprivate func countChange(ofKindsIn query: SQL) throws {
        try execute(
            literal: """
                INSERT INTO sync_generations (kind, generation) SELECT DISTINCT kind, 1 FROM (\(query)) WHERE TRUE
                ON CONFLICT (kind) DO UPDATE SET generation = generation + 1
                """
        )
    }

    /// Removes the locks that nobody has taken over for long, and counts what their holders may have changed.
    fileprivate func forgetLocks(overSince moment: Milliseconds) throws {
        try countChange(ofKindsIn: "SELECT kind FROM sync_locks WHERE until <= \(moment)")
        try execute(literal: "DELETE FROM sync_locks WHERE until <= \(moment)")
    }
}
