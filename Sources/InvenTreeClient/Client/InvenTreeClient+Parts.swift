import HTTPTypes

extension InvenTreeClient {
    /// Reads a part of the list of parts.
    ///
    /// - Throws: ``InvenTreeError``.
    public func parts(
        _ filter: Part.Filter = Part.Filter(),
        page: PageRequest
    ) async throws(InvenTreeError) -> Page<Part> {
        try await self.page(filter, page)
    }

    /// Lists parts, reading on as they are asked for.
    public func parts(
        _ filter: Part.Filter = Part.Filter(),
        pageSize: Int = 250
    ) -> PagedRows<Part> {
        rows(filter, pageSize: pageSize)
    }

    /// Counts parts without reading them.
    ///
    /// - Throws: ``InvenTreeError``.
    public func countParts(_ filter: Part.Filter = Part.Filter()) async throws(InvenTreeError) -> Int {
        try await count(Part.self, filter)
    }

    /// Reads a part.
    ///
    /// - Throws: ``InvenTreeError``; `notFound` when there is none of this key.
    public func part(_ id: Part.ID) async throws(InvenTreeError) -> Part {
        try await row(id)
    }

    /// Creates a part.
    ///
    /// Parts are to be created one at a time: those created in parallel deadlock
    /// (<doc:ServerBehaviour#Parallel-requests>).
    ///
    /// - Throws: ``InvenTreeError``; `refused` when there is one of the same name, number and revision.
    public func createPart(_ draft: Part.Draft) async throws(InvenTreeError) -> Part {
        try await create(draft)
    }

    /// Changes a part, and only the fields that are named.
    ///
    /// - Throws: ``InvenTreeError``.
    public func updatePart(
        _ id: Part.ID,
        _ changes: Part.Changes
    ) async throws(InvenTreeError) -> Part {
        try await update(id, changes)
    }

    /// Reads a category of parts.
    ///
    /// - Parameter id: The category's key.
    /// - Returns: The category.
    /// - Throws: ``InvenTreeError``; `notFound` when there is none of this key, `forbidden` when the user lacks the right to
    ///   view categories.
    public func partCategory(_ id: PartCategory.ID) async throws(InvenTreeError) -> PartCategory {
        try await value(of: Endpoint(.get, "/api/part/category/{id}/", value: id.description))
    }

    /// Deletes a part.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when the part is still active.
    public func deletePart(_ id: Part.ID) async throws(InvenTreeError) {
        try await delete(Part.self, id)
    }
}
