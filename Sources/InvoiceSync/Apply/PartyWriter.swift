import InvenTreeClient

/// Makes customers and parts exist as a plan needs them: each once, whatever happens to a request (<doc:NameRules> and
/// <doc:ExactlyOnce>).
struct PartyWriter: Sendable {
    let api: PermittedAPI
    let directory: Directory
    let locks: NameLocks
    let turns: AscendingTurns
    let persistence: Persistence
    let makesPartsSalable: Bool
    let partCategory: Int?
    let createsParts: Bool
    let createsCustomers: Bool
    let creations: CreationNotes.ForInvoice

    /// A row that is as it should be.
    struct Ensured<Row: Sendable>: Sendable {
        let row: Row
        let isCreated: Bool
    }

    /// The customer, found, changed or created.
    ///
    /// Whoever else needs it waits meanwhile.
    func ensure(_ demand: CustomerDemand) async throws(SyncError) -> Ensured<Company> {
        let companies = directory.companies
        if case .existing(let company, _) = companies.match(demand), demand.changes(to: company).isEmpty {
            return Ensured(row: company, isCreated: false)
        }
        let keys = CompanyIndex.names(of: demand).map { LockName(.customer, $0) }
        return try await locks.withLocks(keys, companies.freshness) { (isFresh) async throws(SyncError) in
            try await companies.catchUp(on: demand, isFresh: isFresh)
            let api = api.under(keys)
            let outcome = try await create(
                .customer,
                demand.name,
                obstacle: createsCustomers ? nil : SyncError(.customerMissing, demand.notCreated),
                match: { companies.match(demand) },
                refresh: { () async throws(SyncError) in try await companies.refresh(demand) },
                existing: { () async throws(SyncError) in try await existing(demand, api) },
                post: { (match) async throws(InvenTreeError) in
                    let isNameTaken = if case .none(true) = match { true } else { false }
                    return try await api.createCompany(demand.draft(isNameTaken: isNameTaken))
                }
            )
            if outcome.value.isCreated { companies.confirm(outcome.value.row.id) }
            return await leavingWord(of: outcome, for: demand, in: companies)
        }
    }

    /// The customer, looked for anew because a company is no longer what it was known as.
    func ensure(_ demand: CustomerDemand, insteadOf stale: Company) async throws(SyncError) -> Ensured<Company> {
        try await directory.companies.relearn(demand, insteadOf: stale)
        return try await ensure(demand)
    }

    /// The part, looked for anew because a part is no longer what it was known as.
    func ensure(_ demand: PartDemand, insteadOf stale: Part) async throws(SyncError) -> Ensured<Part> {
        try await directory.parts.relearn(demand, insteadOf: stale)
        return try await ensure(demand)
    }

    /// The part, found, changed or created.
    ///
    /// Parts are created one at a time, by all workers: in parallel the server deadlocks.
    func ensure(_ demand: PartDemand) async throws(SyncError) -> Ensured<Part> {
        if let part = usable(demand) { return part }
        return try await turns.inTurn(demand.name) { () async throws(SyncError) in
            if let part = usable(demand) { return part }
            return try await ensureAlone(demand)
        }
    }

    private func usable(_ demand: PartDemand) -> Ensured<Part>? {
        guard let part = directory.parts.match(demand)?.part, part.isSalable else { return nil }
        guard demand.changes(to: part, makesSalable: makesPartsSalable).isEmpty else { return nil }
        return Ensured(row: part, isCreated: false)
    }

    private func ensureAlone(_ demand: PartDemand) async throws(SyncError) -> Ensured<Part> {
        let parts = directory.parts
        let keys = [LockName(.part, "any")]
        return try await locks.withLocks(keys, parts.freshness) { (isFresh) async throws(SyncError) in
            try await parts.catchUp(on: demand, isFresh: isFresh)
            let api = api.under(keys)
            let outcome = try await create(
                .part,
                demand.name,
                obstacle: createsParts ? nil : SyncError(.refused, demand.notCreated),
                match: { parts.match(demand) },
                refresh: { () async throws(SyncError) in try await parts.refresh(demand) },
                existing: { () async throws(SyncError) in try await existing(demand, api) },
                post: { (_) async throws(InvenTreeError) in
                    try await api.createPart(demand.draft(category: partCategory))
                }
            )
            if outcome.value.isCreated { parts.confirm(outcome.value.row.id) }
            return await leavingWord(of: outcome, for: demand, in: parts)
        }
    }

    /// What was done counts as a change that others must look for only where they cannot be told of it.
    private func leavingWord<Index: NameIndex>(
        of outcome: NameLocks.Outcome<Ensured<Index.Row>>,
        for demand: Index.Demand,
        in catalogue: Catalogue<Index>
    ) async -> NameLocks.Outcome<Ensured<Index.Row>> {
        guard outcome.changed else { return outcome }
        let isTold = await catalogue.leaveWord(of: outcome.value.row, for: demand)
        return .init(value: outcome.value, changed: !isTold)
    }

    /// Creates a row unless it exists, and takes note of how that ended.
    private func create<Row: Sendable, Match: Equatable & Sendable>(
        _ kind: FirstCreations.Kind,
        _ name: String,
        obstacle: SyncError?,
        match: () -> Match,
        refresh: () async throws(SyncError) -> Void,
        existing: () async throws(SyncError) -> (row: Row, isChanged: Bool)?,
        post: (Match) async throws(InvenTreeError) -> Row
    ) async throws(SyncError) -> NameLocks.Outcome<Ensured<Row>> {
        let ended = { (error: SyncError) in creations.ended(kind, name, error) }
        let outcome = try await create(
            "creating the \(kind.rawValue) “\(name)”",
            obstacle: { () throws(SyncError) in
                if let obstacle { throw obstacle }
                try creations.requireWorking(kind)
            },
            match: match,
            refresh: refresh,
            existing: existing,
            post: post,
            ended: ended
        )
        if outcome.value.isCreated { creations.succeeded(kind) }
        return outcome
    }

    /// Creates a row unless it exists, and looks before it creates again.
    ///
    /// A creation that was refused is looked for once: somebody else may have created the row, or taken its name. An obstacle
    /// is thrown instead of a creation.
    private func create<Row: Sendable, Match: Equatable & Sendable>(
        _ action: String,
        obstacle: () throws(SyncError) -> Void,
        match: () -> Match,
        refresh: () async throws(SyncError) -> Void,
        existing: () async throws(SyncError) -> (row: Row, isChanged: Bool)?,
        post: (Match) async throws(InvenTreeError) -> Row,
        ended: (SyncError) -> SyncError
    ) async throws(SyncError) -> NameLocks.Outcome<Ensured<Row>> {
        var mayBeOurs = false
        var attempt = 0
        while true {
            if let (row, isChanged) = try await existing() {
                return .init(value: Ensured(row: row, isCreated: mayBeOurs), changed: mayBeOurs || isChanged)
            }
            try obstacle()
            let before = match()
            do throws(InvenTreeError) {
                return .init(value: Ensured(row: try await post(before), isCreated: true), changed: true)
            } catch {
                if error.mayHaveBeenCarriedOut {
                    mayBeOurs = true
                    guard persistence.isDue(after: attempt) else { throw ended(.server(action, error)) }
                    try await persistence.pause(after: attempt, error, action)
                    try await refresh()
                } else {
                    guard error.code == .refused, attempt + 1 < persistence.attempts else {
                        throw ended(.server(action, error))
                    }
                    try await refresh()
                    if match() == before { throw ended(.server(action, error)) }
                }
                attempt += 1
            }
        }
    }

    private func existing(
        _ demand: CustomerDemand,
        _ api: PermittedAPI
    ) async throws(SyncError) -> (row: Company, isChanged: Bool)? {
        guard case .existing(let company, _) = directory.companies.match(demand) else { return nil }
        let changes = demand.changes(to: company)
        guard !changes.isEmpty else { return (company, false) }
        do throws(InvenTreeError) {
            return (try await api.updateCompany(company.id, changes), true)
        } catch {
            throw .server("changing the customer “\(company.name)” (\(company.id))", error)
        }
    }

    private func existing(
        _ demand: PartDemand,
        _ api: PermittedAPI
    ) async throws(SyncError) -> (row: Part, isChanged: Bool)? {
        guard let part = directory.parts.match(demand)?.part else { return nil }
        let changes = demand.changes(to: part, makesSalable: makesPartsSalable)
        guard !changes.isEmpty, part.isSalable || makesPartsSalable else { return (part, false) }
        do throws(InvenTreeError) {
            return (try await api.updatePart(part.id, changes), true)
        } catch {
            throw .server("changing the part “\(part.name)” (\(part.id))", error)
        }
    }
}
