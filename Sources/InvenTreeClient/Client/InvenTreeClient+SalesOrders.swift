extension InvenTreeClient {
    /// Reads a part of the list of sales orders.
    ///
    /// - Throws: ``InvenTreeError``.
    public func salesOrders(
        _ filter: SalesOrder.Filter = SalesOrder.Filter(),
        page: PageRequest
    ) async throws(InvenTreeError) -> Page<SalesOrder> {
        try await self.page(filter, page)
    }

    /// Lists sales orders, reading on as they are asked for.
    public func salesOrders(
        _ filter: SalesOrder.Filter = SalesOrder.Filter(),
        pageSize: Int = 250
    ) -> PagedRows<SalesOrder> {
        rows(filter, pageSize: pageSize)
    }

    /// Counts sales orders without reading them.
    ///
    /// - Throws: ``InvenTreeError``.
    public func countSalesOrders(_ filter: SalesOrder.Filter = SalesOrder.Filter()) async throws(InvenTreeError) -> Int
    {
        try await count(SalesOrder.self, filter)
    }

    /// Reads a sales order.
    ///
    /// - Throws: ``InvenTreeError``; `notFound` when there is none of this key.
    public func salesOrder(_ id: SalesOrder.ID) async throws(InvenTreeError) -> SalesOrder {
        try await row(id)
    }

    /// Creates a sales order, which will be pending.
    ///
    /// - Parameters:
    ///   - draft: The order.
    ///   - showsCustomer: Whether the response is to tell of the customer; from API 530 on it does so in any case.
    /// - Returns: The order.
    /// - Throws: ``InvenTreeError``; `refused` when the reference is taken or not of the server's pattern.
    public func createSalesOrder(
        _ draft: SalesOrder.Draft,
        showsCustomer: Bool = false
    ) async throws(InvenTreeError) -> SalesOrder {
        try await create(draft, showing: showsCustomer ? SalesOrder.customerDetail : [])
    }

    /// Changes a sales order, and only the fields that are named.
    ///
    /// - Throws: ``InvenTreeError``.
    public func updateSalesOrder(
        _ id: SalesOrder.ID,
        _ changes: SalesOrder.Changes
    ) async throws(InvenTreeError) -> SalesOrder {
        try await update(id, changes)
    }

    /// Deletes a sales order with its lines.
    ///
    /// - Throws: ``InvenTreeError``.
    public func deleteSalesOrder(_ id: SalesOrder.ID) async throws(InvenTreeError) {
        try await delete(SalesOrder.self, id)
    }
}
