/// What a user may do with which kinds of rows.
public struct Roles: Hashable, Sendable {
    /// A kind of rows that permissions are given for.
    ///
    /// Companies have no role of their own: they belong to that of orders (<doc:ServerBehaviour#Authentication>).
    public struct Role: RawRepresentable, Hashable, Sendable {
        /// The server's word for the role.
        public let rawValue: String

        /// Makes a role of the server's word for it.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Parts.
        public static let part = Role(rawValue: "part")

        /// Categories of parts.
        public static let partCategory = Role(rawValue: "part_category")

        /// Purchase orders, and with them suppliers.
        public static let purchaseOrder = Role(rawValue: "purchase_order")

        /// Sales orders, their lines, and with them customers.
        public static let salesOrder = Role(rawValue: "sales_order")
    }

    /// What can be permitted.
    public enum Permission: String, CaseIterable, Hashable, Sendable {
        /// To read.
        case view

        /// To create.
        case add

        /// To edit.
        case change

        /// To remove.
        case delete
    }

    private let permissions: [Role: Set<Permission>]

    /// Makes a set of permissions as the server might have answered it.
    public init(_ permissions: [Role: Set<Permission>]) {
        self.permissions = permissions.filter { !$0.value.isEmpty }
    }

    /// Tells whether something is permitted.
    public func allows(_ permission: Permission, on role: Role) -> Bool {
        permissions[role, default: []].contains(permission)
    }
}

extension Roles: Decodable {
    private enum CodingKeys: String, CodingKey {
        case roles
    }

    /// Reads the server's answer, in which a role without any permission is null.
    ///
    /// - Throws: `DecodingError` when the answer has no roles.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let words = try fields.decode([String: [String]?].self, forKey: .roles)
        let pairs = words.map { role, permissions in
            (Role(rawValue: role), Set((permissions ?? []).compactMap(Permission.init(rawValue:))))
        }
        self.init(Dictionary(uniqueKeysWithValues: pairs))
    }
}
