public import InvenTreeClient

/// What the engine needs of an InvenTree server.
///
/// `InvenTreeClient` conforms; a test or an embedder may bring another.
///
/// Every operation throws `InvenTreeError`, whose `isTransient` and `mayHaveBeenCarriedOut` decide what the engine does.
public protocol SalesOrderAPI: Sendable {
    /// What tells this server from others, the same from run to run, such as its address; at most 100 characters.
    var serverIdentity: String { get }
    /// The server's version.
    func serverInfo() async throws(InvenTreeError) -> ServerInfo
    /// Who the requests are sent as.
    func currentUser() async throws(InvenTreeError) -> User
    /// What that user may do.
    func roles() async throws(InvenTreeError) -> Roles
    /// The values of all global settings, by name.
    func settings() async throws(InvenTreeError) -> [GlobalSetting.Key: String]
    /// Changes a global setting.
    func updateSetting(_ key: GlobalSetting.Key, value: String) async throws(InvenTreeError) -> GlobalSetting
    /// How the server shapes the references of its sales orders, and the next one.
    func salesOrderReferences() async throws(InvenTreeError) -> ReferenceRule

    /// The reference that the server would give to a sales order created now without one.
    func nextSalesOrderReference() async throws(InvenTreeError) -> String?

    /// One page of companies.
    func companies(_ filter: Company.Filter, page: PageRequest) async throws(InvenTreeError) -> Page<Company>
    /// Every company of a filter, each once.
    func allCompanies(_ filter: Company.Filter) async throws(InvenTreeError) -> [Company]
    /// Every company that an expression finds; `badAnswer` where the server cannot search so.
    func search(_ search: Company.Search) async throws(InvenTreeError) -> [Company]
    /// A company by its server key; `notFound` if there is none.
    func company(_ id: Company.ID) async throws(InvenTreeError) -> Company
    /// Creates a company.
    func createCompany(_ draft: Company.Draft) async throws(InvenTreeError) -> Company
    /// Changes a company.
    func updateCompany(_ id: Company.ID, _ changes: Company.Changes) async throws(InvenTreeError) -> Company

    /// One page of parts.
    func parts(_ filter: Part.Filter, page: PageRequest) async throws(InvenTreeError) -> Page<Part>
    /// Every part of a filter, each once.
    func allParts(_ filter: Part.Filter) async throws(InvenTreeError) -> [Part]
    /// Every part that an expression finds; `badAnswer` where the server cannot search so.
    func search(_ search: Part.Search) async throws(InvenTreeError) -> [Part]
    /// A part by its server key; `notFound` if there is none.
    func part(_ id: Part.ID) async throws(InvenTreeError) -> Part
    /// Creates a part.
    func createPart(_ draft: Part.Draft) async throws(InvenTreeError) -> Part
    /// Changes a part.
    func updatePart(_ id: Part.ID, _ changes: Part.Changes) async throws(InvenTreeError) -> Part

    /// A category of parts; `notFound` if there is none of this key, `forbidden` if the user may not view it.
    func partCategory(_ id: PartCategory.ID) async throws(InvenTreeError) -> PartCategory

    /// One page of sales orders.
    func salesOrders(_ filter: SalesOrder.Filter, page: PageRequest) async throws(InvenTreeError) -> Page<SalesOrder>
    /// Every sales order of a filter, each once.
    func allSalesOrders(_ filter: SalesOrder.Filter) async throws(InvenTreeError) -> [SalesOrder]
    /// A sales order; `notFound` if there is none of this pk.
    func salesOrder(_ id: SalesOrder.ID) async throws(InvenTreeError) -> SalesOrder
    /// Every sales order that an expression finds; `badAnswer` where the server cannot search so.
    func search(_ search: SalesOrder.Search) async throws(InvenTreeError) -> [SalesOrder]
    /// Creates a sales order; the response tells of the customer where that is asked for.
    func createSalesOrder(
        _ draft: SalesOrder.Draft,
        showsCustomer: Bool
    ) async throws(InvenTreeError) -> SalesOrder
    /// Changes a sales order's header.
    func updateSalesOrder(
        _ id: SalesOrder.ID,
        _ changes: SalesOrder.Changes
    ) async throws(InvenTreeError) -> SalesOrder

    /// Every line of an order, each once.
    func allSalesOrderLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> [SalesOrderLine]
    /// Creates a line; the response tells of the part where that is asked for.
    func createSalesOrderLine(
        _ draft: SalesOrderLine.Draft,
        showsPart: Bool
    ) async throws(InvenTreeError) -> SalesOrderLine
    /// Changes a line.
    func updateSalesOrderLine(
        _ id: SalesOrderLine.ID,
        _ changes: SalesOrderLine.Changes
    ) async throws(InvenTreeError) -> SalesOrderLine
    /// Removes a line.
    func deleteSalesOrderLine(_ id: SalesOrderLine.ID) async throws(InvenTreeError)
    /// Removes several lines in one request, where the server can; `refused` if none of them exists.
    func deleteSalesOrderLines(_ ids: [SalesOrderLine.ID]) async throws(InvenTreeError)

    /// Every extra line of an order, each once.
    func allSalesOrderExtraLines(of order: SalesOrder.ID) async throws(InvenTreeError) -> [SalesOrderExtraLine]
    /// Creates an extra line.
    func createSalesOrderExtraLine(
        _ draft: SalesOrderExtraLine.Draft
    ) async throws(InvenTreeError) -> SalesOrderExtraLine
    /// Changes an extra line.
    func updateSalesOrderExtraLine(
        _ id: SalesOrderExtraLine.ID,
        _ changes: SalesOrderExtraLine.Changes
    ) async throws(InvenTreeError) -> SalesOrderExtraLine
    /// Removes an extra line.
    func deleteSalesOrderExtraLine(_ id: SalesOrderExtraLine.ID) async throws(InvenTreeError)
    /// Removes several extra lines in one request, where the server can; `refused` if none of them exists.
    func deleteSalesOrderExtraLines(_ ids: [SalesOrderExtraLine.ID]) async throws(InvenTreeError)
}
