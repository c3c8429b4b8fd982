/// A part: whatever can stand on an order's line.
public struct Part: Identifiable, Hashable, Sendable {
    /// The key of a part.
    public typealias ID = PrimaryKey<Part>

    /// The server's key.
    public let id: ID

    /// The name, at most 100 characters; unique together with `ipn` and `revision`, case-sensitive.
    public let name: String

    /// The internal part number, at most 100 characters; empty for none, and not unique by itself.
    public let ipn: String

    /// A free text, at most 250 characters.
    public let description: String

    /// The revision, at most 100 characters; empty for none.
    public let revision: String

    /// Whether the part is in use.
    public let isActive: Bool

    /// Whether a sales order's line may name the part.
    public let isSalable: Bool

    /// Whether the part is locked against editing.
    public let isLocked: Bool

    /// Whether the part is no physical thing, such as a service.
    public let isVirtual: Bool

    /// The key of the part's category, if it has one.
    public let category: Int?

    /// Makes a part as the server might have answered it.
    public init(
        id: ID,
        name: String,
        ipn: String = "",
        description: String = "",
        revision: String = "",
        isActive: Bool = true,
        isSalable: Bool = true,
        isLocked: Bool = false,
        isVirtual: Bool = false,
        category: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.ipn = ipn
        self.description = description
        self.revision = revision
        self.isActive = isActive
        self.isSalable = isSalable
        self.isLocked = isLocked
        self.isVirtual = isVirtual
        self.category = category
    }
}

extension Part: Decodable {
    enum CodingKeys: String, CodingKey {
        case id = "pk"
        case name, description, revision, category, notes
        case ipn = "IPN"
        case isActive = "active"
        case isSalable = "salable"
        case isLocked = "locked"
        case isVirtual = "virtual"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key or name are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        name = try fields.decode(String.self, forKey: .name)
        ipn = try fields.text(.ipn)
        description = try fields.text(.description)
        revision = try fields.text(.revision)
        isActive = try fields.flag(.isActive, default: true)
        isSalable = try fields.flag(.isSalable, default: false)
        isLocked = try fields.flag(.isLocked, default: false)
        isVirtual = try fields.flag(.isVirtual, default: false)
        category = try fields.decodeIfPresent(Int.self, forKey: .category)
    }
}
