/// A token of the user, without its text.
public struct APIToken: Hashable, Sendable {
    /// The name that the user gave to it.
    public let name: String

    /// The last day on which the server accepts it.
    public let expiry: CalendarDate

    /// A Boolean value that indicates whether the request for the list of tokens was authenticated by this one.
    public let isInUse: Bool

    /// Makes a token as the server might have answered it.
    public init(name: String, expiry: CalendarDate, isInUse: Bool = false) {
        self.name = name
        self.expiry = expiry
        self.isInUse = isInUse
    }
}

extension APIToken: Decodable {
    private enum CodingKeys: String, CodingKey {
        case name, expiry
        case isInUse = "in_use"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when the expiry is missing or a field has another type.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.text(.name)
        expiry = try fields.decode(CalendarDate.self, forKey: .expiry)
        isInUse = try fields.flag(.isInUse, default: false)
    }
}
