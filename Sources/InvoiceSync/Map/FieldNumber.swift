import Foundation

/// A number field of the server: how many decimals it stores, and below what it must stay (<doc:InvoiceRules#Numbers>).
///
/// A number beyond its field is never sent: the server stores such a line, answers 500 to it and to every later line
/// of that order.
struct FieldNumber {
    let name: String
    let decimals: Int
    let bound: Decimal

    static let quantity = FieldNumber(name: "cantitate", decimals: 5, bound: 10_000_000_000)
    static let price = FieldNumber(name: "pret_unitar", decimals: 6, bound: 1_000_000_000_000)

    /// The number as the field stores it, or nil where it is beyond the field.
    ///
    /// - Parameter number: The exact number.
    /// - Returns: The number rounded half-even, and whether that changed it.
    func fit(_ number: Decimal) -> (value: Decimal, isRounded: Bool)? {
        guard number.exponent < -decimals else { return isBelowBound(number) ? (number, false) : nil }
        var exact = number
        var rounded = Decimal()
        NSDecimalRound(&rounded, &exact, decimals, .bankers)
        return isBelowBound(rounded) ? (rounded, rounded != number) : nil
    }

    private func isBelowBound(_ number: Decimal) -> Bool {
        !number.isNaN && number.magnitude < bound
    }
}
