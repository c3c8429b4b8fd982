public import Foundation
public import InvenTreeClient

/// A line that stands on the server, of either kind.
public struct StandingLine: Hashable, Sendable {
    /// A line's pk.
    ///
    /// The two kinds count apart.
    public enum ID: Hashable, Sendable {
        /// An order line.
        case part(SalesOrderLine.ID)
        /// An extra line.
        case extra(SalesOrderExtraLine.ID)

        /// The pk as a number.
        public var rawValue: Int {
            switch self {
            case .part(let id): id.rawValue
            case .extra(let id): id.rawValue
            }
        }
    }

    /// What a line is for.
    enum Subject: Hashable, Sendable {
        case part(Part.ID)
        case extra(FoldedName)
    }

    /// Its pk.
    public let id: ID
    /// nil where its part was deleted.
    let subject: Subject?
    /// Its part as the server shows it with the line, where it does.
    let partDetail: PartBrief?
    /// The name of its part, or the text of an extra line, where the server shows it.
    let name: String?
    /// How much.
    public let quantity: Decimal
    /// The price of one.
    public let price: Decimal?
    /// The price's currency.
    public let currency: String
    /// The line's reference.
    public let reference: String
    /// The line's notes.
    public let notes: String
    /// The line's number on its order; `nil` where the server has none.
    public let number: String?
    /// The discount in percent; `nil` where the server has none.
    public let discount: Decimal?

    init(_ line: SalesOrderLine) {
        id = .part(line.id)
        subject = line.part.map { .part($0) }
        partDetail = line.partDetail
        name = line.partDetail?.name
        quantity = line.quantity
        price = line.salePrice
        currency = line.salePriceCurrency
        reference = line.reference
        notes = line.notes
        number = line.number
        discount = line.discount
    }

    init(_ line: SalesOrderExtraLine) {
        id = .extra(line.id)
        subject = .extra(FoldedName(line.description))
        partDetail = nil
        name = line.description
        quantity = line.quantity
        price = line.price
        currency = line.priceCurrency
        reference = line.reference
        notes = line.notes
        number = line.number
        discount = line.discount
    }

    /// The price of one less the discount.
    var netPrice: Decimal? { price.map { $0 * (100 - (discount ?? 0)) / 100 } }

    /// The part's pk; nil for an extra line.
    public var part: Part.ID? {
        if case .part(let id) = subject { id } else { nil }
    }

    /// The line in words, such as `2 × “Bolt”`.
    var title: String {
        let what =
            switch subject {
            case .part(let id): name.map { "“\($0)”" } ?? "part \(id)"
            case .extra(let text): "“\(text)”"
            case nil: "a part that was deleted"
            }
        return "\(quantity) × \(what)"
    }

    var logged: InvoiceLog.Line { InvoiceLog.Line(part: part?.rawValue, qty: quantity, lineID: id.rawValue) }
}

extension Decimal {
    /// The number as the server shows it.
    ///
    /// The server stores decimals exactly and answers with binary floats: 123456789012.123456 comes back as
    /// 123456789012.12346. Numbers are the same when they are the same float.
    var asServerShows: Double { Double(description) ?? .nan }
}
