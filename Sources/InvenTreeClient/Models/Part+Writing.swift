extension Part {
    /// A part to be created.
    ///
    /// Whether it is active, salable and virtual is always sent: left out, the server makes it unsalable unless a
    /// setting says otherwise, and refuses it on the lines of sales orders.
    public struct Draft: Hashable, Sendable {
        /// The name, at most 100 characters, not empty.
        public var name: String

        /// The internal part number, at most 100 characters; empty for none.
        public var ipn: String

        /// A free text, at most 250 characters.
        public var description: String

        /// The revision, at most 100 characters; empty for none.
        public var revision: String

        /// The key of the part's category, if it is to have one.
        public var category: Int?

        /// Whether the part is in use.
        public var isActive: Bool

        /// Whether a sales order's line may name the part.
        public var isSalable: Bool

        /// Whether the part is no physical thing, such as a service.
        public var isVirtual: Bool

        /// Notes in Markdown, at most 50,000 characters; servers before API 530 ignore them in a creation.
        public var notes: String

        /// Makes a draft.
        public init(
            name: String,
            ipn: String = "",
            description: String = "",
            revision: String = "",
            category: Int? = nil,
            isActive: Bool = true,
            isSalable: Bool = true,
            isVirtual: Bool = false,
            notes: String = ""
        ) {
            self.name = name
            self.ipn = ipn
            self.description = description
            self.revision = revision
            self.category = category
            self.isActive = isActive
            self.isSalable = isSalable
            self.isVirtual = isVirtual
            self.notes = notes
        }
    }

    /// What an update changes; all that is nil or unchanged stays as it is.
    public struct Changes: Hashable, Sendable {
        /// The name, at most 100 characters, not empty.
        public var name: String?

        /// The internal part number, at most 100 characters; empty for none, as the server refuses a null here.
        public var ipn: String?

        /// A free text, at most 250 characters.
        public var description: String?

        /// The revision, at most 100 characters; empty for none.
        public var revision: String?

        /// Whether the part is in use.
        public var isActive: Bool?

        /// Whether a sales order's line may name the part.
        public var isSalable: Bool?

        /// The key of the part's category.
        public var category: FieldChange<Int>

        /// Makes a set of changes.
        public init(
            name: String? = nil,
            ipn: String? = nil,
            description: String? = nil,
            revision: String? = nil,
            isActive: Bool? = nil,
            isSalable: Bool? = nil,
            category: FieldChange<Int> = .unchanged
        ) {
            self.name = name
            self.ipn = ipn
            self.description = description
            self.revision = revision
            self.isActive = isActive
            self.isSalable = isSalable
            self.category = category
        }

        /// Whether there is nothing to change.
        public var isEmpty: Bool { self == Changes() }
    }
}

extension Part.Draft: Encodable {
    /// Writes what the server wants of a new part.
    ///
    /// - Throws: Only what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Part.CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encodeUnlessEmpty(ipn, forKey: .ipn)
        try fields.encodeUnlessEmpty(description, forKey: .description)
        try fields.encodeUnlessEmpty(revision, forKey: .revision)
        try fields.encodeIfPresent(category, forKey: .category)
        try fields.encode(isActive, forKey: .isActive)
        try fields.encode(isSalable, forKey: .isSalable)
        try fields.encode(isVirtual, forKey: .isVirtual)
        try fields.encodeUnlessEmpty(notes, forKey: .notes)
    }
}

extension Part.Changes: Encodable {
    /// Writes only what changes.
    ///
    /// - Throws: Only what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Part.CodingKeys.self)
        try fields.encodeIfPresent(name, forKey: .name)
        try fields.encodeIfPresent(ipn, forKey: .ipn)
        try fields.encodeIfPresent(description, forKey: .description)
        try fields.encodeIfPresent(revision, forKey: .revision)
        try fields.encodeIfPresent(isActive, forKey: .isActive)
        try fields.encodeIfPresent(isSalable, forKey: .isSalable)
        try fields.encode(category, forKey: .category)
    }
}
