import Foundation
import Testing

@testable import FGOModels

/// Text that no program should have written.
@Suite struct BrokenTextTests {
    private static let broken: [(json: [UInt8], path: String)] = [
        (Array(#"{"a":["x","\ud800"]}"#.utf8), "a[1]"),
        (Array(#"{"a":"\udc00\ud800"}"#.utf8), "a"),
        (Array(#"{"a":{"\ud800":1}}"#.utf8), "a"),
        (Array(#"{"a":"\#u{1}"}"#.utf8), "a"),
        (Array(#"{"a":""#.utf8) + [0xff] + Array(#""}"#.utf8), "a"),
        (Array(#"{"a":{""#.utf8) + [0xff] + Array(#"":1}}"#.utf8), "a"),
    ]

    @Test(arguments: broken.indices)
    func isAnErrorAndNotAnotherValue(_ index: Int) {
        let (json, path) = Self.broken[index]
        let error = #expect(throws: FGOError.self) { try JSONValue(json: Data(json)) }
        #expect(error?.code == .notJSON)
        #expect(error?.path == path)
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
        let json = "{\"\(String(repeating: "k", count: 10_000))\":\"\\ud800\"}"
        let error = #expect(throws: FGOError.self) { try JSONValue(json: Data(json.utf8)) }
        #expect(error?.path.count == 300)
    }

    @Test func aPairOfEscapesIsOneCharacter() throws {
        #expect(try JSONValue(json: Data(#"["\ud83d\ude00\u0000"]"#.utf8)) == ["😀\0"])
    }
}
