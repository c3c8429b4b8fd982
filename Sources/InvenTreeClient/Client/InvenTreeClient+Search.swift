import HTTPTypes

extension InvenTreeClient {
    /// Finds companies by an expression, in one request.
    ///
    /// - Returns: Every one of them, by name.
    /// - Throws: ``InvenTreeError``; `badAnswer` where the server cannot search so, for a bad expression among others.
    public func search(_ search: Company.Search) async throws(InvenTreeError) -> [Company] {
        try await rows(of: SearchRequest(model: "company", expression: search.expression))
    }

    /// Finds parts by an expression, in one request.
    ///
    /// - Returns: Every one of them, by name.
    /// - Throws: ``InvenTreeError``; `badAnswer` where the server cannot search so, for a bad expression among others.
    public func search(_ search: Part.Search) async throws(InvenTreeError) -> [Part] {
        let filter = QueryItem(name: "\(search.field.rawValue)_regex", value: search.expression)
        return try await rows(of: SearchRequest(model: "part", filters: [filter] + Part.listParameters))
    }

    /// Finds sales orders by an expression, in one request.
    ///
    /// - Returns: Every one of them.
    /// - Throws: ``InvenTreeError``; `badAnswer` where the server cannot search so, for a bad expression among others.
    public func search(_ search: SalesOrder.Search) async throws(InvenTreeError) -> [SalesOrder] {
        var filters: [QueryItem] = []
        filters.add("created_after", search.createdAfter)
        return try await rows(of: SearchRequest(model: "salesorder", expression: search.expression, filters: filters))
    }

    private func rows<Row: Decodable & Sendable>(of search: SearchRequest) async throws(InvenTreeError) -> [Row] {
        let endpoint = try Endpoint(.post, "/api/search/", json: search).reading()
            .answering(rows: 2000)
        let answer: SearchAnswer<Row> = try await value(of: endpoint)
        return answer.rows
    }
}
