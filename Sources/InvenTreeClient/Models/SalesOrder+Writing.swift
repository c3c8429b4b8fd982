extension SalesOrder {
    /// A sales order to be created, which will be pending.
    ///
    /// Status and shipment date are ignored in a creation (<doc:ServerBehaviour#Sales-orders>), so that they cannot be
    /// given.
    public struct Draft: Hashable, Sendable {
        /// The customer, which must be one (`isCustomer`).
        public var customer: Company.ID

        /// The order's number, of the server's pattern, at most 64 characters; nil for the server's next.
        ///
        /// Two orders created at the same time without a reference collide (<doc:ServerBehaviour#Sales-orders>): one of
        /// them is refused or fails. With references of their own they do not.
        public var reference: String?

        /// A free text, at most 250 characters.
        public var description: String

        /// The customer's own number for the order, at most 64 characters.
        public var customerReference: String

        /// The day on which the order was made; nil for today, by the server's clock.
        public var creationDate: CalendarDate?

        /// The day on which the order was issued.
        public var issueDate: CalendarDate?

        /// The day by which the order is to be done.
        public var targetDate: CalendarDate?

        /// The code of the order's currency; nil for the customer's.
        public var orderCurrency: String?

        /// Notes in Markdown, at most 50,000 characters; servers before API 530 ignore them in a creation.
        public var notes: String

        /// Makes a draft.
        public init(
            customer: Company.ID,
            reference: String? = nil,
            description: String = "",
            customerReference: String = "",
            creationDate: CalendarDate? = nil,
            issueDate: CalendarDate? = nil,
            targetDate: CalendarDate? = nil,
            orderCurrency: String? = nil,
            notes: String = ""
        ) {
            self.customer = customer
            self.reference = reference
            self.description = description
            self.customerReference = customerReference
            self.creationDate = creationDate
            self.issueDate = issueDate
            self.targetDate = targetDate
            self.orderCurrency = orderCurrency
            self.notes = notes
        }
    }

    /// What an update changes; all that is nil or unchanged stays as it is.
    ///
    /// One writer at a time (<doc:ServerBehaviour#Parallel-requests>): of two parallel updates of one order one is
    /// lost, and so is an update while lines of the order are being created.
    public struct Changes: Hashable, Sendable {
        /// The order's number, of the server's pattern, at most 64 characters.
        public var reference: String?

        /// A free text, at most 250 characters.
        public var description: String?

        /// The customer.
        public var customer: Company.ID?

        /// The customer's own number for the order, at most 64 characters.
        public var customerReference: String?

        /// The day on which the order was made.
        public var creationDate: FieldChange<CalendarDate>

        /// The day on which the order was issued.
        public var issueDate: FieldChange<CalendarDate>

        /// The day by which the order is to be done.
        public var targetDate: FieldChange<CalendarDate>

        /// The code of the order's currency.
        public var orderCurrency: FieldChange<String>

        /// Makes a set of changes.
        public init(
            reference: String? = nil,
            description: String? = nil,
            customer: Company.ID? = nil,
            customerReference: String? = nil,
            creationDate: FieldChange<CalendarDate> = .unchanged,
            issueDate: FieldChange<CalendarDate> = .unchanged,
            targetDate: FieldChange<CalendarDate> = .unchanged,
            orderCurrency: FieldChange<String> = .unchanged
        ) {
            self.reference = reference
            self.description = description
            self.customer = customer
            self.customerReference = customerReference
            self.creationDate = creationDate
            self.issueDate = issueDate
            self.targetDate = targetDate
            self.orderCurrency = orderCurrency
        }

        /// Whether there is nothing to change.
        public var isEmpty: Bool { self == Changes() }
    }
}

extension SalesOrder.Draft: Encodable {
    /// Writes what the server wants of a new order.
    ///
    /// - Throws: Only what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: SalesOrder.CodingKeys.self)
        try fields.encode(customer, forKey: .customer)
        try fields.encodeIfPresent(reference, forKey: .reference)
        try fields.encodeUnlessEmpty(description, forKey: .description)
        try fields.encodeUnlessEmpty(customerReference, forKey: .customerReference)
        try fields.encodeIfPresent(creationDate, forKey: .creationDate)
        try fields.encodeIfPresent(issueDate, forKey: .issueDate)
        try fields.encodeIfPresent(targetDate, forKey: .targetDate)
        try fields.encodeIfPresent(orderCurrency, forKey: .orderCurrency)
        try fields.encodeUnlessEmpty(notes, forKey: .notes)
    }
}

extension SalesOrder.Changes: Encodable {
    /// Writes only what changes.
    ///
    /// - Throws: Only what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: SalesOrder.CodingKeys.self)
        try fields.encodeIfPresent(reference, forKey: .reference)
        try fields.encodeIfPresent(description, forKey: .description)
        try fields.encodeIfPresent(customer, forKey: .customer)
        try fields.encodeIfPresent(customerReference, forKey: .customerReference)
        try fields.encode(creationDate, forKey: .creationDate)
        try fields.encode(issueDate, forKey: .issueDate)
        try fields.encode(targetDate, forKey: .targetDate)
        try fields.encode(orderCurrency, forKey: .orderCurrency)
    }
}
