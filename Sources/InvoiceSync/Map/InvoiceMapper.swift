package import FGOModels
import Foundation
import InvenTreeClient

/// Turns an invoice into what it asks of the server (sync.md sections 2 and 4).
///
/// Pure.
package struct InvoiceMapper: Sendable {
    /// What becomes of one invoice.
    package enum Mapping: Hashable, Sendable {
        /// An order.
        case order(OrderDraft)
        /// No order, and that is right; with the reason.
        case skipped(reason: String, warnings: [String])
    }

    /// The currency of invoices that name none.
    let currency: String
    let negativeLines: SyncConfiguration.NegativeLines
    let skipTypes: Set<String>

    /// - Parameters:
    ///   - currency: The currency of invoices that name none.
    ///   - negativeLines: What becomes of lines below zero.
    ///   - skipTypes: The kinds of documents that are not to become orders.
    package init(currency: String, negativeLines: SyncConfiguration.NegativeLines, skipTypes: Set<String>) {
        self.currency = currency
        self.negativeLines = negativeLines
        self.skipTypes = skipTypes
    }

    package func map(_ invoice: Invoice) throws(SyncError) -> Mapping {
        if let type = invoice.tipFacturaCod, skipTypes.contains(type) {
            return .skipped(reason: "tip_factura_cod \(type) is among skip_types", warnings: [])
        }
        let currency = invoice.valuta ?? currency
        var lines = LineMapper(negativeLines: negativeLines)
        for reading in invoice.articole { lines.add(reading) }
        let warnings = invoice.warnings.map(\.description) + lines.warnings
        if let reason = lines.reasonForNoOrder(of: invoice) { return .skipped(reason: reason, warnings: warnings) }
        let name = InvoiceName(id: invoice.id, serie: invoice.serie, numar: invoice.numar)
        return .order(
            OrderDraft(
                invoice: name,
                description: name.orderDescription,
                customer: try customer(of: invoice, currency: currency),
                issueDate: invoice.dataEmitere.flatMap { CalendarDate(year: $0.year, month: $0.month, day: $0.day) },
                currency: currency,
                lines: lines.lines,
                missing: lines.missing,
                warnings: warnings
            )
        )
    }

    private func customer(of invoice: Invoice, currency: String) throws(SyncError) -> CustomerDemand {
        let name = AcceptableText.make(invoice.denumireClient, limit: FieldLimit.companyName)
        guard !name.isEmpty else { throw .unreadable("denumire_client holds nothing but control characters") }
        let isCut = AcceptableText.exceeds(invoice.denumireClient, limit: FieldLimit.companyName)
        return CustomerDemand(
            name: name,
            wholeName: isCut ? AcceptableText.make(invoice.denumireClient, limit: FieldLimit.companyDescription) : nil,
            taxID: AcceptableText.make(invoice.codUnicClient ?? "", limit: FieldLimit.companyTaxID),
            currency: currency
        )
    }
}
