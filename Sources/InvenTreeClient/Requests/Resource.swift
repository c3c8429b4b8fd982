/// A kind of rows that the server keeps under one path.
protocol Resource: Decodable, Identifiable, Sendable where ID == PrimaryKey<Self> {
    associatedtype Draft: Encodable
    associatedtype Changes: Encodable
    associatedtype Filter: ListFilter

    /// The path of the list of rows.
    static var collection: String { get }

    /// What every list of these rows is asked with: an order in which they stay put as far as the server offers one,
    /// and no details that nobody reads.
    static var listParameters: [QueryItem] { get }
}

extension Resource {
    /// The path of one row.
    static var item: String { collection + "{id}/" }
}

/// Which rows of a list are wanted.
protocol ListFilter: Sendable {
    var query: [QueryItem] { get }
}

extension Company: Resource {
    static let collection = "/api/company/"
    static let listParameters = [QueryItem(name: "ordering", value: "name")]
}

extension Part: Resource {
    static let collection = "/api/part/"
    static let listParameters = [
        QueryItem(name: "ordering", value: "name"),
        QueryItem(name: "category_detail", value: "false"),
        QueryItem(name: "price_breaks", value: "false"),
    ]
}

extension SalesOrder: Resource {
    static let collection = "/api/order/so/"

    /// References are unique, and what is created meanwhile mostly comes last.
    static let listParameters = [QueryItem(name: "ordering", value: "reference")]

    static let customerDetail = [QueryItem(name: "customer_detail", value: "true")]
}

extension SalesOrderLine: Resource {
    static let collection = "/api/order/so-line/"

    /// None of the server's orders tells all lines apart; without one they stay put until they are written to.
    static let listParameters = partDetail

    static let partDetail = [QueryItem(name: "part_detail", value: "true")]

    struct Filter: ListFilter {
        let order: SalesOrder.ID
        var query: [QueryItem] { [QueryItem(name: "order", value: order.description)] }
    }
}

extension SalesOrderExtraLine: Resource {
    static let collection = "/api/order/so-extra-line/"
    static let listParameters: [QueryItem] = []

    typealias Filter = SalesOrderLine.Filter
}
