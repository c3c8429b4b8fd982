import Foundation

/// Whom an invoice is for, without the ways to write it.
package struct CustomerSpec: Hashable, Sendable {
    let name: String
    let cui: String?

    /// Who it is, however it is written.
    var key: String {
        guard let cui else { return name.folded }
        let compact = cui.filter { !$0.isWhitespace }.uppercased()
        return compact.hasPrefix("RO") ? String(compact.dropFirst(2)) : compact
    }
}

/// What is sold, without the ways to write it.
package struct ProductSpec: Hashable, Sendable {
    let name: String
    let ipn: String?

    /// What it is, however it is written.
    var key: String { ipn.map { $0.trimmingCharacters(in: .whitespaces).uppercased() } ?? name.folded }
}

/// A line of an invoice.
package struct LineSpec: Sendable {
    let product: ProductSpec
    let quantity: Decimal
    let price: Decimal
    let details: String?

    var isNegative: Bool { quantity < 0 || (quantity > 0 && price < 0) }
}

/// An invoice as it is meant.
package struct InvoiceSpec: Sendable {
    let serie: String
    let numar: String
    let customer: CustomerSpec
    /// `YYYY-MM-DD`.
    let date: String
    /// nil where the configured one counts.
    let currency: String?
    let lines: [LineSpec]

    var description: String { "SERIE=\(serie);NUMAR=\(numar)" }
    var orderLines: [LineSpec] { lines.filter { $0.quantity > 0 && !$0.isNegative } }
    var extraLines: [LineSpec] { lines.filter(\.isNegative) }
    /// An invoice without a line above zero leads to no order.
    var hasOrder: Bool { !orderLines.isEmpty }
}

extension String {
    /// What is the same in all ways to write a name: case, white space, cedilla or comma below.
    var folded: String {
        let commas: [Character: Character] = ["ş": "ș", "ţ": "ț"]
        let words = lowercased().precomposedStringWithCanonicalMapping.split(whereSeparator: \.isWhitespace)
        return String(words.joined(separator: " ").map { commas[$0] ?? $0 })
    }
}

extension Decimal {
    /// The nearest double, which is what the server shows.
    var shown: Double { Double("\(self)") ?? .nan }
}
