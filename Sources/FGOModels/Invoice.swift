import Foundation

/// One FGO invoice, read and found whole enough to become an order.
///
/// The names are FGO's. What the sync does not read is kept in ``fields``, and encoding gives back what was read.
public struct Invoice: Hashable, Sendable {
    /// The series, trimmed, never empty.
    public let serie: String
    /// The number, trimmed, never empty; as text it keeps its leading zeros.
    public let numar: String
    /// FGO's own identifier of the invoice, where it has one.
    public let id: String?
    /// The customer's name, trimmed, never empty.
    public let denumireClient: String
    /// The customer's tax code (CUI) without white space; nil where absent or empty.
    ///
    /// `RO` is kept as given.
    public let codUnicClient: String?
    /// The day of issue; nil where absent or unreadable, and then ``warnings`` says so.
    public let dataEmitere: FGODate?
    /// The currency in upper case, where the invoice names one.
    public let valuta: String?
    /// FGO's code of the kind of document, where it has one.
    public let tipFacturaCod: String?
    /// The lines in the invoice's order, each readable or not.
    public let articole: [LineReading]
    /// What was wrong and did no harm.
    public let warnings: [FGOError]
    /// Every field as it came, known or not.
    public let fields: [String: JSONValue]
}

extension Invoice {
    /// Reads one invoice.
    ///
    /// - Parameter value: The invoice's JSON object.
    /// - Throws: ``FGOError`` naming the field, where it is no object, or lacks `serie`, `numar` or `denumire_client`.
    public init(_ value: JSONValue) throws(FGOError) {
        try self.init(value, at: [])
    }

    init(_ value: JSONValue, at path: JSONPath) throws(FGOError) {
        guard case .object(let fields) = value else {
            throw FGOError(.wrongType, at: path, "must be an invoice (an object), is \(value.kind)")
        }
        let reader = FieldReader(fields: fields, path: path)
        serie = try reader.requiredText("serie")
        numar = try reader.requiredText("numar")
        id = try? reader.text("id")
        denumireClient = try reader.requiredText("denumire_client")
        codUnicClient = try reader.text("cod_unic_client")?.withoutWhiteSpace
        valuta = try reader.text("valuta")?.uppercased()
        tipFacturaCod = try? reader.text("tip_factura_cod")
        articole = try Self.lines(of: reader)
        (dataEmitere, warnings) = Self.date(of: reader)
        self.fields = fields
    }

    private static func lines(of reader: FieldReader) throws(FGOError) -> [LineReading] {
        switch reader.fields["articole"] {
        case nil, .null: return []
        case .array(let elements):
            let path = reader.path / "articole"
            return elements.enumerated().map { LineReading($1, at: path[$0]) }
        case let other?:
            throw FGOError(.wrongType, at: reader.path / "articole", "must be a list of lines, is \(other.kind)")
        }
    }

    private static func date(of reader: FieldReader) -> (FGODate?, [FGOError]) {
        do throws(FGOError) {
            guard let text = try reader.text("data_emitere") else { return (nil, []) }
            if let date = FGODate(text) { return (date, []) }
            let reason = "\(text.quotedBeginning) is not a date; the order has none"
            return (nil, [FGOError(.notADate, at: reader.path / "data_emitere", reason)])
        } catch {
            return (nil, [error])
        }
    }
}

extension Invoice: Codable {
    /// Reads one invoice from any decoder.
    ///
    /// - Parameter decoder: The decoder to read from.
    /// - Throws: ``FGOError`` as ``init(_:)`` does, `DecodingError` where the input is corrupt.
    public init(from decoder: any Decoder) throws {
        try self.init(JSONValue(from: decoder), at: JSONPath(decoder.codingPath))
    }

    /// Writes every field as it was read.
    ///
    /// - Parameter encoder: The encoder to write to.
    /// - Throws: What the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        try JSONValue.object(fields).encode(to: encoder)
    }
}

extension JSONPath {
    init(_ codingPath: [any CodingKey]) {
        self = codingPath.reduce([]) { path, key in key.intValue.map { path[$0] } ?? path / key.stringValue }
    }
}
