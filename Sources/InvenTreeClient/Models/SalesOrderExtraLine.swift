public import Foundation

/// A line of a sales order that names no part, such as a discount or a fee.
public struct SalesOrderExtraLine: Identifiable, Hashable, Sendable {
    /// The key of an extra line.
    public typealias ID = PrimaryKey<SalesOrderExtraLine>

    /// The server's key.
    public let id: ID

    /// The order on which the line stands.
    public let order: SalesOrder.ID

    /// How many; not negative.
    public let quantity: Decimal

    /// The price of one, in `priceCurrency`, which may be negative; nil for no price.
    public let price: Decimal?

    /// The code of the price's currency.
    public let priceCurrency: String

    /// A short text, at most 100 characters.
    public let reference: String

    /// A text, at most 250 characters.
    public let description: String

    /// A free text, at most 500 characters.
    public let notes: String

    /// The number of the line on its order, a text of at most 20 characters; `nil` from a server before API 473.
    public let number: String?

    /// The discount in percent, 2 decimals, from 0 to 100; `nil` from a server before API 524.
    public let discount: Decimal?

    /// Makes an extra line as the server might have answered it.
    public init(
        id: ID,
        order: SalesOrder.ID,
        quantity: Decimal = 1,
        price: Decimal? = nil,
        priceCurrency: String = "",
        reference: String = "",
        description: String = "",
        notes: String = "",
        number: String? = nil,
        discount: Decimal? = nil
    ) {
        self.id = id
        self.order = order
        self.quantity = quantity
        self.price = price
        self.priceCurrency = priceCurrency
        self.reference = reference
        self.description = description
        self.notes = notes
        self.number = number
        self.discount = discount
    }
}

extension SalesOrderExtraLine: Decodable {
    enum CodingKeys: String, CodingKey {
        case id = "pk"
        case number = "line"
        case discount
        case order, quantity, price, reference, description, notes
        case priceCurrency = "price_currency"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key, order or quantity are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        order = try fields.decode(SalesOrder.ID.self, forKey: .order)
        quantity = try fields.requiredDecimal(.quantity)
        price = try fields.decimal(.price)
        priceCurrency = try fields.text(.priceCurrency)
        reference = try fields.text(.reference)
        description = try fields.text(.description)
        notes = try fields.text(.notes)
        number = try fields.decodeIfPresent(String.self, forKey: .number)
        discount = try fields.decimal(.discount)
    }
}
