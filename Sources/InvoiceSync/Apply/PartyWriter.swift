import InvenTreeClient

/// Makes customers and parts exist as a plan needs them: each once, whatever happens to a request (sync.md sections 3 and 5).
struct PartyWriter: Sendable {
    let api: any SalesOrderAPI
    let directory: Directory
    let locks: KeyedLocks
    let persistence: Persistence
    let makesPartsSalable: Bool
    let partCategory: Int?

    /// A row that is as it should be.
    struct Ensured<Row: Sendable>: Sendable {
        let row: Row
        let isCreated: Bool
    }

    /// The customer, found, changed or created.
    ///
    /// Other invoices of this run that need it wait meanwhile.
    func ensure(_ demand: CustomerDemand) async throws(SyncError) -> Ensured<Company> {
        let keys = ["customer:\(demand.foldedName)"] + (demand.tax.map { ["tax:\($0)"] } ?? [])
        return try await locks.withLocks(keys) { () async throws(SyncError) in
            try await create(
                "creating the customer “\(demand.name)”",
                match: { directory.companies.match(demand) },
                refresh: { () async throws(SyncError) in try await directory.companies.refresh(demand) },
                existing: { () async throws(SyncError) in try await existing(demand) },
                post: { (match) async throws(InvenTreeError) in
                    let isNameTaken = if case .none(true) = match { true } else { false }
                    let company = try await api.createCompany(demand.draft(isNameTaken: isNameTaken))
                    directory.companies.insert(company)
                    return company
                }
            )
        }
    }

    /// The part, found, made salable or created.
    ///
    /// Parts are created one at a time: in parallel the server deadlocks.
    func ensure(_ demand: PartDemand) async throws(SyncError) -> Ensured<Part> {
        if let part = directory.parts.match(demand), part.isSalable { return Ensured(row: part, isCreated: false) }
        return try await locks.withLocks(["parts"]) { () async throws(SyncError) in
            try await create(
                "creating the part “\(demand.name)”",
                match: { directory.parts.match(demand) },
                refresh: { () async throws(SyncError) in try await directory.parts.refresh(demand) },
                existing: { () async throws(SyncError) in try await existing(demand) },
                post: { (_) async throws(InvenTreeError) in
                    let part = try await api.createPart(demand.draft(category: partCategory))
                    directory.parts.insert(part)
                    return part
                }
            )
        }
    }

    /// Creates a row unless it exists, and looks before it creates again.
    ///
    /// A creation that was refused is looked for once: somebody else may have created the row, or taken its name.
    private func create<Row: Sendable, Match: Equatable & Sendable>(
        _ action: String,
        match: () -> Match,
        refresh: () async throws(SyncError) -> Void,
        existing: () async throws(SyncError) -> Row?,
        post: (Match) async throws(InvenTreeError) -> Row
    ) async throws(SyncError) -> Ensured<Row> {
        var mayBeOurs = false
        var attempt = 0
        while true {
            if let row = try await existing() { return Ensured(row: row, isCreated: mayBeOurs) }
            let before = match()
            do throws(InvenTreeError) {
                return Ensured(row: try await post(before), isCreated: true)
            } catch {
                if error.mayHaveBeenCarriedOut {
                    mayBeOurs = true
                    try await persistence.pause(after: attempt, error, action)
                    try await refresh()
                } else {
                    guard error.code == .refused, attempt + 1 < persistence.attempts else {
                        throw .server(action, error)
                    }
                    try await refresh()
                    if match() == before { throw .server(action, error) }
                }
                attempt += 1
            }
        }
    }

    private func existing(_ demand: CustomerDemand) async throws(SyncError) -> Company? {
        guard case .existing(let company, _) = directory.companies.match(demand) else { return nil }
        let changes = demand.changes(to: company)
        guard !changes.isEmpty else { return company }
        do throws(InvenTreeError) {
            let updated = try await api.updateCompany(company.id, changes)
            directory.companies.insert(updated)
            return updated
        } catch {
            throw .server("changing the customer “\(company.name)” (\(company.id))", error)
        }
    }

    private func existing(_ demand: PartDemand) async throws(SyncError) -> Part? {
        guard let part = directory.parts.match(demand) else { return nil }
        guard !part.isSalable, makesPartsSalable else { return part }
        do throws(InvenTreeError) {
            let updated = try await api.updatePart(part.id, Part.Changes(isSalable: true))
            directory.parts.insert(updated)
            return updated
        } catch {
            throw .server("making the part “\(part.name)” (\(part.id)) salable", error)
        }
    }
}
