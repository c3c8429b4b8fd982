import InvoiceSync
import Testing

@Suite struct TextEraserTests {
    private let eraser = TextEraser(
        names: ["Ștefan  Popescu", "D'Artagnan & Fiii"],
        codes: Set(["1900101221140", "RO 123456"].compactMap(TaxIdentity.init))
    )

    @Test(arguments: [
        ("customer “Ștefan Popescu” (7)", "customer “(erased)” (7)"),
        ("Ștefan Popescu", "(erased)"),
        ("ŞTEFAN\u{A0}\tPOPESCU, twice: ştefan popescu", "(erased), twice: (erased)"),
        ("S\u{326}tefan Popescu", "(erased)"),
        ("Ștefan Popescu (CUI 99) and Ștefan Popescu (#3f2a91)", "(erased) and (erased)"),
        ("D&#039;Artagnan &amp; Fiii", "(erased)"),
        ("D'Artagnan & Fiii SRL", "(erased) SRL"),
        (#"{"name":["\u0218tefan Popescu is taken"]}"#, "(erased)"),
    ])
    func `a name is erased in every form that is the same name`(_ text: String, _ erased: String) {
        #expect(eraser.erased(text) == erased)
    }

    @Test(arguments: [
        "Ștefan", "Popescu Ștefan", "Ștefan Popescuș", "Mareștefan Popescu", "Ștefan Popescu2", "Ștefan, Popescu", "",
        "1234567 lines", "part 12345", "code AB123456", "1900101221141",
    ])
    func `other names and numbers stay`(_ text: String) {
        #expect(eraser.erased(text) == text)
    }

    @Test(arguments: [
        ("tax code 1900*********", "tax code (erased)"),
        (#"{"tax_id":"1900101221140"}"#, #"{"tax_id":"(erased)"}"#),
        ("CNP1900101221140.", "CNP(erased)."),
        ("no company has the tax code 123456 or ro123456", "no company has the tax code (erased) or (erased)"),
    ])
    func `codes are erased`(_ text: String, _ erased: String) {
        #expect(eraser.erased(text) == erased)
    }

    @Test func `a code of few digits is no different from other numbers`() throws {
        let eraser = TextEraser(names: [], codes: [try #require(TaxIdentity("RO12"))])
        #expect(eraser.erased("12 lines of RO12") == "12 lines of RO12")
    }

    @Test func `a name that a cut has left the beginning of is erased`() {
        let words = String(repeating: "word ", count: 50)
        #expect(eraser.erased(words + "of Ștefan Pope") == words + "of (erased)")
        #expect(eraser.erased("of Ștefan Pope") == "of Ștefan Pope", "a short text was not cut")
        #expect(eraser.erased(words + "of Ște") == words + "of Ște", "a few letters are no name")
    }

    @Test func `a name that was cut for the server is erased`() {
        let name = String(repeating: "Foarte Lungă ", count: 20) + "SRL"
        let eraser = TextEraser(names: [name], codes: [])
        #expect(eraser.erased("customer \(name)!") == "customer (erased)!")
    }

    @Test func `nothing is erased twice`() {
        let once = eraser.erased("Ștefan Popescu, 1900101221140")
        #expect(eraser.erased(once) == once)
        let odd = TextEraser(names: ["Erased"], codes: [])
        #expect(odd.erased(odd.erased("Erased")) == "(erased)")
    }

    @Test(arguments: [
        ("1900101221140", true), (" 1900101 221140", true), ("1900101221149", true), ("RO123456", false),
        ("Ion Popescu", false), ("Firma 1900101221140 SRL", false),
    ])
    func `a personal code is told from names and other codes`(_ text: String, _ isPersonal: Bool) throws {
        #expect(try #require(CustomerReference(text)).isPersonalCode == isPersonal)
    }

    @Test(arguments: ["", " ", "-", "…"])
    func `a text without letters and digits names no customer`(_ text: String) {
        #expect(CustomerReference(text) == nil)
    }
}
