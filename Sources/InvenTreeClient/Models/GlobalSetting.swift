import Foundation

/// A setting of the whole server.
public struct GlobalSetting: Hashable, Sendable {
    /// The name of a setting.
    public struct Key: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        /// The server's word for the setting.
        public let rawValue: String

        /// Makes a key of the server's word for it.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Makes a key of a literal.
        public init(stringLiteral value: String) {
            self.rawValue = value
        }

        /// The codes of the currencies that the server accepts, with commas between them.
        public static let currencyCodes: Key = "CURRENCY_CODES"

        /// The code of the currency that the server takes where none is named.
        public static let defaultCurrency: Key = "INVENTREE_DEFAULT_CURRENCY"

        /// The pattern of the references of sales orders.
        public static let salesOrderReferencePattern: Key = "SALESORDER_REFERENCE_PATTERN"

        /// A flag: each sales order needs a responsible owner.
        public static let salesOrderRequiresResponsible: Key = "SALESORDER_REQUIRE_RESPONSIBLE"

        /// The regular expression that a part's internal part number must match, also where the part has none; empty for
        /// any.
        public static let partNumberPattern: Key = "PART_IPN_REGEX"
    }

    /// The name of the setting.
    public let key: Key

    /// The value as text; of a flag `true` or `false`.
    public let value: String

    /// Makes a setting as the server might have answered it.
    public init(key: Key, value: String) {
        self.key = key
        self.value = value
    }
}

extension GlobalSetting: Decodable {
    private enum CodingKeys: String, CodingKey {
        case key, value
    }

    /// Reads the server's answer, in which a value is text, a flag or a number.
    ///
    /// - Throws: `DecodingError` when the key is missing or the value is something else.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        key = try Key(rawValue: fields.decode(String.self, forKey: .key))
        if let flag = try? fields.decode(Bool.self, forKey: .value) {
            value = String(flag)
        } else if let text = try? fields.decode(String.self, forKey: .value) {
            value = text
        } else {
            value = try fields.decimal(.value)?.description ?? ""
        }
    }
}
