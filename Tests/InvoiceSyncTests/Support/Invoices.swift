import FGOModels
import Foundation

extension JSONValue {
    /// An invoice of series F, as FGO writes it.
    static func invoice(
        _ numar: JSONValue = "1",
        of customer: JSONValue = "ACME",
        cui: JSONValue = nil,
        lines: [JSONValue] = [.line("Bolt")],
        with others: [String: JSONValue] = [:]
    ) -> JSONValue {
        let fields: [String: JSONValue] = [
            "id": 85_000_001, "serie": "F", "numar": numar, "denumire_client": customer, "cod_unic_client": cui,
            "data_emitere": "2025-11-20T00:00:00", "articole": .array(lines),
        ]
        return .object(fields.merging(others) { $1 })
    }

    /// A line of an invoice.
    static func line(
        _ name: JSONValue,
        _ quantity: JSONValue = 1,
        at price: JSONValue = 10,
        ipn: JSONValue = nil,
        details: JSONValue = nil
    ) -> JSONValue {
        [
            "nume_produs": name, "cod_conta_produs": ipn, "cantitate": quantity, "pret_unitar": price,
            "detalii": details,
        ]
    }

    /// A line whose quantity is no number.
    static let unreadableLine = JSONValue.line("Broken", "many")
}

extension Decimal {
    /// The number that a literal stands for.
    init(exactly text: String) {
        self = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) ?? .nan
    }
}
