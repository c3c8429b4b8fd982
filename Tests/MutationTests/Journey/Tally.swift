/// How many documents and invoices came to which end.
struct Tally: Hashable, CustomStringConvertible {
    var documents = 0
    var unreadable = 0
    var withoutInvoices = 0
    var orders = 0
    var skipped = 0
    var failed = 0
    var lines = 0
    var missingLines = 0

    static func += (tally: inout Tally, other: Tally) {
        tally.documents += other.documents
        tally.unreadable += other.unreadable
        tally.withoutInvoices += other.withoutInvoices
        tally.orders += other.orders
        tally.skipped += other.skipped
        tally.failed += other.failed
        tally.lines += other.lines
        tally.missingLines += other.missingLines
    }

    var description: String {
        "documents: \(documents) read, \(unreadable) unreadable, \(withoutInvoices) without invoices; "
            + "invoices: \(orders) orders, \(skipped) skipped, \(failed) failed; "
            + "lines: \(lines) placed, \(missingLines) missing"
    }
}
