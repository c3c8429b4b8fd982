import Foundation

/// A file of documents, one a line in mongoexport's form, as `invsync import` reads it.
enum WorkloadFile {
    private struct Document: Codable {
        var id: ObjectID
        var data: [Invoice]

        enum CodingKeys: String, CodingKey {
            case id = "_id"
            case data
        }
    }

    private struct ObjectID: Codable {
        var hex: String

        enum CodingKeys: String, CodingKey {
            case hex = "$oid"
        }
    }

    /// Reads a file.
    ///
    /// - Throws: Where it cannot be read, or a line is no document with a list of plain invoices.
    static func read(_ file: URL) throws -> Workload {
        let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"))
        let decoder = JSONDecoder()
        return Workload(documents: try lines.map { try decoder.decode(Document.self, from: $0).data })
    }

    /// Writes a file; documents get ascending ids from `firstID` on.
    ///
    /// - Throws: Where it cannot be written.
    static func write(_ workload: Workload, to file: URL, firstID: Int = 1) throws {
        try data(workload, firstID: firstID).write(to: file)
    }

    /// What a file holds; documents get ascending ids from `firstID` on.
    ///
    /// - Throws: Where a number has no JSON form.
    static func data(_ workload: Workload, firstID: Int) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = Data()
        for (index, invoices) in workload.documents.enumerated() {
            let hex = String(firstID + index, radix: 16)
            let id = ObjectID(hex: String(repeating: "0", count: 24 - hex.count) + hex)
            text += try encoder.encode(Document(id: id, data: invoices)) + Data("\n".utf8)
        }
        return text
    }
}

extension Invoice: Codable {
    private enum CodingKeys: String, CodingKey {
        case series = "serie"
        case number = "numar"
        case customer = "denumire_client"
        case taxID = "cod_unic_client"
        case date = "data_emitere"
        case lines = "articole"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        series = try fields.decode(String.self, forKey: .series)
        number = try fields.decode(String.self, forKey: .number)
        customer = Customer(
            name: try fields.decode(String.self, forKey: .customer),
            taxID: try fields.decodeIfPresent(String.self, forKey: .taxID)
        )
        date = String(try fields.decode(String.self, forKey: .date).prefix(10))
        lines = try fields.decode([Line].self, forKey: .lines)
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(series, forKey: .series)
        try fields.encode(number, forKey: .number)
        try fields.encode(customer.name, forKey: .customer)
        try fields.encode(customer.taxID, forKey: .taxID)
        try fields.encode("\(date)T00:00:00", forKey: .date)
        try fields.encode(lines, forKey: .lines)
    }
}

extension Invoice.Line: Codable {
    private enum CodingKeys: String, CodingKey {
        case name = "nume_produs"
        case number = "cod_conta_produs"
        case quantity = "cantitate"
        case price = "pret_unitar"
        case details = "detalii"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        part = Invoice.Part(
            name: try fields.decode(String.self, forKey: .name),
            number: try fields.decodeIfPresent(String.self, forKey: .number)
        )
        quantity = try fields.decode(Decimal.self, forKey: .quantity)
        price = try fields.decode(Decimal.self, forKey: .price)
        details = try fields.decodeIfPresent(String.self, forKey: .details)
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(part.name, forKey: .name)
        try fields.encode(part.number, forKey: .number)
        try fields.encode(quantity, forKey: .quantity)
        try fields.encode(price, forKey: .price)
        try fields.encode(details, forKey: .details)
    }
}
