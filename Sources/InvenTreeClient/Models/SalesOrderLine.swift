public import Foundation

/// A line of a sales order: so many of a part, at a price.
public struct SalesOrderLine: Identifiable, Hashable, Sendable {
    /// The key of a line.
    public typealias ID = PrimaryKey<SalesOrderLine>

    /// The server's key.
    public let id: ID

    /// The order on which the line stands.
    public let order: SalesOrder.ID

    /// The part; nil once it has been deleted.
    public let part: Part.ID?

    /// How many; 5 decimals are stored, though the answer to a creation echoes more.
    public let quantity: Decimal

    /// The price of one, in `salePriceCurrency`, of which 6 decimals are stored; nil for no price.
    public let salePrice: Decimal?

    /// The code of the price's currency.
    public let salePriceCurrency: String

    /// A short text, at most 100 characters.
    public let reference: String

    /// A free text, at most 500 characters.
    public let notes: String

    /// The number of the line on its order, a text of at most 20 characters; `nil` from a server before API 473.
    public let number: String?

    /// The discount in percent, 2 decimals, from 0 to 100; `nil` from a server before API 524.
    public let discount: Decimal?

    /// The part as it is; only answers to a creation or change of a line tell it.
    public let partDetail: PartBrief?

    /// Makes a line as the server might have answered it.
    public init(
        id: ID,
        order: SalesOrder.ID,
        part: Part.ID?,
        quantity: Decimal = 1,
        salePrice: Decimal? = nil,
        salePriceCurrency: String = "",
        reference: String = "",
        notes: String = "",
        number: String? = nil,
        discount: Decimal? = nil,
        partDetail: PartBrief? = nil
    ) {
        self.id = id
        self.order = order
        self.part = part
        self.quantity = quantity
        self.salePrice = salePrice
        self.salePriceCurrency = salePriceCurrency
        self.reference = reference
        self.notes = notes
        self.number = number
        self.discount = discount
        self.partDetail = partDetail
    }
}

extension SalesOrderLine: Decodable {
    enum CodingKeys: String, CodingKey {
        case id = "pk"
        case number = "line"
        case discount
        case order, part, quantity, reference, notes
        case salePrice = "sale_price"
        case salePriceCurrency = "sale_price_currency"
        case partDetail = "part_detail"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key, order or quantity are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        order = try fields.decode(SalesOrder.ID.self, forKey: .order)
        part = try fields.decodeIfPresent(Part.ID.self, forKey: .part)
        quantity = try fields.requiredDecimal(.quantity)
        salePrice = try fields.decimal(.salePrice)
        salePriceCurrency = try fields.text(.salePriceCurrency)
        reference = try fields.text(.reference)
        notes = try fields.text(.notes)
        number = try fields.decodeIfPresent(String.self, forKey: .number)
        discount = try fields.decimal(.discount)
        partDetail = try fields.decodeIfPresent(PartBrief.self, forKey: .partDetail)
    }
}
