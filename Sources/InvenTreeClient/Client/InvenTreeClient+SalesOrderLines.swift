extension InvenTreeClient {
    /// Reads a part of the list of lines of an order.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when there is no such order.
    public func salesOrderLines(
        of order: SalesOrder.ID,
        page: PageRequest
    ) async throws(InvenTreeError) -> Page<SalesOrderLine> {
        try await self.page(SalesOrderLine.Filter(order: order), page)
    }

    /// Lists the lines of an order, reading on as they are asked for.
    public func salesOrderLines(of order: SalesOrder.ID, pageSize: Int = 250) -> PagedRows<SalesOrderLine> {
        rows(SalesOrderLine.Filter(order: order), pageSize: pageSize)
    }

    /// Counts the lines of an order without reading them.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when there is no such order.
    public func countSalesOrderLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> Int {
        try await count(SalesOrderLine.self, SalesOrderLine.Filter(order: order))
    }

    /// Reads a line.
    ///
    /// - Throws: ``InvenTreeError``; `notFound` when there is none of this key.
    public func salesOrderLine(_ id: SalesOrderLine.ID) async throws(InvenTreeError) -> SalesOrderLine {
        try await row(id)
    }

    /// Creates a line.
    ///
    /// - Parameters:
    ///   - draft: The line.
    ///   - showsPart: Whether the response is to tell of the part, which costs the server 15 % more; from API 530 on it does
    ///     so in any case.
    /// - Returns: The line.
    /// - Throws: ``InvenTreeError``; `refused` when the part is not salable, the currency not the
    ///   server's, or the order locked.
    public func createSalesOrderLine(
        _ draft: SalesOrderLine.Draft,
        showsPart: Bool = false
    ) async throws(InvenTreeError) -> SalesOrderLine {
        try await create(draft, showing: showsPart ? SalesOrderLine.partDetail : [])
    }

    /// Changes a line, and only the fields that are named.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when the order is locked.
    public func updateSalesOrderLine(
        _ id: SalesOrderLine.ID,
        _ changes: SalesOrderLine.Changes
    ) async throws(InvenTreeError) -> SalesOrderLine {
        try await update(id, changes)
    }

    /// Deletes a line.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when the order is locked.
    public func deleteSalesOrderLine(_ id: SalesOrderLine.ID) async throws(InvenTreeError) {
        try await delete(SalesOrderLine.self, id)
    }

    /// Deletes several lines in one request; only on servers of ``ServerInfo/deletesLinesTogether``.
    ///
    /// - Parameter ids: The lines; none of them sends no request, and those that are gone are passed over.
    /// - Throws: ``InvenTreeError``; `refused` when the order is locked, or none of the lines exists.
    public func deleteSalesOrderLines(_ ids: [SalesOrderLine.ID]) async throws(InvenTreeError) {
        try await delete(SalesOrderLine.self, together: ids)
    }
}

extension InvenTreeClient {
    /// Reads a part of the list of extra lines of an order.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when there is no such order.
    public func salesOrderExtraLines(
        of order: SalesOrder.ID,
        page: PageRequest
    ) async throws(InvenTreeError) -> Page<SalesOrderExtraLine> {
        try await self.page(SalesOrderExtraLine.Filter(order: order), page)
    }

    /// Lists the extra lines of an order, reading on as they are asked for.
    public func salesOrderExtraLines(of order: SalesOrder.ID, pageSize: Int = 250) -> PagedRows<SalesOrderExtraLine> {
        rows(SalesOrderExtraLine.Filter(order: order), pageSize: pageSize)
    }

    /// Counts the extra lines of an order without reading them.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when there is no such order.
    public func countSalesOrderExtraLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> Int {
        try await count(SalesOrderExtraLine.self, SalesOrderExtraLine.Filter(order: order))
    }

    /// Reads an extra line.
    ///
    /// - Throws: ``InvenTreeError``; `notFound` when there is none of this key.
    public func salesOrderExtraLine(_ id: SalesOrderExtraLine.ID) async throws(InvenTreeError) -> SalesOrderExtraLine {
        try await row(id)
    }

    /// Creates an extra line.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when the currency is not the server's or the order
    ///   locked.
    public func createSalesOrderExtraLine(
        _ draft: SalesOrderExtraLine.Draft
    ) async throws(InvenTreeError) -> SalesOrderExtraLine {
        try await create(draft)
    }

    /// Changes an extra line, and only the fields that are named.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when the order is locked.
    public func updateSalesOrderExtraLine(
        _ id: SalesOrderExtraLine.ID,
        _ changes: SalesOrderExtraLine.Changes
    ) async throws(InvenTreeError) -> SalesOrderExtraLine {
        try await update(id, changes)
    }

    /// Deletes an extra line.
    ///
    /// - Throws: ``InvenTreeError``; `refused` when the order is locked.
    public func deleteSalesOrderExtraLine(_ id: SalesOrderExtraLine.ID) async throws(InvenTreeError) {
        try await delete(SalesOrderExtraLine.self, id)
    }

    /// Deletes several extra lines in one request; only on servers of ``ServerInfo/deletesLinesTogether``.
    ///
    /// - Parameter ids: The extra lines; none of them sends no request, and those that are gone are passed over.
    /// - Throws: ``InvenTreeError``; `refused` when the order is locked, or none of the extra lines exists.
    public func deleteSalesOrderExtraLines(_ ids: [SalesOrderExtraLine.ID]) async throws(InvenTreeError) {
        try await delete(SalesOrderExtraLine.self, together: ids)
    }
}
