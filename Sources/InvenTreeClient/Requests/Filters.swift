// Only filters that the server honours can be expressed: it ignores the others, and the response has every row
// (ServerBehaviour, “Lists”). A blank text is such a filter too; a request with one is not sent.

extension Company {
    /// Which companies are wanted; all that is nil does not matter.
    public struct Filter: Hashable, Sendable {
        /// The exact name, case-sensitive.
        public var name: String?

        /// Words that name, description, website or tax identifier contain, each of them; case does not matter.
        public var search: String?

        /// Whether sales orders may name the company.
        public var isCustomer: Bool?

        /// Whether purchase orders may name the company.
        public var isSupplier: Bool?

        /// Whether the company makes parts.
        public var isManufacturer: Bool?

        /// Whether the company is in use.
        public var isActive: Bool?

        /// Makes a filter.
        public init(
            name: String? = nil,
            search: String? = nil,
            isCustomer: Bool? = nil,
            isSupplier: Bool? = nil,
            isManufacturer: Bool? = nil,
            isActive: Bool? = nil
        ) {
            self.name = name
            self.search = search
            self.isCustomer = isCustomer
            self.isSupplier = isSupplier
            self.isManufacturer = isManufacturer
            self.isActive = isActive
        }
    }
}

extension Company.Filter: ListFilter {
    var query: [QueryItem] {
        var items: [QueryItem] = []
        items.add("name", name)
        items.add("search", search)
        items.add("is_customer", isCustomer)
        items.add("is_supplier", isSupplier)
        items.add("is_manufacturer", isManufacturer)
        items.add("active", isActive)
        return items
    }
}

extension Part {
    /// Which parts are wanted; all that is nil does not matter.
    public struct Filter: Hashable, Sendable {
        /// The exact internal part number, in any case; several parts may have it.
        public var ipn: String?

        /// A regular expression that the internal part number matches, in any case.
        ///
        /// It is of the kind of the server's database; the response to an invalid one is a 500
        /// (<doc:ServerBehaviour#Parts>).
        public var ipnRegex: String?

        /// A regular expression that the name matches, in any case.
        ///
        /// It is of the kind of the server's database; the response to an invalid one is a 500
        /// (<doc:ServerBehaviour#Parts>).
        public var nameRegex: String?

        /// Words that name, description, number, keywords and other texts contain, each of them, in any case.
        public var search: String?

        /// Whether sales orders may name the part.
        public var isSalable: Bool?

        /// Whether the part is in use.
        public var isActive: Bool?

        /// The key of the category in which, or below which, the part is.
        public var category: Int?

        /// Makes a filter.
        public init(
            ipn: String? = nil,
            ipnRegex: String? = nil,
            nameRegex: String? = nil,
            search: String? = nil,
            isSalable: Bool? = nil,
            isActive: Bool? = nil,
            category: Int? = nil
        ) {
            self.ipn = ipn
            self.ipnRegex = ipnRegex
            self.nameRegex = nameRegex
            self.search = search
            self.isSalable = isSalable
            self.isActive = isActive
            self.category = category
        }
    }
}

extension Part.Filter: ListFilter {
    var query: [QueryItem] {
        var items: [QueryItem] = []
        items.add("IPN", ipn)
        items.add("IPN_regex", ipnRegex)
        items.add("name_regex", nameRegex)
        items.add("search", search)
        items.add("salable", isSalable)
        items.add("active", isActive)
        items.add("category", category)
        return items
    }
}

extension SalesOrder {
    /// Which orders are wanted; all that is nil does not matter.
    ///
    /// There is none for the description: the server has no such filter. `search` finds it among other texts.
    public struct Filter: Hashable, Sendable {
        /// The exact reference, in any case.
        public var reference: String?

        /// Words that customer's name, reference, description or customer's reference contain, each of them.
        public var search: String?

        /// The customer; one that does not exist is refused.
        public var customer: Company.ID?

        /// Where the order stands.
        public var status: SalesOrderStatus?

        /// Whether the order is still open.
        public var isOutstanding: Bool?

        /// Whether the order's target date has passed.
        public var isOverdue: Bool?

        /// The order was made after this day, the day itself not included.
        ///
        /// A server of API version 391 (1.0) may respond with 500 to it; later ones honour it
        /// (<doc:ServerBehaviour#Versions>).
        public var createdAfter: CalendarDate?

        /// The order was made before this day, the day itself not included; of the same versions as `createdAfter`.
        public var createdBefore: CalendarDate?

        /// Makes a filter.
        public init(
            reference: String? = nil,
            search: String? = nil,
            customer: Company.ID? = nil,
            status: SalesOrderStatus? = nil,
            isOutstanding: Bool? = nil,
            isOverdue: Bool? = nil,
            createdAfter: CalendarDate? = nil,
            createdBefore: CalendarDate? = nil
        ) {
            self.reference = reference
            self.search = search
            self.customer = customer
            self.status = status
            self.isOutstanding = isOutstanding
            self.isOverdue = isOverdue
            self.createdAfter = createdAfter
            self.createdBefore = createdBefore
        }
    }
}

extension SalesOrder.Filter: ListFilter {
    var query: [QueryItem] {
        var items: [QueryItem] = []
        items.add("reference", reference)
        items.add("search", search)
        items.add("customer", customer)
        items.add("status", status?.rawValue)
        items.add("outstanding", isOutstanding)
        items.add("overdue", isOverdue)
        items.add("created_after", createdAfter)
        items.add("created_before", createdBefore)
        return items
    }
}
