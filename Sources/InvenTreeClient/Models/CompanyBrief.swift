/// What an order's answer tells of its customer.
public struct CompanyBrief: Identifiable, Hashable, Sendable {
    /// The server's key of the company.
    public let id: Company.ID

    /// The name, at most 100 characters.
    public let name: String

    /// The tax code, at most 50 characters; empty for none.
    public let taxID: String

    /// Whether the company is in use.
    public let isActive: Bool

    /// Makes a brief as the server might have answered it.
    public init(id: Company.ID, name: String, taxID: String = "", isActive: Bool = true) {
        self.id = id
        self.name = name
        self.taxID = taxID
        self.isActive = isActive
    }
}

extension CompanyBrief: Codable {
    private enum CodingKeys: String, CodingKey {
        case id = "pk"
        case name
        case taxID = "tax_id"
        case isActive = "active"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key or name are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(Company.ID.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name)
        taxID = try fields.text(.taxID)
        isActive = try fields.flag(.isActive, default: true)
    }
}
