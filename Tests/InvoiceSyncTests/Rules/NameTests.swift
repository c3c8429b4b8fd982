import InvoiceSync
import Testing

/// When two names, and when two tax codes, are the same (sync.md sections 2 and 3).
@Suite struct NameTests {
    @Test(arguments: Spelling.pairs)
    func isTheSameInEverySpelling(_ spelling: Spelling) {
        #expect(FoldedName(spelling.held) == FoldedName(spelling.asked))
    }

    @Test(arguments: [
        ("Straße", "STRASSE"), ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("a\u{2003}b", "A B"), ("\u{1E9E}", "ß"), ("\u{1E9E}", "ss"),
        ("İ", "i\u{307}"), ("Ţ", "T\u{326}"),
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
        ("RO123", "123"), ("ro 12 3", "123"), ("RO", "RO"), ("ROX1", "ROX1"), ("RO12A", "RO12A"), ("abc", "ABC"),
        (" 0012 ", "0012"), ("RORO1", "RORO1"), ("RO١٢", "RO١٢"),
    ])
    func taxCodeIdentifies(code: String, identity: String) {
        #expect(TaxIdentity(code)?.description == identity)
    }

    @Test(arguments: [nil, "", " \u{A0}\t", "-", "0000000000000", "RO 0"])
    func noTaxCodeIdentifiesNobody(code: String?) {
        #expect(TaxIdentity(code) == nil)
    }
}
