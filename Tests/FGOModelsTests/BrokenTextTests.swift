import Foundation
import Testing

@testable import FGOModels

/// Text that no program should have written.
@Suite struct BrokenTextTests {
    private static func bytes(_ pieces: [Any]) -> Data {
        Data(pieces.flatMap { $0 as? [UInt8] ?? Array(($0 as? String ?? "").utf8) })
    }

    private static let broken: [(json: Data, value: JSONValue)] = [
        (bytes([#"{"a":["x","\ud800"]}"#]), ["a": ["x", "\u{FFFD}"]]),
        (bytes([#"{"a":"\udc00\ud800"}"#]), ["a": "\u{FFFD}\u{FFFD}"]),
        (bytes([#"{"a":"\ud800\u0041\ud800\ud83d\ude00"}"#]), ["a": "\u{FFFD}A\u{FFFD}😀"]),
        (bytes([#"{"a":"\ud800\n"}"#]), ["a": "\u{FFFD}\n"]),
        (bytes([#"{"\ud800":1}"#]), ["\u{FFFD}": 1]),
        (bytes([#"{"a":"Caf"#, [0xFF] as [UInt8], #""}"#]), ["a": "Caf\u{FFFD}"]),
        (bytes([#"{"a":""#, [0xC8] as [UInt8], #""}"#]), ["a": "\u{FFFD}"]),
        (bytes([#"{"a":{"x"#, [0xFF] as [UInt8], #"":1}}"#]), ["a": ["x\u{FFFD}": 1]]),
    ]

    @Test(arguments: broken.indices)
    func `what is no text becomes U+FFFD`(_ index: Int) throws {
        #expect(try JSONValue(json: Self.broken[index].json) == Self.broken[index].value)
    }

    @Test(arguments: [#"{"a":["\x"]}"#, #"{"a":["\u12G4"]}"#, "{\"a\":[\"\u{1}\"]}", #"{"a":["\ud800\u1"]}"#])
    func `an escape without a meaning and a raw control character are no JSON`(_ json: String) {
        let error = #expect(throws: FGOError.self) { try JSONValue(json: Data(json.utf8)) }
        #expect(error?.code == .notJSON)
        #expect(error?.path == "a[0]")
    }

    @Test func `broken text is a warning that names its field, and spoils neither line nor invoice`() throws {
        let json = #"""
            {"data":[{"serie":"S","numar":1,"denumire_client":"Caf\ud800","info1":["ok","\udfff"],
            "articole":[{"nume_produs":"P\ud800","cantitate":1}]}]}
            """#
        let file = Array(DocumentFile(contents: Data(json.utf8)))
        guard case .invoice(let invoice) = try file.first?.get().read().first else {
            Issue.record("the invoice could not be read")
            return
        }
        #expect(invoice.denumireClient == "Caf\u{FFFD}")
        #expect(invoice.warnings.map(\.code) == [.brokenText, .brokenText, .brokenText])
        let paths = ["data[0].articole[0].nume_produs", "data[0].denumire_client", "data[0].info1[1]"]
        #expect(invoice.warnings.map(\.path) == paths)
        guard case .line(let line) = invoice.articole.first else {
            Issue.record("the line could not be read")
            return
        }
        #expect(line.numeProdus == "P\u{FFFD}")
    }

    @Test func `an invoice has at most ten warnings of broken text`() throws {
        let texts = JSONValue.array(Array(repeating: "\u{FFFD}", count: 1000))
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "x": texts])
        #expect(invoice.warnings.count == 10)
    }

    /// An `x` under marks whose canonical order is another: putting them in order takes the square of their number.
    private static func flood(_ count: Int) -> String {
        "x" + String(repeating: "\u{301}\u{323}", count: count / 2)
    }

    @Test func ofAFloodOfMarksThirtyAreRead() throws {
        let text = JSONValue.text(Self.flood(100_000))
        let invoice = try Invoice(["serie": text, "numar": text, "denumire_client": text, "valuta": text])
        let texts = [invoice.serie, invoice.numar, invoice.denumireClient, invoice.valuta]
        #expect(texts.map { $0?.unicodeScalars.count } == [31, 31, 31, 31])
    }

    @Test func marksUpToThirtyStay() throws {
        let name = "Zalgo " + Self.flood(30) + " și " + Self.flood(30)
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": .text(name)])
        #expect(invoice.denumireClient.unicodeScalars.elementsEqual(name.unicodeScalars))
    }

    @Test func aKeyWithAFloodIsRefused() {
        let error = #expect(throws: FGOError.self) {
            try JSONValue(json: Data("{\"a\":{\"\(Self.flood(400_000))\":1}}".utf8))
        }
        #expect(error?.description == "a: has a key with more than 30 combining marks in a row")
    }

    @Test func anErrorQuotesLittleOfIt() {
        let text = JSONValue.text(Self.flood(100_000))
        for number in [text, ["$numberDecimal": text]] {
            guard case .unreadable(let unreadable) = LineReading(["nume_produs": "P", "cantitate": number], at: [])
            else {
                Issue.record("the quantity is no number")
                return
            }
            #expect(unreadable.error.description.unicodeScalars.count < 100)
        }
    }

    @Test func anErrorsPathIsShortWhateverTheKeys() {
        let json = "{\"\(String(repeating: "k", count: 10_000))\":\"\\x\"}"
        let error = #expect(throws: FGOError.self) { try JSONValue(json: Data(json.utf8)) }
        #expect(error?.path.count == 300)
    }

    @Test func aPairOfEscapesIsOneCharacter() throws {
        #expect(try JSONValue(json: Data(#"["\ud83d\ude00\u0000"]"#.utf8)) == ["😀\0"])
    }
}
