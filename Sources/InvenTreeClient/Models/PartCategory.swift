/// A category of parts.
public struct PartCategory: Identifiable, Hashable, Sendable {
    /// The key of a category.
    public typealias ID = PrimaryKey<PartCategory>

    /// The server's key.
    public let id: ID

    /// The name, at most 100 characters; unique among the categories of one parent.
    public let name: String

    /// A Boolean value that indicates whether the category only holds other categories: parts may not be put into it.
    public let isStructural: Bool

    /// Makes a category as the server might have answered it.
    public init(id: ID, name: String, isStructural: Bool = false) {
        self.id = id
        self.name = name
        self.isStructural = isStructural
    }
}

extension PartCategory: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "pk"
        case name
        case isStructural = "structural"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key or name are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name)
        isStructural = try fields.flag(.isStructural, default: false)
    }
}
