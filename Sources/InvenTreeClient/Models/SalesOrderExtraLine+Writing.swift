public import Foundation

extension SalesOrderExtraLine {
    /// An extra line to be created.
    public struct Draft: Hashable, Sendable {
        /// The order on which the line is to stand.
        public var order: SalesOrder.ID

        /// How many: not negative, 5 decimals, below 10^10.
        public var quantity: Decimal

        /// The price of one: 6 decimals, below 10^12, may be negative; nil for no price.
        public var price: Decimal?

        /// The code of the price's currency; left out, the server would take its own and not the order's.
        public var priceCurrency: String

        /// A short text, at most 100 characters.
        public var reference: String

        /// A text, at most 250 characters.
        public var description: String

        /// A free text, at most 500 characters.
        public var notes: String

        /// The number of the line on its order, at most 20 characters; `nil` leaves it out, as servers before API 473 do not
        /// know it.
        public var number: String?

        /// Makes a draft.
        public init(
            order: SalesOrder.ID,
            quantity: Decimal,
            price: Decimal?,
            priceCurrency: String,
            reference: String = "",
            description: String = "",
            notes: String = "",
            number: String? = nil
        ) {
            self.order = order
            self.quantity = quantity
            self.price = price
            self.priceCurrency = priceCurrency
            self.reference = reference
            self.description = description
            self.notes = notes
            self.number = number
        }
    }

    /// What an update changes; all that is nil or unchanged stays as it is.
    public struct Changes: Hashable, Sendable {
        /// How many: not negative, 5 decimals, below 10^10.
        public var quantity: Decimal?

        /// The price of one: 6 decimals, below 10^12, may be negative.
        public var price: FieldChange<Decimal>

        /// The code of the price's currency.
        public var priceCurrency: String?

        /// A short text, at most 100 characters.
        public var reference: String?

        /// A text, at most 250 characters.
        public var description: String?

        /// A free text, at most 500 characters.
        public var notes: String?

        /// The number of the line on its order, at most 20 characters; only for servers from API 473 on.
        public var number: String?

        /// The discount in percent, 2 decimals, from 0 to 100; only for servers from API 524 on.
        public var discount: Decimal?

        /// Makes a set of changes.
        public init(
            quantity: Decimal? = nil,
            price: FieldChange<Decimal> = .unchanged,
            priceCurrency: String? = nil,
            reference: String? = nil,
            description: String? = nil,
            notes: String? = nil,
            number: String? = nil,
            discount: Decimal? = nil
        ) {
            self.quantity = quantity
            self.price = price
            self.priceCurrency = priceCurrency
            self.reference = reference
            self.description = description
            self.notes = notes
            self.number = number
            self.discount = discount
        }

        /// Whether there is nothing to change.
        public var isEmpty: Bool { self == Changes() }
    }
}

extension SalesOrderExtraLine.Draft: Encodable {
    /// Writes what the server wants of a new extra line, its numbers as text.
    ///
    /// - Throws: `EncodingError` when a number is none (NaN).
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: SalesOrderExtraLine.CodingKeys.self)
        try fields.encode(order, forKey: .order)
        try fields.encode(exactly: quantity, forKey: .quantity)
        try fields.encode(exactly: price, forKey: .price)
        try fields.encode(priceCurrency, forKey: .priceCurrency)
        try fields.encodeUnlessEmpty(reference, forKey: .reference)
        try fields.encodeUnlessEmpty(description, forKey: .description)
        try fields.encodeUnlessEmpty(notes, forKey: .notes)
        try fields.encodeIfPresent(number, forKey: .number)
    }
}

extension SalesOrderExtraLine.Changes: Encodable {
    /// Writes only what changes, numbers as text.
    ///
    /// - Throws: `EncodingError` when a number is none (NaN).
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: SalesOrderExtraLine.CodingKeys.self)
        try fields.encode(exactly: quantity, forKey: .quantity)
        try fields.encode(exactly: price, forKey: .price)
        try fields.encodeIfPresent(priceCurrency, forKey: .priceCurrency)
        try fields.encodeIfPresent(reference, forKey: .reference)
        try fields.encodeIfPresent(description, forKey: .description)
        try fields.encodeIfPresent(notes, forKey: .notes)
        try fields.encodeIfPresent(number, forKey: .number)
        try fields.encode(exactly: discount, forKey: .discount)
    }
}
