/// Which name on which server: what a store's directory is asked by.
///
/// Keys are equal where their bytes are. A directory neither folds case nor normalises: which names are the same
/// (<doc:NameRules#Equal-names>) is decided before it is asked, so that the rule stands in one place.
public struct DirectoryKey: Sendable {
    /// The identity of the server, at most 100 characters; stores read nothing into it.
    public let server: String
    /// What the name names there.
    public let kind: LockName.Kind
    /// The name: any text, also an empty one, of at most 8 KiB.
    public let name: String

    /// A key.
    ///
    /// - Parameters:
    ///   - server: The identity of the server.
    ///   - kind: What the name names there.
    ///   - name: The name.
    public init(server: String, kind: LockName.Kind, name: String) {
        self.server = server
        self.kind = kind
        self.name = name
    }
}

extension DirectoryKey: Hashable {
    /// Whether both have the same bytes.
    public static func == (one: DirectoryKey, other: DirectoryKey) -> Bool {
        one.kind == other.kind && one.server.utf8.elementsEqual(other.server.utf8)
            && one.name.utf8.elementsEqual(other.name.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        for text in [server, name] {
            hasher.combine(text.utf8.count)
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

/// What a name stands for on a server.
public struct DirectoryEntry: Sendable, Hashable {
    /// The name.
    public let key: DirectoryKey
    /// What it stands for, at most 2 KiB of text that comes back byte for byte; stores read nothing into it.
    public let value: String

    /// An entry.
    ///
    /// - Parameters:
    ///   - key: The name.
    ///   - value: What it stands for.
    public init(key: DirectoryKey, value: String) {
        self.key = key
        self.value = value
    }
}
