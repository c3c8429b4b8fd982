import FGOModels
public import Foundation
public import InvenTreeClient

/// What an invoice asks of the server, in the server's terms and limits, before anything was looked up.
public struct OrderDraft: Hashable, Sendable {
    /// The invoice's names in logs and errors.
    public let invoice: InvoiceName
    /// The order's description, by which it is found again: `SERIE={serie};NUMAR={numar}`.
    public let description: String
    /// Whose order it is.
    public internal(set) var customer: CustomerDemand
    /// The day of issue, where the invoice has a readable one.
    public let issueDate: CalendarDate?
    /// The currency of the order and its lines: an ISO 4217 code.
    public let currency: String
    /// The order's customer reference; `nil` leaves that field alone.
    public internal(set) var customerReference: String?
    /// The lines, in the invoice's order.
    public internal(set) var lines: [LineDraft]
    /// The lines that cannot be placed.
    public let missing: [MissingProduct]
    /// What was changed or left out on the way.
    public let warnings: [String]
}

/// How an invoice is called in logs and errors.
public struct InvoiceName: Hashable, Sendable, CustomStringConvertible {
    /// FGO's identifier, where it has one.
    public let id: String?
    /// The series, where it could be read.
    public let serie: String?
    /// The number, where it could be read.
    public let numar: String?

    package init(id: String?, serie: String?, numar: String?) {
        (self.id, self.serie, self.numar) = (id, serie, numar)
    }

    /// Series and number, as `invsync explain` takes them.
    public var description: String { "\(serie ?? "?") \(numar ?? "?")" }

    /// The description of the invoice's order.
    var orderDescription: String {
        AcceptableText.make(
            "\(Self.serieKey)\(serie ?? "")\(Self.numarKey)\(numar ?? "")",
            limit: FieldLimit.orderDescription
        )
    }

    static let serieKey = "SERIE="
    static let numarKey = ";NUMAR="

    /// A Boolean value that indicates whether a text may begin with the description of an order.
    static func mayBeNamed(by text: String) -> Bool { text.hasPrefix(serieKey) }
}

extension Invoice {
    var name: InvoiceName { InvoiceName(id: id, serie: serie, numar: numar) }
}

extension UnreadableInvoice {
    var name: InvoiceName { InvoiceName(id: id, serie: serie, numar: numar) }
}

extension InvoiceName {
    /// Series and number as an order's customer reference.
    var customerReference: String {
        AcceptableText.make("\(serie ?? "") \(numar ?? "")", limit: FieldLimit.orderCustomerReference)
    }
}

/// A customer that an order needs, found by alias, by tax code and by name, in this order (<doc:NameRules#Customers>).
public struct CustomerDemand: Hashable, Sendable {
    /// The name, acceptable to the server.
    public internal(set) var name: String
    /// The whole name where it is longer than the server's field.
    public internal(set) var wholeName: String?
    /// The tax code as the invoice gives it; empty where it gives none.
    public internal(set) var taxID: String
    /// The currency that a new customer gets.
    public let currency: String
    /// The company that an operator chose for this customer; `nil` if the customer is looked up.
    public internal(set) var alias: Company?

    /// What the name is compared by.
    public var foldedName: FoldedName { FoldedName(name) }
    /// What the tax code is compared by; nil where there is none.
    public var tax: TaxIdentity? { TaxIdentity(taxID) }
}

/// A part that a line needs, found by alias, by code and by name, in this order (<doc:NameRules#Parts>).
public struct PartDemand: Hashable, Sendable {
    /// The name, acceptable to the server.
    public let name: String
    /// The whole name where it is longer than the server's field.
    public let wholeName: String?
    /// The code (IPN); empty where the invoice gives none, or where codes do not count.
    public let ipn: String
    /// The part that an operator chose for this product; `nil` if the part is looked up.
    public internal(set) var alias: Part?

    /// What the name is compared by.
    public var foldedName: FoldedName { FoldedName(name) }
    /// What the code is compared by; nil where there is none.
    ///
    /// The server compares codes in any case, too.
    public var foldedIPN: FoldedName? { ipn.isEmpty ? nil : FoldedName(ipn) }
}

/// One line to be.
public struct LineDraft: Hashable, Sendable {
    /// What a line is for.
    public enum Item: Hashable, Sendable {
        /// An order line for a part.
        case part(PartDemand)
        /// An extra line, an amount without a part: the server takes negative amounts only there. At most 250 characters.
        case extra(description: String)
    }

    /// What the line is for.
    public internal(set) var item: Item
    /// How much: at most 5 decimals, below 10^10; above zero for a part, not below zero for an extra line.
    public let quantity: Decimal
    /// The price of one: at most 6 decimals, below 10^12, negative only on an extra line; nil where the invoice has none.
    public let price: Decimal?
    /// At most 100 characters.
    public let reference: String
    /// At most 500 characters.
    public let notes: String
    /// The position among the lines of the invoice, from 1.
    public let position: Int
    /// Where the line stands in its document.
    public let path: String

    /// The position as the number of a line on the server.
    var number: String { "\(position)" }
}

/// A line of the invoice that did not become a line of the order.
public struct MissingProduct: Hashable, Sendable, Codable {
    /// The product's code, where it has one.
    public let ipn: String?
    /// The product's name, where it has one.
    public let name: String?
    /// Why, in a sentence.
    public let reason: String

    /// - Parameters:
    ///   - ipn: The code; its first 250 characters are kept, so that one line does not fill the log.
    ///   - name: The name; its first 250 characters are kept.
    ///   - reason: Why.
    init(ipn: String?, name: String?, reason: String) {
        self.ipn = ipn?.cut(at: 250)
        self.name = name?.cut(at: 250)
        self.reason = reason
    }
}
