import Testing

@testable import InvoiceSync

/// The limits of text fields (sync.md section 2).
///
/// What text is made of is tested against a server: `TextTests`.
@Suite struct AcceptableTextTests {
    @Test func isLeftAloneUpToTheLimit() {
        let text = String(repeating: "é", count: 100)
        #expect(AcceptableText.make(text, limit: 100) == text)
        #expect(!AcceptableText.exceeds(text, limit: 100))
    }

    @Test func isCutWithAHashOfTheWhole() {
        let text = String(repeating: "é", count: 101)
        let cut = AcceptableText.make(text, limit: 100)
        #expect(cut.unicodeScalars.count == 100)
        #expect(cut.hasPrefix(String(repeating: "é", count: 91) + "~"))
        #expect(cut.contains(/~[0-9a-f]{8}$/))
        #expect(AcceptableText.exceeds(text, limit: 100))
    }

    @Test func isCutTheSameWayEachTimeAndApartFromOthers() {
        let text = String(repeating: "a", count: 200)
        #expect(AcceptableText.make(text, limit: 100) == AcceptableText.make(text, limit: 100))
        #expect(AcceptableText.make(text, limit: 100) != AcceptableText.make(text + "b", limit: 100))
        #expect(AcceptableText.make("a\n" + text, limit: 100) == AcceptableText.make("a\t" + text, limit: 100))
    }

    @Test func limitCountsScalarsAsTheServerDoes() {
        let family = "👨‍👩‍👧"
        let text = String(repeating: family, count: 30)
        #expect(AcceptableText.make(text, limit: 100).unicodeScalars.count == 100)
    }

    @Test func madeTextIsNotChangedAgain() {
        let texts = ["<b>\n&amp;lt; \u{7}", String(repeating: "x ", count: 200), "e\u{301}\u{200E}", "&amp;#60;"]
        for text in texts {
            let made = AcceptableText.make(text, limit: 100)
            #expect(AcceptableText.make(made, limit: 100) == made)
        }
    }

    @Test(arguments: [
        "&l\u{200E}t;", "&\u{202A}amp;lt;", "&lt\u{37E}", "&amp;amp;gt\u{37E}", "&lt;\u{301}", "<\u{301}",
    ])
    func noEntityOrTagHidesBehindAMark(_ text: String) {
        let made = AcceptableText.make(text, limit: 100).unicodeScalars
        #expect(made.first == "‹" || made.first == "›")
        #expect(!made.contains("&") && !made.contains("<") && !made.contains("\u{200E}"))
    }

    @Test func entitiesWithinEntitiesAreReadInOneGo() {
        let deep = "&" + String(repeating: "amp;", count: 250_000) + "lt;"
        #expect(AcceptableText.make("a \(deep)b", limit: 100) == "a ‹b")
    }

    @Test func prefixHasNoHashAndEndsInNoSpace() {
        #expect(AcceptableText.prefix("one two three", limit: 8) == "one two")
        #expect(AcceptableText.prefix("<one>\ntwo", limit: 7) == "‹one› t")
    }
}
