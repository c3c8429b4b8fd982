import CMongoc
import Foundation

/// Made-up documents as FGO's exports are: names with diacritics, some numbers as text, codes that are mostly absent.
///
/// The same ones each time.
struct SampleDocuments {
    /// How large the documents are.
    struct Shape: Sendable {
        let invoices: Int
        let lines: Int
    }

    /// `data` of each document, as the embedded store holds it.
    let json: [String]
    /// The whole documents, as MongoDB sends them.
    let bson: [[UInt8]]
    let invoiceCount: Int

    init(_ count: Int, of shape: Shape) {
        json = (0..<count).map { Self.data(of: $0, shape) }
        bson = json.enumerated().map { index, data in
            Self.bson(
                #"{"_id": {"$oid": "\#(String(0x6923_0000_0000_0000 + index, radix: 16))00000000"}, "data": \#(data)}"#
            )
        }
        invoiceCount = count * shape.invoices
    }

    private static func data(of document: Int, _ shape: Shape) -> String {
        let invoices = (0..<shape.invoices).map { invoice(document * shape.invoices + $0, lines: shape.lines) }
        return "[\(invoices.joined(separator: ", "))]"
    }

    private static func invoice(_ number: Int, lines: Int) -> String {
        let customer = number % 80
        let name = "\(pick(firms, customer)) \(pick(towns, customer / 8)) S.R.L."
        let items = (0..<lines).map { line(number * 7 + $0 * 13) }.joined(separator: ", ")
        let day = number % 28 + 1
        return """
            {"id": \(85_000_000 + number), "serie": "FCT", "numar": "\(String(1_000_000 + number).dropFirst())", \
            "denumire_client": "\(name)", "cod_unic_client": "RO \(14_000_000 + customer * 7919)", \
            "data_emitere": "2025-11-\(day < 10 ? "0" : "")\(day)T00:00:00", "tip_factura_cod": "380", "info1": "", \
            "articole": [\(items)]}
            """
    }

    private static func line(_ number: Int) -> String {
        let product = number % 100
        let code = product.isMultiple(of: 3) ? #""ART-\#(1000 + product)""# : "null"
        let quantity = number.isMultiple(of: 4) ? #""\#(number % 9 + 1),50""# : "\(number % 40 + 1)"
        let price = "\(product * 31 + 2).\(1000 + product * 87)"
        let details = number.isMultiple(of: 2) ? "null" : #""\#(pick(towns, number)) – lot \#(number)""#
        return """
            {"nume_produs": "\(pick(products, product)), tip \(product)", "cod_conta_produs": \(code), \
            "cantitate": \(quantity), "pret_unitar": \(price), "detalii": \(details), "factura_continut_um": "buc"}
            """
    }

    private static func pick(_ words: [String], _ number: Int) -> String { words[number % words.count] }

    private static let firms = [
        "Brutăria Mureșul", "Șantier Construct", "OPEN DB SECURITY", "Țesătoria Română", "Întreprinderea Câmpia",
        "ACME Distribution", "Făurăria de Aur", "Cabinet Dr. Ionescu",
    ]

    private static let towns = [
        "Cluj-Napoca", "Târgu Mureș", "București", "Iași", "Constanța", "Timișoara", "Brașov", "Bistrița", "Oradea",
        "Sfântu Gheorghe",
    ]

    private static let products = [
        "Făină albă 000, sac de 25 kg", "Drojdie proaspătă 500 g", "Transport și manipulare", "Țeavă PVC 110 mm",
        "Șurub M8 × 40 zincat", "Windows Server 2025 Standard", "Licență anuală antivirus",
        "Mentenanță lunară echipamente",
        "Cablu UTP cat. 6, rolă 305 m", "Switch 24 ports managed",
    ]

    /// What MongoDB's own tools make of a document in Extended JSON: a number with a fraction is a double.
    private static func bson(_ json: String) -> [UInt8] {
        guard let document = bson_new_from_json(json, json.utf8.count, nil) else { return [] }
        defer { bson_destroy(document) }
        // A document begins with its own length.
        let start = UnsafeRawPointer(bson_get_data(document))
        let length = start.map { Int32(littleEndian: $0.loadUnaligned(as: Int32.self)) } ?? 0
        return Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
    }
}
