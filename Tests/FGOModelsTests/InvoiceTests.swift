import FGOModels
import Foundation
import Testing

@Suite struct InvoiceTests {
    private static let whole: JSONValue = [
        "id": 85_876_717, "serie": " SIMDN ", "numar": "000123", "denumire_client": "  OPEN DB SECURITY S.R.L. ",
        "cod_unic_client": "RO 456 78912", "data_emitere": "2025-11-20T00:00:00", "valuta": "ron",
        "tip_factura_cod": 380, "info1": "kept",
        "articole": [
            [
                "nume_produs": " Licență ", "cod_conta_produs": nil, "cantitate": "6,00", "pret_unitar": "3.045,7353",
                "detalii": "",
            ]
        ],
    ]

    @Test func readsEveryFieldAsSection2Says() throws {
        let invoice = try Invoice(Self.whole)
        #expect(invoice.serie == "SIMDN")
        #expect(invoice.numar == "000123")
        #expect(invoice.id == "85876717")
        #expect(invoice.denumireClient == "OPEN DB SECURITY S.R.L.")
        #expect(invoice.codUnicClient == "RO45678912")
        #expect(invoice.dataEmitere?.description == "2025-11-20")
        #expect(invoice.valuta == "RON")
        #expect(invoice.tipFacturaCod == "380")
        #expect(invoice.warnings.isEmpty)
        guard case .line(let line) = invoice.articole.first else {
            Issue.record("the line could not be read")
            return
        }
        #expect(line.numeProdus == "Licență")
        #expect(line.codContaProdus == nil)
        #expect(line.cantitate == 6)
        #expect(line.pretUnitar == Decimal(string: "3045.7353"))
        #expect(line.detalii == nil)
    }

    @Test func encodesBackWithoutLoss() throws {
        let json =
            #"{"articole":[{"pret_unitar":3045.7353,"x":[1,null,true]}],"denumire_client":"A","numar":7,"serie":"S","z":{"$oid":"6923f0a1c2d3e4f5a6b7c8d9"}}"#
        let invoice = try JSONDecoder().decode(Invoice.self, from: Data(json.utf8))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(invoice), as: UTF8.self) == json)
    }

    @Test(arguments: ["serie", "numar", "denumire_client"])
    func lacksARequiredField(_ key: String) throws {
        guard case .object(var fields) = Self.whole else { return }
        fields[key] = "  "
        let document = RawDocument(id: DocumentID(1), data: [Self.whole, .object(fields)])
        let readings = try document.read()
        guard case .invoice = readings.first, case .unreadable(let bad) = readings.last else {
            Issue.record("one bad invoice must spoil only itself")
            return
        }
        #expect(bad.error.path == "data[1].\(key)")
        #expect(bad.error.code == .fieldMissing)
        #expect(bad.numar == (key == "numar" ? nil : "000123"))
    }

    private struct BadLine: Sendable {
        let line: JSONValue
        let path: String
        let code: FGOError.Code
    }

    private static let badLines = [
        BadLine(line: ["nume_produs": "P", "cantitate": "șase"], path: ".cantitate", code: .notANumber),
        BadLine(line: ["nume_produs": "P"], path: ".cantitate", code: .fieldMissing),
        BadLine(line: ["nume_produs": " ", "cantitate": 1], path: ".nume_produs", code: .fieldMissing),
        BadLine(
            line: ["nume_produs": "P", "cantitate": 1, "pret_unitar": .double(.nan)],
            path: ".pret_unitar",
            code: .notANumber
        ),
        BadLine(line: ["nume_produs": ["P"], "cantitate": 1], path: ".nume_produs", code: .wrongType),
        BadLine(line: "text", path: "", code: .wrongType),
    ]

    @Test(arguments: badLines)
    private func aBadLineSpoilsOnlyItself(_ bad: BadLine) throws {
        let invoice = try Invoice([
            "serie": "S", "numar": 1, "denumire_client": "C",
            "articole": .array([bad.line, ["cod_conta_produs": "X", "cantitate": 2]]),
        ])
        guard case .unreadable(let unreadable) = invoice.articole.first, case .line(let good) = invoice.articole.last
        else {
            Issue.record("expected one unreadable line and one line")
            return
        }
        #expect(unreadable.error.path == "articole[0]" + bad.path)
        #expect(unreadable.error.code == bad.code)
        #expect(good.codContaProdus == "X")
    }

    @Test func namesThePathOfABadLineInADocument() throws {
        let bad: JSONValue = ["nume_produs": "P", "cantitate": "x"]
        let invoice: JSONValue = ["serie": "S", "numar": 1, "denumire_client": "C", "articole": [bad]]
        let readings = try RawDocument(id: DocumentID("d"), data: [invoice, invoice]).read()
        guard case .invoice(let second) = readings.last, case .unreadable(let line) = second.articole.first else {
            Issue.record("expected an invoice with an unreadable line")
            return
        }
        #expect(line.error.description == "data[1].articole[0].cantitate: “x” is not a number")
        #expect(line.numeProdus == "P")
    }

    @Test func anUnreadableDateIsAWarning() throws {
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "data_emitere": "2025-02-30"])
        #expect(invoice.dataEmitere == nil)
        #expect(invoice.warnings.map(\.code) == [.notADate])
        #expect(invoice.warnings.first?.path == "data_emitere")
    }

    @Test func articoleOfAnotherTypeFailsTheInvoice() {
        #expect(throws: FGOError.self) {
            try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "articole": "none"])
        }
    }

    @Test func extendedJSONIsReadLikePlainJSON() throws {
        let invoice = try Invoice([
            "serie": "S", "numar": ["$numberLong": "221029339"], "denumire_client": "C",
            "data_emitere": ["$date": "2025-11-20T00:00:00Z"],
            "articole": [
                ["nume_produs": "P", "cantitate": ["$numberInt": "6"], "pret_unitar": ["$numberDecimal": "3045.7353"]]
            ],
        ])
        #expect(invoice.numar == "221029339")
        #expect(invoice.dataEmitere?.description == "2025-11-20")
        guard case .line(let line) = invoice.articole.first else {
            Issue.record("the line could not be read")
            return
        }
        #expect(line.cantitate == 6)
        #expect(line.pretUnitar == Decimal(string: "3045.7353"))
    }

    @Test(arguments: [nil, .null, "text", 7] as [JSONValue?])
    func aDocumentWithoutReadableDataSaysSo(_ data: JSONValue?) {
        #expect(throws: FGOError.self) { try RawDocument(id: DocumentID(1), data: data).read() }
    }

    @Test func oneInvoiceAloneIsADocument() throws {
        #expect(try RawDocument(id: DocumentID(1), data: Self.whole).read().count == 1)
        #expect(try RawDocument(id: DocumentID(1), data: []).read().isEmpty)
    }
}
