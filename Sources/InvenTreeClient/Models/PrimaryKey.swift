/// The server's number of one row, typed by what the row is.
///
/// A customer's key cannot be passed where a part's is wanted. On the wire it is the bare number.
public struct PrimaryKey<Model>: RawRepresentable, Hashable, Comparable, Codable, Sendable {
    /// The number itself.
    public let rawValue: Int

    /// Makes a key of a number.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Makes a key of a number.
    public init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Orders keys by number, which is the order of creation.
    public static func < (left: PrimaryKey, right: PrimaryKey) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension PrimaryKey: ExpressibleByIntegerLiteral {
    /// Makes a key of a literal.
    public init(integerLiteral value: Int) {
        self.rawValue = value
    }
}

extension PrimaryKey: CustomStringConvertible {
    /// The number in digits.
    public var description: String { String(rawValue) }
}
