import Foundation

/// Sums of money, each currency by itself.
struct Amounts: Hashable, Sendable, CustomStringConvertible {
    private var sums: [String: Decimal] = [:]

    mutating func add(_ quantity: Decimal, at price: Decimal?, in currency: String) {
        guard let price else { return }
        let sum = sums[currency, default: 0] + quantity * price
        sums[currency] = sum == 0 ? nil : sum
    }

    /// The sums as a person writes them, such as `110.5 RON and 3 EUR`.
    var description: String {
        sums.isEmpty ? "nothing" : sums.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: " and ")
    }
}
