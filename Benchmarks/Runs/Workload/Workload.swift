import Foundation

/// The invoices of a benchmark, as they stand in documents of the raw store.
struct Workload: Sendable {
    /// The invoices of each document.
    var documents: [[Invoice]]

    var invoices: [Invoice] { documents.flatMap(\.self) }

    /// Each customer once, in the order of their first invoices.
    var customers: [Invoice.Customer] { Self.distinct(invoices.map(\.customer)) }

    /// Each part once, by ascending name: in that order the server files them at the least cost.
    var parts: [Invoice.Part] { Self.distinct(invoices.flatMap { $0.lines.map(\.part) }).sorted { $0.name < $1.name } }

    private static func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen = Set<Value>()
        return values.filter { seen.insert($0).inserted }
    }
}

/// One invoice, as FGO writes it.
struct Invoice: Hashable, Sendable {
    struct Customer: Hashable, Sendable {
        var name: String
        var taxID: String?
    }

    struct Part: Hashable, Sendable {
        var name: String
        var number: String?
    }

    struct Line: Hashable, Sendable {
        var part: Part
        var quantity: Decimal
        var price: Decimal
        var details: String?
    }

    var series: String
    var number: String
    var customer: Customer
    /// The date of issue, as `YYYY-MM-DD`.
    var date: String
    var lines: [Line]

    /// What the order's description says, by which an invoice is found again.
    var description: String { "SERIE=\(series);NUMAR=\(number)" }
}
