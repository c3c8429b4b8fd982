import InvenTreeClient

/// Finds the rows that tables of aliases name, before a sync begins (<doc:NameRules#Aliases>).
struct AliasResolver: Sendable {
    let api: any SalesOrderAPI

    /// So many rows are read one by one; more are listed.
    private static let readOneByOne = 10

    /// Finds the rows of all tables of a configuration.
    ///
    /// - Parameter configuration: The tables.
    /// - Returns: The rows, and one check for each table, which names the lines whose targets are not there.
    /// - Throws: ``InvenTreeError`` if the server cannot be asked.
    func resolve(
        _ configuration: SyncConfiguration
    ) async throws(InvenTreeError) -> (aliases: Aliases, checks: [Preflight.Check]) {
        var aliases = Aliases()
        var checks: [Preflight.Check] = []
        if let table = configuration.partAliases {
            var index = PartIndex()
            for part in try await parts(of: table) { index.insert(part) }
            let (rows, check) = rows(of: table, "parts.aliases", "part", "IPN") { target in
                switch target {
                case .key(let pk): index[.init(pk)]
                case .code(let ipn): index.part(ipn: ipn)
                }
            }
            aliases.parts = rows
            checks.append(check)
        }
        if let table = configuration.customerAliases {
            var index = CompanyIndex()
            for company in try await companies(of: table) { index.insert(company) }
            let (rows, check) = rows(of: table, "customers.aliases", "company", "CUI") { target in
                switch target {
                case .key(let pk): index[.init(pk)]
                case .code(let code): TaxIdentity(code).flatMap { index.company(tax: $0) }
                }
            }
            aliases.customers = rows
            checks.append(check)
        }
        return (aliases, checks)
    }

    private func rows<Row>(
        of table: AliasTable,
        _ setting: String,
        _ noun: String,
        _ code: String,
        _ row: (AliasTable.Target) -> Row?
    ) -> (rows: [AliasKey: Row], check: Preflight.Check) {
        var rows: [AliasKey: Row] = [:]
        var problems: [String] = []
        for alias in table.aliases {
            if let row = row(alias.target) {
                rows[alias.key] = row
            } else {
                let target =
                    switch alias.target {
                    case .key(let pk): "the server key \(pk)"
                    case .code(let text): "the \(code) \(TaxIdentity.shown(text))"
                    }
                problems.append("\(table.file) line \(alias.line): no \(noun) has \(target)")
            }
        }
        guard !problems.isEmpty else { return (rows, .ok(setting, "\(rows.count) aliases in \(table.file)")) }
        let remedy = "Correct the targets in \(table.file), or remove those lines."
        return (rows, .failed(setting, problems.joined(separator: "; "), remedy))
    }

    private func parts(of table: AliasTable) async throws(InvenTreeError) -> [Part] {
        guard table.keys.count <= Self.readOneByOne else { return try await api.allParts(.init()) }
        var found: [Part] = []
        for key in table.keys {
            let part = try await ifFound { () async throws(InvenTreeError) in try await api.part(.init(key)) }
            if let part { found.append(part) }
        }
        return try await found
            + searched(table.codes.map { SearchTerm(name: $0) }) { expression async throws(InvenTreeError) in
                try await api.search(Part.Search(.ipn, expression: expression))
            } list: { () async throws(InvenTreeError) in
                try await api.allParts(.init())
            }
    }

    private func companies(of table: AliasTable) async throws(InvenTreeError) -> [Company] {
        guard table.keys.count <= Self.readOneByOne else { return try await api.allCompanies(.init()) }
        var found: [Company] = []
        for key in table.keys {
            let company = try await ifFound { () async throws(InvenTreeError) in try await api.company(.init(key)) }
            if let company { found.append(company) }
        }
        let terms = table.codes.compactMap { TaxIdentity($0) }.map { SearchTerm(taxCode: $0) }
        return try await found
            + searched(terms) { expression async throws(InvenTreeError) in
                try await api.search(Company.Search(expression: expression))
            } list: { () async throws(InvenTreeError) in
                try await api.allCompanies(.init())
            }
    }

    private func searched<Row>(
        _ terms: [SearchTerm],
        search: (String) async throws(InvenTreeError) -> [Row],
        list: () async throws(InvenTreeError) -> [Row]
    ) async throws(InvenTreeError) -> [Row] {
        var found: [Row] = []
        do throws(InvenTreeError) {
            for expression in PrefixTree.expressions(matching: Set(terms)) { found += try await search(expression) }
            return found
        } catch {
            guard error.code == .badAnswer else { throw error }
            return try await list()
        }
    }

    private func ifFound<Row>(_ read: () async throws(InvenTreeError) -> Row) async throws(InvenTreeError) -> Row? {
        do throws(InvenTreeError) {
            return try await read()
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}

extension AliasTable {
    fileprivate var keys: [Int] {
        Set(aliases.compactMap { if case .key(let key) = $0.target { key } else { nil } }).sorted()
    }

    fileprivate var codes: [String] {
        aliases.compactMap { if case .code(let code) = $0.target { code } else { nil } }
    }
}
