import HTTPTypes

// What can be done with rows of any kind; the public methods give it names.

extension InvenTreeClient {
    func page<Row: Resource>(
        _ filter: Row.Filter,
        _ page: PageRequest
    ) async throws(InvenTreeError) -> Page<Row> {
        var query = filter.query + Row.listParameters
        query.add(page)
        return try await value(of: Endpoint(.get, Row.collection, query: query).answering(rows: page.limit))
    }

    func rows<Row: Resource>(_ filter: Row.Filter, pageSize: Int) -> PagedRows<Row> {
        PagedRows(pageSize: pageSize) { request async throws(InvenTreeError) in
            try await self.page(filter, request)
        }
    }

    func count<Row: Resource>(_ type: Row.Type, _ filter: Row.Filter) async throws(InvenTreeError) -> Int {
        let page: Page<Row> = try await page(filter, .count)
        return page.count
    }

    func row<Row: Resource>(_ id: Row.ID) async throws(InvenTreeError) -> Row {
        try await value(of: Endpoint(.get, Row.item, value: id.description))
    }

    /// Creates a row, and asks for details of what it points to by the parameters that are named.
    func create<Row: Resource>(
        _ draft: Row.Draft,
        showing details: [QueryItem] = []
    ) async throws(InvenTreeError) -> Row {
        try await value(of: Endpoint(.post, Row.collection, query: details, json: draft))
    }

    func update<Row: Resource>(_ id: Row.ID, _ changes: Row.Changes) async throws(InvenTreeError) -> Row {
        try await value(
            of: Endpoint(.patch, Row.item, value: id.description, json: changes)
        )
    }

    func delete<Row: Resource>(_ type: Row.Type, _ id: Row.ID) async throws(InvenTreeError) {
        _ = try await exchanger.answer(to: Endpoint(.delete, Row.item, value: id.description))
    }

    /// Deletes rows in one request, by their keys and never by a filter: the server ignores filters beside `all`.
    func delete<Row: Resource>(_ type: Row.Type, together ids: [Row.ID]) async throws(InvenTreeError) {
        guard !ids.isEmpty else { return }
        _ = try await exchanger.answer(to: Endpoint(.delete, Row.collection, json: ["items": ids]))
    }

    func value<Value: Decodable>(of endpoint: Endpoint) async throws(InvenTreeError) -> Value {
        try await exchanger.answer(to: endpoint).decoded(Value.self, of: endpoint)
    }
}
