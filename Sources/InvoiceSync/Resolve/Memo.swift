import Foundation
import InvenTreeClient

/// A company or part as the store remembers it: the fields by which it is matched, as JSON in the server's names.
struct Memo: Encodable {
    private let pk: Int
    private let name: String
    private let isActive: Bool
    private let taxID: String?
    private let email: String?
    private let isCustomer: Bool?
    private let ipn: String?
    private let isSalable: Bool?

    private enum CodingKeys: String, CodingKey {
        case pk, name, email
        case isActive = "active"
        case taxID = "tax_id"
        case isCustomer = "is_customer"
        case ipn = "IPN"
        case isSalable = "salable"
    }

    /// - Parameters:
    ///   - company: The company.
    ///   - hidesCode: A Boolean value that indicates whether its tax code is left out, as it is a personal one.
    init(_ company: Company, hidesCode: Bool) {
        (pk, name, isActive) = (company.id.rawValue, company.name, company.isActive)
        (taxID, email, isCustomer) = (hidesCode ? nil : company.taxID, company.email, company.isCustomer)
        (ipn, isSalable) = (nil, nil)
    }

    init(_ part: Part) {
        (pk, name, isActive) = (part.id.rawValue, part.name, part.isActive)
        (taxID, email, isCustomer) = (nil, nil, nil)
        (ipn, isSalable) = (part.ipn, part.isSalable)
    }

    /// The text that is remembered; nil where a store would not take it.
    var text: String? {
        guard let data = try? JSONEncoder().encode(self), data.count <= 2048 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// The row that a text stands for; nil for the text of another program.
    static func row<Row: Decodable>(_ text: String) -> Row? {
        try? JSONDecoder().decode(Row.self, from: Data(text.utf8))
    }
}
