import InvoiceSync
import Testing

/// When two names, and when two tax codes, are the same (SyncRules, “Codes”, “Equal names” and “Customers”).
@Suite struct NameTests {
    @Test(arguments: Spelling.pairs)
    func isTheSameInEverySpelling(_ spelling: Spelling) {
        #expect(FoldedName(spelling.held) == FoldedName(spelling.asked))
    }

    @Test(arguments: [
        ("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("a\u{2003}b", "A B"), ("\u{1E9E}", "ß"), ("\u{1E9E}", "ss"),
        ("İ", "i\u{307}"), ("Ţ", "T\u{326}"), ("D&#039;Artagnan", "d'ARTAGNAN"), ("A&nbsp;B", "a b"), ("a<b", "A‹B"),
        ("R&amp;D", "r&d"), ("\u{FEFF}Bec", "BEC"), ("60&times;60", "60×60"),
        ("Ş", "s\u{327}"),
    ])
    func isTheSame(one: String, other: String) {
        #expect(FoldedName(one) == FoldedName(other))
    }

    @Test(arguments: [
        ("ș", "s"), ("ă", "â"), ("ACME", "ACME."), ("A B", "AB"), ("A-B", "A B"), ("é", "e"), ("ı", "i"), ("1", "¹"),
        ("ﬀ x", "ﬁ x"), ("", "a"),
    ])
    func isAnother(one: String, other: String) {
        #expect(FoldedName(one) != FoldedName(other))
    }

    @Test(arguments: [
        ("RO123", "123"), ("ro 12 3", "123"), ("ROX12", "ROX12"), ("RO12A", "RO12A"), ("abc12", "ABC12"),
        (" 0012 ", "0012"), ("RORO12", "12"), ("RO١٢", "RO١٢"), ("R.O. 12.345-6", "123456"), ("C.U.I. 12", "12"),
        ("CUI: RO12", "12"), ("cif/12", "12"), ("C.I.F.RO 12–3", "123"), ("CUI12B", "CUI12B"), ("12\u{A0}34", "1234"),
    ])
    func taxCodeIdentifies(code: String, identity: String) {
        #expect(TaxIdentity(code)?.description == identity)
    }

    @Test(arguments: [
        nil, "", " \u{A0}\t", "-", "0000000000000", "RO 0", "RO", "PF", "persoana fizica", "ROX1", "1", "1111111111111",
        "RO 9999999999999", "CUI",
    ])
    func noTaxCodeIdentifiesNobody(code: String?) {
        #expect(TaxIdentity(code) == nil)
    }

    // MARK: Personal codes

    @Test(arguments: ["1900101221140", " 2 850615 400013 ", "CUI 5010101010011", "6010101010011"])
    func aPersonalCodeShowsItsFirstDigitsAlone(code: String) throws {
        let identity = try #require(TaxIdentity(code))
        let digits = code.filter(\.isNumber)
        #expect(identity.isPersonal)
        #expect(identity.description == digits.prefix(4) + "*********")
    }

    @Test(arguments: ["1900101221141", "190010122114", "19001012211400", "0900101221149", "RO12"])
    func anotherCodeIsShown(code: String) throws {
        let identity = try #require(TaxIdentity(code))
        #expect(!identity.isPersonal)
        #expect(!identity.description.contains("*"))
    }
}
