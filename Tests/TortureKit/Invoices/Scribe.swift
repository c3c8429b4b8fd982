import FaultProxy
import Foundation

/// Writes invoices down as FGO and its users do: one thing in many ways.
struct Scribe {
    private var dice: SeededGenerator

    init(_ dice: SeededGenerator) {
        self.dice = dice
    }

    /// A document of invoices as one line of JSON.
    mutating func document(_ id: Int, of invoices: [InvoiceSpec]) -> String {
        let data = invoices.map { invoice($0) }.joined(separator: ",")
        return #"{"_id":\#(id),"data":[\#(data)]}"#
    }

    private mutating func invoice(_ invoice: InvoiceSpec) -> String {
        var fields = [
            ("serie", text(invoice.serie)),
            ("numar", dice.chance(0.3) && !invoice.numar.hasPrefix("0") ? invoice.numar : text(invoice.numar)),
            ("denumire_client", text(spelling(of: invoice.customer.name))),
            ("cod_unic_client", invoice.customer.cui.map { cui($0) } ?? "null"),
            ("data_emitere", text(date(invoice.date))),
            ("articole", "[" + invoice.lines.map { line($0) }.joined(separator: ",") + "]"),
        ]
        if let currency = invoice.currency { fields.append(("valuta", text(currency))) }
        return object(fields)
    }

    private mutating func line(_ line: LineSpec) -> String {
        object([
            ("nume_produs", text(spelling(of: line.product.name))),
            ("cod_conta_produs", line.product.ipn.map { text($0) } ?? "null"),
            ("cantitate", number(line.quantity)),
            ("pret_unitar", number(line.price)),
            ("detalii", line.details.map { text($0) } ?? "null"),
        ])
    }

    // MARK: Ways to write one thing

    private mutating func spelling(of name: String) -> String {
        switch Int.random(in: 0..<8, using: &dice) {
        case 0: return "  \(name) "
        case 1: return name.uppercased()
        case 2: return withCedillas(name)
        case 3: return name.replacing(" ", with: "  ")
        case 4: return name.decomposedStringWithCanonicalMapping
        default: return name
        }
    }

    private func withCedillas(_ name: String) -> String {
        let cedillas: [Character: Character] = ["ș": "ş", "ț": "ţ", "Ș": "Ş", "Ț": "Ţ"]
        return String(name.map { cedillas[$0] ?? $0 })
    }

    private mutating func cui(_ cui: String) -> String {
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: return cui
        case 1: return text("RO\(cui)")
        case 2: return text(" RO \(cui) ")
        default: return text(cui)
        }
    }

    private mutating func date(_ day: String) -> String {
        let parts = day.split(separator: "-")
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: return "\(day) 00:00:00"
        case 1: return parts.reversed().joined(separator: ".")
        default: return day
        }
    }

    private mutating func number(_ value: Decimal) -> String {
        let plain = "\(value)"
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: return text(plain)
        case 1: return text(withComma(plain))
        default: return plain
        }
    }

    /// `1234.5` as `1.234,50`.
    private func withComma(_ plain: String) -> String {
        let parts = plain.split(separator: ".")
        let whole = parts[0].reversed().enumerated()
            .map { ($0.offset > 0 && $0.offset % 3 == 0 && $0.element != "-" ? "." : "", $0.element) }
            .map { "\($0.0)\($0.1)" }
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        let padding = String(repeating: "0", count: max(0, 2 - decimals.count))
        return String(whole.joined().reversed()) + "," + decimals + padding
    }

    // MARK: JSON

    private func object(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private func text(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }
}
