public import InvenTreeClient

extension InvenTreeClient: SalesOrderAPI {
    /// The server's address without its scheme.
    public var serverIdentity: String {
        AcceptableText.make(server.authority + server.basePath, limit: 100)
    }

    /// Every company of a filter, each once.
    public func allCompanies(_ filter: Company.Filter) async throws(InvenTreeError) -> [Company] {
        try await companies(filter).all()
    }

    /// Every part of a filter, each once.
    public func allParts(_ filter: Part.Filter) async throws(InvenTreeError) -> [Part] {
        try await parts(filter).all()
    }

    /// Every sales order of a filter, each once.
    public func allSalesOrders(_ filter: SalesOrder.Filter) async throws(InvenTreeError) -> [SalesOrder] {
        try await salesOrders(filter).all()
    }

    /// Every line of an order, each once.
    public func allSalesOrderLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> [SalesOrderLine] {
        try await salesOrderLines(of: order).all()
    }

    /// Every extra line of an order, each once.
    public func allSalesOrderExtraLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> [SalesOrderExtraLine] {
        try await salesOrderExtraLines(of: order).all()
    }
}
