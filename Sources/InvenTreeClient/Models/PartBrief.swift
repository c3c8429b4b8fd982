/// What a line's answer tells of its part.
public struct PartBrief: Identifiable, Hashable, Sendable {
    /// The server's key of the part.
    public let id: Part.ID

    /// The name, at most 100 characters.
    public let name: String

    /// The internal part number, at most 100 characters; empty for none.
    public let ipn: String

    /// Whether the part is in use.
    public let isActive: Bool

    /// Whether a sales order's line may name the part.
    public let isSalable: Bool

    /// Makes a brief as the server might have answered it.
    public init(id: Part.ID, name: String, ipn: String = "", isActive: Bool = true, isSalable: Bool = true) {
        self.id = id
        self.name = name
        self.ipn = ipn
        self.isActive = isActive
        self.isSalable = isSalable
    }
}

extension PartBrief: Codable {
    private enum CodingKeys: String, CodingKey {
        case id = "pk"
        case name
        case ipn = "IPN"
        case isActive = "active"
        case isSalable = "salable"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key or name are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(Part.ID.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name)
        ipn = try fields.text(.ipn)
        isActive = try fields.flag(.isActive, default: true)
        isSalable = try fields.flag(.isSalable, default: true)
    }
}
