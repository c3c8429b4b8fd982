extension InvenTreeClient {
    /// Reads a part of the list of companies.
    ///
    /// - Throws: ``InvenTreeError``.
    public func companies(
        _ filter: Company.Filter = Company.Filter(),
        page: PageRequest
    ) async throws(InvenTreeError) -> Page<Company> {
        try await self.page(filter, page)
    }

    /// Lists companies, reading on as they are asked for.
    public func companies(
        _ filter: Company.Filter = Company.Filter(),
        pageSize: Int = 250
    ) -> PagedRows<Company> {
        rows(filter, pageSize: pageSize)
    }

    /// Counts companies without reading them.
    ///
    /// - Throws: ``InvenTreeError``.
    public func countCompanies(_ filter: Company.Filter = Company.Filter()) async throws(InvenTreeError) -> Int {
        try await count(Company.self, filter)
    }

    /// Reads a company.
    ///
    /// - Throws: ``InvenTreeError``; `notFound` when there is none of this key.
    public func company(_ id: Company.ID) async throws(InvenTreeError) -> Company {
        try await row(id)
    }

    /// Creates a company.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when there is one of the same name and e-mail address. Of several that
    ///   create it at the same time, one succeeds and the others are refused or get a 500
    ///   (<doc:ServerBehaviour#Error-responses>).
    public func createCompany(_ draft: Company.Draft) async throws(InvenTreeError) -> Company {
        try await create(draft)
    }

    /// Changes a company, and only the fields that are named.
    ///
    /// - Throws: ``InvenTreeError``.
    public func updateCompany(
        _ id: Company.ID,
        _ changes: Company.Changes
    ) async throws(InvenTreeError) -> Company {
        try await update(id, changes)
    }

    /// Deletes a company.
    ///
    /// - Throws: ``InvenTreeError``.
    public func deleteCompany(_ id: Company.ID) async throws(InvenTreeError) {
        try await delete(Company.self, id)
    }
}
