public import Foundation

/// The head of a sales order.
public struct SalesOrder: Identifiable, Hashable, Sendable {
    /// The key of a sales order.
    public typealias ID = PrimaryKey<SalesOrder>

    /// The server's key.
    public let id: ID

    /// The order's number: unique, at most 64 characters, of the server's pattern.
    public let reference: String

    /// A free text, at most 250 characters.
    public let description: String

    /// The customer; nil once the company has been deleted.
    public let customer: Company.ID?

    /// The customer's own number for the order, at most 64 characters.
    public let customerReference: String

    /// Where the order stands.
    public let status: SalesOrderStatus

    /// The day on which the order was made.
    public let creationDate: CalendarDate?

    /// The day on which the order was issued.
    public let issueDate: CalendarDate?

    /// The day by which the order is to be done.
    public let targetDate: CalendarDate?

    /// The code of the order's currency; nil where the customer's or the server's counts.
    public let orderCurrency: String?

    /// How many lines the order has; nil in the answer to a creation, which does not count them.
    public let lineItems: Int?

    /// The sum of lines and extra lines; nil where their currencies mix without a rate.
    public let totalPrice: Decimal?

    /// The customer as it is; only answers to a creation or change of an order tell it.
    public let customerDetail: CompanyBrief?

    /// Makes an order as the server might have answered it.
    public init(
        id: ID,
        reference: String,
        description: String = "",
        customer: Company.ID?,
        customerReference: String = "",
        status: SalesOrderStatus = .pending,
        creationDate: CalendarDate? = nil,
        issueDate: CalendarDate? = nil,
        targetDate: CalendarDate? = nil,
        orderCurrency: String? = nil,
        lineItems: Int? = nil,
        totalPrice: Decimal? = nil,
        customerDetail: CompanyBrief? = nil
    ) {
        self.id = id
        self.reference = reference
        self.description = description
        self.customer = customer
        self.customerReference = customerReference
        self.status = status
        self.creationDate = creationDate
        self.issueDate = issueDate
        self.targetDate = targetDate
        self.orderCurrency = orderCurrency
        self.lineItems = lineItems
        self.totalPrice = totalPrice
        self.customerDetail = customerDetail
    }
}

extension SalesOrder: Decodable {
    enum CodingKeys: String, CodingKey {
        case id = "pk"
        case reference, description, customer, status, notes
        case customerReference = "customer_reference"
        case creationDate = "creation_date"
        case issueDate = "issue_date"
        case targetDate = "target_date"
        case orderCurrency = "order_currency"
        case lineItems = "line_items"
        case totalPrice = "total_price"
        case customerDetail = "customer_detail"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key, reference or status are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        reference = try fields.decode(String.self, forKey: .reference)
        description = try fields.text(.description)
        customer = try fields.decodeIfPresent(Company.ID.self, forKey: .customer)
        customerReference = try fields.text(.customerReference)
        status = try fields.decode(SalesOrderStatus.self, forKey: .status)
        creationDate = try fields.decodeIfPresent(CalendarDate.self, forKey: .creationDate)
        issueDate = try fields.decodeIfPresent(CalendarDate.self, forKey: .issueDate)
        targetDate = try fields.decodeIfPresent(CalendarDate.self, forKey: .targetDate)
        let currency = try fields.text(.orderCurrency)
        orderCurrency = currency.isEmpty ? nil : currency
        lineItems = try fields.decodeIfPresent(Int.self, forKey: .lineItems)
        totalPrice = try fields.decimal(.totalPrice)
        customerDetail = try fields.decodeIfPresent(CompanyBrief.self, forKey: .customerDetail)
    }
}
