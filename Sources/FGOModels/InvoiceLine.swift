public import Foundation

/// One line of an invoice (`articole[]`) whose product and numbers could be read.
public struct InvoiceLine: Hashable, Sendable {
    /// The product's name, trimmed; nil where the line names it by code alone.
    public let numeProdus: String?
    /// The product's code, trimmed; `nil` if absent, empty or no code (`n/a`, `-`, `0`).
    public let codContaProdus: String?
    /// The quantity, exact and not yet rounded to the server's field; may be zero or negative.
    public let cantitate: Decimal
    /// The price of one, exact; nil where the line has none.
    public let pretUnitar: Decimal?
    /// The line's details, trimmed; nil where absent or empty.
    public let detalii: String?
    /// Where the line stands: `data[3].articole[2]`.
    public let path: String
}

/// A line that cannot become an order line, with what is known of its product.
public struct UnreadableLine: Hashable, Sendable {
    /// The product's name, where it could be read.
    public let numeProdus: String?
    /// The product's code, where it could be read.
    public let codContaProdus: String?
    /// Why, and where.
    public let error: FGOError
}

/// What reading one line led to: a line that cannot be read spoils itself alone (SyncRules, “Unreadable lines and
/// invoices”).
public enum LineReading: Hashable, Sendable {
    /// The line.
    case line(InvoiceLine)
    /// Why there is none.
    case unreadable(UnreadableLine)

    init(_ value: JSONValue, at path: JSONPath) {
        guard case .object(let fields) = value else {
            let error = FGOError(.wrongType, at: path, "must be a line (an object), is \(value.kind)")
            self = .unreadable(UnreadableLine(numeProdus: nil, codContaProdus: nil, error: error))
            return
        }
        let reader = FieldReader(fields: fields, path: path)
        do throws(FGOError) {
            self = .line(try InvoiceLine(reader))
        } catch {
            let name = try? reader.text("nume_produs")
            let code = try? reader.code("cod_conta_produs")
            self = .unreadable(UnreadableLine(numeProdus: name, codContaProdus: code, error: error))
        }
    }
}

extension InvoiceLine {
    /// A Boolean value that indicates whether an object is one line rather than a list of them.
    static func isLine(_ fields: [String: JSONValue]) -> Bool {
        !["nume_produs", "cod_conta_produs", "cantitate", "pret_unitar"].allSatisfy { fields[$0] == nil }
    }

    init(_ reader: FieldReader) throws(FGOError) {
        numeProdus = try reader.text("nume_produs")
        codContaProdus = try reader.code("cod_conta_produs")
        if numeProdus == nil, codContaProdus == nil {
            throw FGOError(.fieldMissing, at: reader.path / "nume_produs", "is missing, and there is no code either")
        }
        guard let quantity = try reader.number("cantitate") else {
            throw FGOError(.fieldMissing, at: reader.path / "cantitate", "is missing")
        }
        cantitate = quantity
        pretUnitar = try reader.number("pret_unitar")
        detalii = try? reader.text("detalii")
        path = reader.path.description
    }
}
