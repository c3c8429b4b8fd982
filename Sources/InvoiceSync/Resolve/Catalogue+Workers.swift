/// What other workers know, and what turns out not to be so any more.
extension Catalogue {
    /// Makes sure that what other workers have created of a name is known; the name's lock is held.
    ///
    /// - Parameters:
    ///   - demand: What is looked for.
    ///   - isFresh: Whether each worker that created something of this kind has left word of it.
    /// - Throws: ``SyncError`` where the store or the server cannot be asked.
    func catchUp(on demand: Index.Demand, isFresh: Bool) async throws(SyncError) {
        guard isFresh, let memory else { return try await refresh(demand) }
        let word = try await memory.word(of: demand)
        if Index.row(of: match(demand)) != nil {
            if !memory.isOwn(word) { try await refresh(demand) }
        } else if let row = word.row, memory.isTrusted {
            insert(row)
        } else if !word.isEmpty || !wasAsked(for: demand) {
            try await refresh(demand)
        }
    }

    /// Leaves word of what was created or changed for a name; the name's lock is held.
    ///
    /// A row that the store itself does not remember is forgotten then: who needs it once more finds the word.
    ///
    /// - Returns: Whether other workers will know of it.
    func leaveWord(of row: Index.Row, for demand: Index.Demand) async -> Bool {
        insert(row)
        let isCertain = Index.isCertain(match(demand))
        guard (try? await memory?.rememberCreation(of: row, for: demand, isCertain: isCertain)) != nil else {
            return false
        }
        if !Index.isRemembered { remove(row) }
        return true
    }

    /// Looks anew for a name whose row is not what it was known as: it was renamed, merged or deleted.
    ///
    /// Of many that find this out one asks.
    ///
    /// - Parameters:
    ///   - demand: What is looked for.
    ///   - stale: The row.
    /// - Throws: ``SyncError`` where the store or the server cannot be asked.
    func relearn(_ demand: Index.Demand, insteadOf stale: Index.Row) async throws(SyncError) {
        try await repairs.withLocks(Index.names(of: demand)) { () async throws(SyncError) in
            guard let row = Index.row(of: match(demand)), row.id == stale.id else { return }
            remove(row)
            try await memory?.forget(demand)
            try await refresh(demand)
            if let row = certainRow(of: demand) { try await memory?.remember([demand: row]) }
        }
    }
}
