public import Foundation

extension SalesOrderLine {
    /// A line to be created.
    public struct Draft: Hashable, Sendable {
        /// The order on which the line is to stand.
        public var order: SalesOrder.ID

        /// The part, which must be salable.
        public var part: Part.ID

        /// How many: not negative, 5 decimals, below 10^10.
        public var quantity: Decimal

        /// The price of one: not negative, 6 decimals, below 10^12; nil for no price.
        ///
        /// A price beyond its field is a 500 and is stored nevertheless, and each later line of the order is a 500, too
        /// (<doc:ServerBehaviour#Lines>).
        public var salePrice: Decimal?

        /// The code of the price's currency; left out, the server would take its own and not the order's.
        public var salePriceCurrency: String

        /// A short text, at most 100 characters.
        public var reference: String

        /// A free text, at most 500 characters.
        public var notes: String

        /// The number of the line on its order, at most 20 characters; `nil` leaves it out, as servers before API 473 do not
        /// know it.
        public var number: String?

        /// Makes a draft.
        public init(
            order: SalesOrder.ID,
            part: Part.ID,
            quantity: Decimal,
            salePrice: Decimal?,
            salePriceCurrency: String,
            reference: String = "",
            notes: String = "",
            number: String? = nil
        ) {
            self.order = order
            self.part = part
            self.quantity = quantity
            self.salePrice = salePrice
            self.salePriceCurrency = salePriceCurrency
            self.reference = reference
            self.notes = notes
            self.number = number
        }
    }

    /// What an update changes; all that is nil or unchanged stays as it is.
    public struct Changes: Hashable, Sendable {
        /// The part, which must be salable.
        public var part: Part.ID?

        /// How many: not negative, 5 decimals, below 10^10.
        public var quantity: Decimal?

        /// The price of one: not negative, 6 decimals, below 10^12.
        public var salePrice: FieldChange<Decimal>

        /// The code of the price's currency.
        public var salePriceCurrency: String?

        /// A short text, at most 100 characters.
        public var reference: String?

        /// A free text, at most 500 characters.
        public var notes: String?

        /// The number of the line on its order, at most 20 characters; only for servers from API 473 on.
        public var number: String?

        /// The discount in percent, 2 decimals, from 0 to 100; only for servers from API 524 on.
        public var discount: Decimal?

        /// Makes a set of changes.
        public init(
            part: Part.ID? = nil,
            quantity: Decimal? = nil,
            salePrice: FieldChange<Decimal> = .unchanged,
            salePriceCurrency: String? = nil,
            reference: String? = nil,
            notes: String? = nil,
            number: String? = nil,
            discount: Decimal? = nil
        ) {
            self.part = part
            self.quantity = quantity
            self.salePrice = salePrice
            self.salePriceCurrency = salePriceCurrency
            self.reference = reference
            self.notes = notes
            self.number = number
            self.discount = discount
        }

        /// Whether there is nothing to change.
        public var isEmpty: Bool { self == Changes() }
    }
}

extension SalesOrderLine.Draft: Encodable {
    /// Writes what the server wants of a new line, its numbers as text.
    ///
    /// - Throws: `EncodingError` when a number is none (NaN).
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: SalesOrderLine.CodingKeys.self)
        try fields.encode(order, forKey: .order)
        try fields.encode(part, forKey: .part)
        try fields.encode(exactly: quantity, forKey: .quantity)
        try fields.encode(exactly: salePrice, forKey: .salePrice)
        try fields.encode(salePriceCurrency, forKey: .salePriceCurrency)
        try fields.encodeUnlessEmpty(reference, forKey: .reference)
        try fields.encodeUnlessEmpty(notes, forKey: .notes)
        try fields.encodeIfPresent(number, forKey: .number)
    }
}

extension SalesOrderLine.Changes: Encodable {
    /// Writes only what changes, numbers as text.
    ///
    /// - Throws: `EncodingError` when a number is none (NaN).
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: SalesOrderLine.CodingKeys.self)
        try fields.encodeIfPresent(part, forKey: .part)
        try fields.encode(exactly: quantity, forKey: .quantity)
        try fields.encode(exactly: salePrice, forKey: .salePrice)
        try fields.encodeIfPresent(salePriceCurrency, forKey: .salePriceCurrency)
        try fields.encodeIfPresent(reference, forKey: .reference)
        try fields.encodeIfPresent(notes, forKey: .notes)
        try fields.encodeIfPresent(number, forKey: .number)
        try fields.encode(exactly: discount, forKey: .discount)
    }
}
