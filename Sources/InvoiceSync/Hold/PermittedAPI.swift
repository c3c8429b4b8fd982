import InvenTreeClient

/// A server to which nothing is written without a permit, asked for anew before each write.
///
/// A worker that was stopped for longer than its lease wakes in the middle of an invoice; whoever took its work over
/// meanwhile must not find it writing (<doc:ExactlyOnce#Leases-and-locks>). Reading needs no permit.
struct PermittedAPI: SalesOrderAPI {
    let server: any SalesOrderAPI
    let permit: WritePermit

    /// Asks for the permit before the request, and lets the client ask for it before each repetition.
    private func permitted<Value: Sendable>(
        _ request: () async throws(InvenTreeError) -> Value
    ) async throws(InvenTreeError) -> Value {
        let permit = permit
        _ = try await permit.require()
        return try await WritePermission.requiring(
            { () async throws(InvenTreeError) in
                try await permit.require()
            },
            request
        )
    }

    /// The server, for writes that need locks, too.
    func under(_ locks: [LockName]) -> PermittedAPI {
        PermittedAPI(server: server, permit: permit.under(locks))
    }

    func updateSetting(_ key: GlobalSetting.Key, value: String) async throws(InvenTreeError) -> GlobalSetting {
        try await permitted { () async throws(InvenTreeError) in try await server.updateSetting(key, value: value) }
    }

    func createCompany(_ draft: Company.Draft) async throws(InvenTreeError) -> Company {
        try await permitted { () async throws(InvenTreeError) in try await server.createCompany(draft) }
    }

    func updateCompany(_ id: Company.ID, _ changes: Company.Changes) async throws(InvenTreeError) -> Company {
        try await permitted { () async throws(InvenTreeError) in try await server.updateCompany(id, changes) }
    }

    func createPart(_ draft: Part.Draft) async throws(InvenTreeError) -> Part {
        try await permitted { () async throws(InvenTreeError) in try await server.createPart(draft) }
    }

    func updatePart(_ id: Part.ID, _ changes: Part.Changes) async throws(InvenTreeError) -> Part {
        try await permitted { () async throws(InvenTreeError) in try await server.updatePart(id, changes) }
    }

    func createSalesOrder(
        _ draft: SalesOrder.Draft,
        showsCustomer: Bool
    ) async throws(InvenTreeError) -> SalesOrder {
        try await permitted { () async throws(InvenTreeError) in
            try await server.createSalesOrder(draft, showsCustomer: showsCustomer)
        }
    }

    func updateSalesOrder(
        _ id: SalesOrder.ID,
        _ changes: SalesOrder.Changes
    ) async throws(InvenTreeError) -> SalesOrder {
        try await permitted { () async throws(InvenTreeError) in try await server.updateSalesOrder(id, changes) }
    }

    func createSalesOrderLine(
        _ draft: SalesOrderLine.Draft,
        showsPart: Bool
    ) async throws(InvenTreeError) -> SalesOrderLine {
        try await permitted { () async throws(InvenTreeError) in
            try await server.createSalesOrderLine(draft, showsPart: showsPart)
        }
    }

    func updateSalesOrderLine(
        _ id: SalesOrderLine.ID,
        _ changes: SalesOrderLine.Changes
    ) async throws(InvenTreeError) -> SalesOrderLine {
        try await permitted { () async throws(InvenTreeError) in try await server.updateSalesOrderLine(id, changes) }
    }

    func deleteSalesOrderLine(_ id: SalesOrderLine.ID) async throws(InvenTreeError) {
        try await permitted { () async throws(InvenTreeError) in try await server.deleteSalesOrderLine(id) }
    }

    func deleteSalesOrderLines(_ ids: [SalesOrderLine.ID]) async throws(InvenTreeError) {
        try await permitted { () async throws(InvenTreeError) in try await server.deleteSalesOrderLines(ids) }
    }

    func createSalesOrderExtraLine(
        _ draft: SalesOrderExtraLine.Draft
    ) async throws(InvenTreeError) -> SalesOrderExtraLine {
        try await permitted { () async throws(InvenTreeError) in try await server.createSalesOrderExtraLine(draft) }
    }

    func updateSalesOrderExtraLine(
        _ id: SalesOrderExtraLine.ID,
        _ changes: SalesOrderExtraLine.Changes
    ) async throws(InvenTreeError) -> SalesOrderExtraLine {
        try await permitted { () async throws(InvenTreeError) in try await server.updateSalesOrderExtraLine(id, changes)
        }
    }

    func deleteSalesOrderExtraLine(_ id: SalesOrderExtraLine.ID) async throws(InvenTreeError) {
        try await permitted { () async throws(InvenTreeError) in try await server.deleteSalesOrderExtraLine(id) }
    }

    func deleteSalesOrderExtraLines(_ ids: [SalesOrderExtraLine.ID]) async throws(InvenTreeError) {
        try await permitted { () async throws(InvenTreeError) in try await server.deleteSalesOrderExtraLines(ids) }
    }
}

extension PermittedAPI {
    var serverIdentity: String { server.serverIdentity }

    func serverInfo() async throws(InvenTreeError) -> ServerInfo { try await server.serverInfo() }

    func currentUser() async throws(InvenTreeError) -> User { try await server.currentUser() }

    func roles() async throws(InvenTreeError) -> Roles { try await server.roles() }

    func settings() async throws(InvenTreeError) -> [GlobalSetting.Key: String] { try await server.settings() }

    func nextSalesOrderReference() async throws(InvenTreeError) -> String? {
        try await server.nextSalesOrderReference()
    }

    func partCategory(_ id: PartCategory.ID) async throws(InvenTreeError) -> PartCategory {
        try await server.partCategory(id)
    }

    func salesOrderReferences() async throws(InvenTreeError) -> ReferenceRule {
        try await server.salesOrderReferences()
    }

    func companies(_ filter: Company.Filter, page: PageRequest) async throws(InvenTreeError) -> Page<Company> {
        try await server.companies(filter, page: page)
    }

    func allCompanies(_ filter: Company.Filter) async throws(InvenTreeError) -> [Company] {
        try await server.allCompanies(filter)
    }

    func company(_ id: Company.ID) async throws(InvenTreeError) -> Company { try await server.company(id) }

    func part(_ id: Part.ID) async throws(InvenTreeError) -> Part { try await server.part(id) }

    func parts(_ filter: Part.Filter, page: PageRequest) async throws(InvenTreeError) -> Page<Part> {
        try await server.parts(filter, page: page)
    }

    func allParts(_ filter: Part.Filter) async throws(InvenTreeError) -> [Part] {
        try await server.allParts(filter)
    }

    func salesOrders(_ filter: SalesOrder.Filter, page: PageRequest) async throws(InvenTreeError) -> Page<SalesOrder> {
        try await server.salesOrders(filter, page: page)
    }

    func allSalesOrders(_ filter: SalesOrder.Filter) async throws(InvenTreeError) -> [SalesOrder] {
        try await server.allSalesOrders(filter)
    }

    func salesOrder(_ id: SalesOrder.ID) async throws(InvenTreeError) -> SalesOrder {
        try await server.salesOrder(id)
    }

    func search(_ search: Company.Search) async throws(InvenTreeError) -> [Company] {
        try await server.search(search)
    }

    func search(_ search: Part.Search) async throws(InvenTreeError) -> [Part] { try await server.search(search) }

    func search(_ search: SalesOrder.Search) async throws(InvenTreeError) -> [SalesOrder] {
        try await server.search(search)
    }

    func allSalesOrderLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> [SalesOrderLine] {
        try await server.allSalesOrderLines(of: order)
    }

    func allSalesOrderExtraLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> [SalesOrderExtraLine] {
        try await server.allSalesOrderExtraLines(of: order)
    }
}
