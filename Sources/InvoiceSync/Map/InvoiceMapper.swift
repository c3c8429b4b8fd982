package import FGOModels
import Foundation
import InvenTreeClient

/// Turns an invoice into what it asks of the server (<doc:InvoiceRules> and <doc:OrderRules>).
///
/// Pure.
package struct InvoiceMapper: Sendable {
    /// What becomes of one invoice.
    package enum Mapping: Hashable, Sendable {
        /// An order.
        case order(OrderDraft)
        /// No order, and that is right.
        case skipped(SkipReason, warnings: [String])
    }

    /// The currency of invoices that name none.
    let currency: String
    let negativeLines: SyncConfiguration.NegativeLines
    private let skipRules: SkipRules
    private let writesCustomerReference: Bool
    /// The rules by which names and codes are read.
    let naming: Naming

    /// - Parameters:
    ///   - currency: The currency of invoices that name none.
    ///   - negativeLines: What becomes of lines below zero.
    ///   - skipTypes: The kinds of documents that do not become orders.
    ///   - skipStates: The states of invoices that do not become orders.
    ///   - naming: The rules by which names and codes are read.
    ///   - writesCustomerReference: Whether series and number become the order's customer reference.
    package init(
        currency: String,
        negativeLines: SyncConfiguration.NegativeLines,
        skipTypes: Set<String>,
        skipStates: Set<String> = SyncConfiguration.defaultSkipStates,
        naming: Naming = Naming(),
        writesCustomerReference: Bool = false
    ) {
        self.writesCustomerReference = writesCustomerReference
        self.currency = currency
        self.negativeLines = negativeLines
        self.naming = naming
        skipRules = SkipRules(types: skipTypes, states: skipStates)
    }

    /// Maps an invoice.
    ///
    /// - Parameter invoice: The invoice.
    /// - Returns: The order that the invoice asks for, or why there is none.
    /// - Throws: ``SyncError`` if the invoice has no usable customer or currency, or no line that can be placed.
    package func map(_ invoice: Invoice) throws(SyncError) -> Mapping {
        var warnings = invoice.warnings.map(\.description)
        switch skipRules.decide(invoice) {
        case .skip(let reason): return .skipped(reason, warnings: warnings)
        case .process(let warning): warnings += warning.map { [$0] } ?? []
        }
        var lines = LineMapper(negativeLines: negativeLines, naming: naming)
        for reading in invoice.articole { lines.add(reading) }
        warnings += lines.warnings
        switch lines.outcome {
        case .skipped(let reason): return .skipped(reason, warnings: warnings)
        case .unplaced: throw .noLinePlaced(lines.missing, warnings: warnings)
        case .order: break
        }
        let currency = try currency(of: invoice)
        let name = invoice.name
        guard ![invoice.serie, invoice.numar].contains(where: { AcceptableText.clean($0).contains(";") }) else {
            throw .unreadable("serie or numar: holds an entity that stands for “;”: correct the invoice")
        }
        return .order(
            OrderDraft(
                invoice: name,
                description: name.orderDescription,
                customer: try customer(of: invoice, currency: currency),
                issueDate: invoice.dataEmitere.flatMap { CalendarDate(year: $0.year, month: $0.month, day: $0.day) },
                currency: currency,
                customerReference: writesCustomerReference ? name.customerReference : nil,
                lines: lines.lines,
                missing: lines.missing,
                warnings: warnings
            )
        )
    }

    private func currency(of invoice: Invoice) throws(SyncError) -> String {
        guard let valuta = invoice.valuta else { return currency }
        guard valuta.count == 3, valuta.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            throw .unreadable("valuta: “\(valuta)” is not a currency code such as RON")
        }
        return valuta
    }

    private func customer(of invoice: Invoice, currency: String) throws(SyncError) -> CustomerDemand {
        let name = AcceptableText.make(invoice.denumireClient, limit: FieldLimit.companyName)
        guard !name.isEmpty else { throw .unreadable("denumire_client holds nothing but control characters") }
        let isCut = AcceptableText.exceeds(invoice.denumireClient, limit: FieldLimit.companyName)
        let demand = CustomerDemand(
            name: name,
            wholeName: isCut ? AcceptableText.make(invoice.denumireClient, limit: FieldLimit.companyDescription) : nil,
            taxID: AcceptableText.make(invoice.codUnicClient ?? "", limit: FieldLimit.companyTaxID),
            currency: currency
        )
        return naming.read(demand)
    }
}
