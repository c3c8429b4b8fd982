import Foundation

/// One FGO invoice, read and found whole enough to become an order.
///
/// The names are FGO's. What the sync does not read is kept in ``fields``, and encoding gives back what was read.
public struct Invoice: Hashable, Sendable {
    /// The series, trimmed, never empty, without `;`.
    public let serie: String
    /// The number, trimmed, never empty, without `;`; as text it keeps its leading zeros.
    public let numar: String
    /// FGO's own identifier of the invoice, where it has one.
    public let id: String?
    /// The customer's name, trimmed, never empty.
    public let denumireClient: String
    /// The customer's tax code (CUI) without white space; `nil` if absent, empty or no code (`n/a`, `-`, `0`).
    ///
    /// `RO` is kept as given.
    public let codUnicClient: String?
    /// The day of issue; `nil` if absent or unreadable, and then ``warnings`` says so.
    ///
    /// An instant, such as a BSON date, names the day that it has in Romania.
    public let dataEmitere: FGODate?
    /// The currency in upper case, where the invoice names one; `LEI` is `RON`.
    public let valuta: String?
    /// FGO's code of the kind of document, where it has one.
    public let tipFacturaCod: String?
    /// The state of the invoice (`emisa`, `draft`, `anulata`, …) as it was written, where it has one.
    public let status: String?
    /// The lines in the invoice's order, each readable or not.
    public let articole: [LineReading]
    /// The flaws that did no harm.
    public let warnings: [FGOError]
    /// Every field as it came, known or not.
    public let fields: [String: JSONValue]
}

extension Invoice {
    /// Reads one invoice.
    ///
    /// - Parameter value: The invoice's JSON object.
    /// - Throws: ``FGOError`` naming the field, if the value is no object, lacks `serie`, `numar` or `denumire_client`, has
    ///   a `;` or broken text in `serie` or `numar`, or lines that are no list.
    public init(_ value: JSONValue) throws(FGOError) {
        try self.init(value, at: [])
    }

    init(_ value: JSONValue, at path: JSONPath) throws(FGOError) {
        guard case .object(let fields) = value else {
            throw FGOError(.wrongType, at: path, "must be an invoice (an object), is \(value.kind)")
        }
        let reader = FieldReader(fields: fields, path: path)
        serie = try reader.identity("serie")
        numar = try reader.identity("numar")
        id = try? reader.text("id")
        denumireClient = try reader.requiredText("denumire_client")
        codUnicClient = try reader.code("cod_unic_client")?.withoutWhiteSpace
        valuta = try reader.text("valuta").map(Self.currency)
        tipFacturaCod = try? reader.text("tip_factura_cod")
        articole = try Self.lines(of: reader)
        var warnings = value.warningsOfBrokenText(at: path)
        dataEmitere = Self.reading({ () throws(FGOError) in try reader.day("data_emitere") }, &warnings)
        status = Self.reading({ () throws(FGOError) in try reader.text("status") }, &warnings)
        self.warnings = warnings
        self.fields = fields
    }

    private static func lines(of reader: FieldReader) throws(FGOError) -> [LineReading] {
        let path = reader.path / "articole"
        let value = reader.fields["articole"] ?? .null
        guard let lines = value.list(at: path, ofOne: InvoiceLine.isLine) else {
            throw FGOError(.wrongType, at: path, "must be a list of lines, is \(value.kind)")
        }
        return lines.map { LineReading($0.value, at: $0.path) }
    }

    /// People write lei as often as the currency's code.
    private static func currency(_ text: String) -> String {
        let code = text.uppercased()
        return code == "LEI" ? "RON" : code
    }

    /// A field that an order can do without; where it cannot be read, that is a warning.
    private static func reading<Value>(
        _ read: () throws(FGOError) -> Value?,
        _ warnings: inout [FGOError]
    ) -> Value? {
        do throws(FGOError) {
            return try read()
        } catch {
            warnings.append(error)
            return nil
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
