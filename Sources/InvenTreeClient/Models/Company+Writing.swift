extension Company {
    /// A company to be created.
    ///
    /// The roles are always sent: left out, the server makes the company a supplier and no customer.
    public struct Draft: Hashable, Sendable {
        /// The name, at most 100 characters, not empty.
        public var name: String

        /// The tax identifier, at most 50 characters.
        public var taxID: String

        /// The code of the company's currency; nil for the server's default.
        public var currency: String?

        /// Whether sales orders may name the company.
        public var isCustomer: Bool

        /// Whether purchase orders may name the company.
        public var isSupplier: Bool

        /// A free text, at most 500 characters.
        public var description: String

        /// The e-mail address, at most 254 characters; empty for none.
        ///
        /// Never null: with a null, the server accepts duplicates of name and e-mail (<doc:ServerBehaviour#Companies>).
        public var email: String

        /// Notes in Markdown, at most 50,000 characters; servers before API 530 ignore them in a creation.
        public var notes: String

        /// Makes a draft.
        public init(
            name: String,
            taxID: String = "",
            currency: String? = nil,
            isCustomer: Bool = true,
            isSupplier: Bool = false,
            description: String = "",
            email: String = "",
            notes: String = ""
        ) {
            self.name = name
            self.taxID = taxID
            self.currency = currency
            self.isCustomer = isCustomer
            self.isSupplier = isSupplier
            self.description = description
            self.email = email
            self.notes = notes
        }
    }

    /// What an update changes; all that is nil or unchanged stays as it is.
    public struct Changes: Hashable, Sendable {
        /// The name, at most 100 characters, not empty.
        public var name: String?

        /// A free text, at most 500 characters.
        public var description: String?

        /// The tax identifier, at most 50 characters.
        public var taxID: String?

        /// The code of the company's currency.
        public var currency: String?

        /// The e-mail address, at most 254 characters; empty for none.
        public var email: String?

        /// Whether the company is in use.
        public var isActive: Bool?

        /// Whether sales orders may name the company.
        public var isCustomer: Bool?

        /// Whether purchase orders may name the company.
        public var isSupplier: Bool?

        /// Notes in Markdown, at most 50,000 characters.
        public var notes: FieldChange<String>

        /// Makes a set of changes.
        public init(
            name: String? = nil,
            description: String? = nil,
            taxID: String? = nil,
            currency: String? = nil,
            email: String? = nil,
            isActive: Bool? = nil,
            isCustomer: Bool? = nil,
            isSupplier: Bool? = nil,
            notes: FieldChange<String> = .unchanged
        ) {
            self.name = name
            self.description = description
            self.taxID = taxID
            self.currency = currency
            self.email = email
            self.isActive = isActive
            self.isCustomer = isCustomer
            self.isSupplier = isSupplier
            self.notes = notes
        }

        /// Whether there is nothing to change.
        public var isEmpty: Bool { self == Changes() }
    }
}

extension Company.Draft: Encodable {
    /// Writes what the server wants of a new company.
    ///
    /// - Throws: Only what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Company.CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encodeUnlessEmpty(taxID, forKey: .taxID)
        try fields.encodeIfPresent(currency, forKey: .currency)
        try fields.encode(isCustomer, forKey: .isCustomer)
        try fields.encode(isSupplier, forKey: .isSupplier)
        try fields.encodeUnlessEmpty(description, forKey: .description)
        try fields.encodeUnlessEmpty(email, forKey: .email)
        try fields.encodeUnlessEmpty(notes, forKey: .notes)
    }
}

extension Company.Changes: Encodable {
    /// Writes only what changes.
    ///
    /// - Throws: Only what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Company.CodingKeys.self)
        try fields.encodeIfPresent(name, forKey: .name)
        try fields.encodeIfPresent(description, forKey: .description)
        try fields.encodeIfPresent(taxID, forKey: .taxID)
        try fields.encodeIfPresent(currency, forKey: .currency)
        try fields.encodeIfPresent(email, forKey: .email)
        try fields.encodeIfPresent(isActive, forKey: .isActive)
        try fields.encodeIfPresent(isCustomer, forKey: .isCustomer)
        try fields.encodeIfPresent(isSupplier, forKey: .isSupplier)
        try fields.encode(notes, forKey: .notes)
    }
}
