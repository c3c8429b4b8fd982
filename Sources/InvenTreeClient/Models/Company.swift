/// A company: a customer, a supplier, a manufacturer, or several of these.
public struct Company: Identifiable, Hashable, Sendable {
    /// The key of a company.
    public typealias ID = PrimaryKey<Company>

    /// The server's key.
    public let id: ID

    /// The name, at most 100 characters; unique together with `email`, case-sensitive.
    public let name: String

    /// A free text, at most 500 characters.
    public let description: String

    /// The tax identifier, at most 50 characters; not unique.
    public let taxID: String

    /// The code of the company's currency.
    public let currency: String

    /// The e-mail address; empty when there is none, and that counts for uniqueness.
    public let email: String

    /// Whether the company is in use.
    public let isActive: Bool

    /// Whether sales orders may name the company.
    public let isCustomer: Bool

    /// Whether purchase orders may name the company.
    public let isSupplier: Bool

    /// Whether the company makes parts.
    public let isManufacturer: Bool

    /// Notes in Markdown; nil in lists, which leave them out, and where there are none.
    public let notes: String?

    /// Makes a company as the server might have answered it.
    public init(
        id: ID,
        name: String,
        description: String = "",
        taxID: String = "",
        currency: String = "",
        email: String = "",
        isActive: Bool = true,
        isCustomer: Bool = true,
        isSupplier: Bool = false,
        isManufacturer: Bool = false,
        notes: String? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.taxID = taxID
        self.currency = currency
        self.email = email
        self.isActive = isActive
        self.isCustomer = isCustomer
        self.isSupplier = isSupplier
        self.isManufacturer = isManufacturer
        self.notes = notes
    }
}

extension Company: Decodable {
    enum CodingKeys: String, CodingKey {
        case id = "pk"
        case name, description, currency, email, notes
        case taxID = "tax_id"
        case isActive = "active"
        case isCustomer = "is_customer"
        case isSupplier = "is_supplier"
        case isManufacturer = "is_manufacturer"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key or name are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name)
        description = try fields.text(.description)
        taxID = try fields.text(.taxID)
        currency = try fields.text(.currency)
        email = try fields.text(.email)
        isActive = try fields.flag(.isActive, default: true)
        isCustomer = try fields.flag(.isCustomer, default: false)
        isSupplier = try fields.flag(.isSupplier, default: false)
        isManufacturer = try fields.flag(.isManufacturer, default: false)
        notes = try fields.decodeIfPresent(String.self, forKey: .notes)
    }
}
