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
            try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "articole": "three"])
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

    @Test(arguments: [nil, "text", 7, true] as [JSONValue?])
    func aDocumentWithoutReadableDataSaysSo(_ data: JSONValue?) {
        #expect(throws: FGOError.self) { try RawDocument(id: DocumentID(1), data: data).read() }
    }

    @Test func oneInvoiceAloneIsADocument() throws {
        #expect(try RawDocument(id: DocumentID(1), data: Self.whole).read().count == 1)
        #expect(try RawDocument(id: DocumentID(1), data: []).read().isEmpty)
    }

    // MARK: Lists

    /// The lines' names, as `articole` reads in an invoice.
    private func names(_ lines: JSONValue?) throws -> [String?] {
        var fields: [String: JSONValue] = ["serie": "S", "numar": 1, "denumire_client": "C"]
        fields["articole"] = lines
        return try Invoice(.object(fields)).articole.map { reading in
            switch reading {
            case .line(let line): line.numeProdus
            case .unreadable(let line): line.error.description
            }
        }
    }

    private func line(_ name: String) -> JSONValue { ["nume_produs": .text(name), "cantitate": 1] }

    @Test func `an object whose keys are whole numbers is a list in their order`() throws {
        let keys = ["10", "2", "0", "-1", "99999999999999999999999", "007"]
        let lines = JSONValue.object(Dictionary(uniqueKeysWithValues: keys.map { ($0, line($0)) }))
        #expect(try names(lines) == ["-1", "0", "2", "007", "10", "99999999999999999999999"])
    }

    @Test func `keys that are the same number lose no line`() throws {
        #expect(try names(["1": line("a"), "01": line("b"), "2": line("c")]) == ["b", "a", "c"])
    }

    @Test func `a bad line in a numbered list is named by its key`() throws {
        let lines: JSONValue = ["3": line("a"), "12": ["nume_produs": "b", "cantitate": "x"]]
        #expect(try names(lines) == ["a", "articole.12.cantitate: “x” is not a number"])
    }

    @Test func `an object with the fields of a line is a list of one`() throws {
        #expect(try names(line("a")) == ["a"])
        #expect(try names(["cod_conta_produs": "X"]).count == 1)
    }

    @Test(arguments: [nil, .null, "", " ", [], [:]] as [JSONValue?])
    func `nothing in place of lines is an empty list`(_ lines: JSONValue?) throws {
        #expect(try names(lines) == [])
    }

    @Test(arguments: [7, true, ["x": 1], ["0": 1, "x": 2], ["articol": [["nume_produs": "a"]]]] as [JSONValue])
    func `what is no list of lines fails the invoice by name`(_ lines: JSONValue) {
        let error = #expect(throws: FGOError.self) { try names(lines) }
        #expect(error?.path == "articole")
    }

    @Test func `data may be a numbered list, one invoice, or nothing`() throws {
        func paths(_ data: JSONValue) throws -> [String] {
            try RawDocument(id: DocumentID(1), data: data).read().map { reading in
                switch reading {
                case .invoice(let invoice): invoice.numar
                case .unreadable(let invoice): invoice.error.path
                }
            }
        }
        func invoice(_ number: Int) -> JSONValue {
            ["serie": "S", "numar": .number(Decimal(number)), "denumire_client": "C"]
        }
        #expect(try paths(["10": invoice(10), "9": invoice(9), "x": 1]) == ["data.serie"])
        #expect(try paths(["10": invoice(10), "9": invoice(9)]) == ["9", "10"])
        #expect(try paths(["0": invoice(1), "1": 7]) == ["1", "data.1"])
        #expect(try paths(invoice(3)) == ["3"])
        for nothing in ["", .null, [:], []] as [JSONValue] { #expect(try paths(nothing).isEmpty) }
    }

    // MARK: Codes, states, identity, currency

    @Test(
        arguments: [
            "-", "--", "0", "000", "0.00", "00-00", "null", "NULL", "None", "n/a", "N/A", "NA", "nu are", "NU  ARE",
            "fara", "Fără",
            "...", 0,
        ] as [JSONValue]
    )
    func `a word or sign for no code is no code`(_ code: JSONValue) throws {
        let lines: JSONValue = [["nume_produs": "P", "cod_conta_produs": code, "cantitate": 1]]
        let invoice = try Invoice([
            "serie": "S", "numar": 1, "denumire_client": "C", "cod_unic_client": code, "articole": lines,
        ])
        #expect(invoice.codUnicClient == nil)
        guard case .line(let line) = invoice.articole.first else {
            Issue.record("the line could not be read")
            return
        }
        #expect(line.codContaProdus == nil)
    }

    @Test(arguments: ["10", "RO 100", "A", "NAN", "null1", "fara tva", "0x", "PF"])
    func `a code that resembles none is one`(_ code: String) throws {
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "cod_unic_client": .text(code)])
        #expect(invoice.codUnicClient == code.filter { $0 != " " })
    }

    @Test func `a line whose name is missing and whose code is none cannot be read`() throws {
        let reading = try names([["cod_conta_produs": "N/A", "cantitate": 1]])
        #expect(reading == ["articole[0].nume_produs: is missing, and there is no code either"])
    }

    @Test(arguments: ["serie", "numar"], ["A;NUMAR=1", "A\u{FFFD}"])
    func `a series or number that two invoices could share cannot be read`(_ key: String, _ text: String) throws {
        guard case .object(var fields) = Self.whole else { return }
        fields[key] = .text(text)
        let error = #expect(throws: FGOError.self) { try Invoice(.object(fields)) }
        #expect(error?.path == key)
        #expect(error?.code == .ambiguous)
        #expect(error?.reason.contains("“\(text)”") == true)
    }

    @Test(arguments: [("lei", "RON"), ("LEI", "RON"), (" Lei ", "RON"), ("eur", "EUR"), ("LEU", "LEU")])
    func `lei are RON`(_ text: String, _ expected: String) throws {
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "valuta": .text(text)])
        #expect(invoice.valuta == expected)
    }

    @Test func `the state is read as it was written, and one of another type is a warning`() throws {
        func read(_ status: JSONValue) throws -> Invoice {
            try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "status": status])
        }
        #expect(try read(" Emisă ").status == "Emisă")
        #expect(try read("").status == nil)
        let odd = try read(["x"])
        #expect(odd.status == nil)
        #expect(odd.warnings.map(\.path) == ["status"])
    }
}
