/// A user of the server.
public struct User: Identifiable, Hashable, Sendable {
    /// The key of a user.
    public typealias ID = PrimaryKey<User>

    /// The server's key.
    public let id: ID

    /// The name to log in with.
    public let username: String

    /// Whether the user may change the server's settings.
    public let isStaff: Bool

    /// Whether the user may do everything.
    public let isSuperuser: Bool

    /// Makes a user as the server might have answered it.
    public init(id: ID, username: String, isStaff: Bool = false, isSuperuser: Bool = false) {
        self.id = id
        self.username = username
        self.isStaff = isStaff
        self.isSuperuser = isSuperuser
    }
}

extension User: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "pk"
        case username
        case isStaff = "is_staff"
        case isSuperuser = "is_superuser"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when key or name are missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.decode(ID.self, forKey: .id)
        username = try fields.decode(String.self, forKey: .username)
        isStaff = try fields.flag(.isStaff, default: false)
        isSuperuser = try fields.flag(.isSuperuser, default: false)
    }
}
