import FGOModels
import Foundation
import InvoiceSync

/// The warnings in the logs of all documents, printed as the store is read, so that any number of them needs little memory.
struct WarningList {
    let store: any InvoiceStore
    /// A Boolean value that indicates whether each invoice is printed as one JSON object a line.
    let isJSON: Bool

    private struct Entry: Encodable {
        let document: String
        let timestamp: Date
        let serie: String?
        let numar: String?
        let order: String?
        let warnings: [String]
    }

    func print() async throws {
        var query = DocumentQuery(hasWarnings: true, limit: 100)
        while true {
            let page = try await store.documents(query)
            guard let last = page.last else { return }
            for entry in page.flatMap(Self.entries) { try show(entry) }
            query.after = last.document.id
        }
    }

    private static func entries(of stored: StoredDocument) -> [Entry] {
        (stored.log?.invoices ?? []).compactMap { invoice in
            guard let warnings = invoice.warnings, !warnings.isEmpty else { return nil }
            return Entry(
                document: stored.document.id.description,
                timestamp: invoice.timestamp,
                serie: invoice.serie,
                numar: invoice.numar,
                order: invoice.salesOrder?.reference,
                warnings: warnings
            )
        }
    }

    private func show(_ entry: Entry) throws {
        if isJSON { return try Console.print(jsonLine: entry) }
        let order = entry.order.map { ", order \($0)" } ?? ""
        Console.print("document \(entry.document), \(entry.serie ?? "?") \(entry.numar ?? "?")\(order):")
        for warning in entry.warnings { Console.print("  \(warning)") }
    }
}
