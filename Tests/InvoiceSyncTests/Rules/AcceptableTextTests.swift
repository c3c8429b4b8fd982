import Testing

@testable import InvoiceSync

/// The limits of text fields (SyncRules, “Text”).
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

    @Test(arguments: [
        ("D&#039;Art &#39;x&#x27; &apos;", "D'Art 'x' '"), ("5&quot; &QUOT;", "5\" \""), ("&euro;5 &#128;", "€5 €"),
        ("x?a=1&copy=2&region=3", "x?a=1©=2®ion=3"), ("&notanentity; &notin;", "¬anentity; ∉"),
        ("&#65;BC &#x41;", "ABC A"),
        ("&#;", "&#;"), ("&unknown; &euro R&D; &", "&unknown; &euro R&D; &"), ("&amp;lt;b&amp;gt;", "‹b›"),
        ("&amp;amp;copy=2", "©=2"), ("&&#108;t;", "‹"), ("a&nbsp;b&#160c", "a b c"), ("&#10;a&#13;&#10;b", "a b"),
        ("&#0; &#xD800; &#99999999999;", "\u{FFFD} \u{FFFD} \u{FFFD}"), ("&l&rlm;t;b", "‹b"), ("&amp;lt&#894;", "‹"),
        ("Bec\u{A0}LED\u{2003}10\u{3000}W", "Bec LED 10 W"), ("\u{FEFF}x\u{FEFF}y", "xy"), ("&#146;", "’"),
        ("&AElig;&Zopf;&NotEqualTilde;", "Æℤ≂̸"),
    ])
    func referencesAreReadAsABrowserReadsThem(_ text: String, _ made: String) {
        #expect(AcceptableText.make(text, limit: 100) == made)
    }

    /// Pieces of references, marks and spaces in any order: what is made of them is acceptable and stays as it is.
    @Test func anyTextBecomesAcceptableOnce() {
        let pieces = [
            "&", "#", "x", "6", "5", ";", "amp", "lt", "gt", "copy", "not", "in", "nbsp", "AMP", "#38", "#x26", "#894",
            "#8206",
            "<", ">", "/", " ", "\u{A0}", "\n", "\u{200F}", "\u{FEFF}", "\u{301}", "\u{338}", "e", "\u{212A}", "opf",
            "ș", "~",
        ]
        let dice = Dice(seed: 11)
        for _ in 1...20_000 {
            let text = (0...dice.roll(14)).map { _ in pieces[dice.roll(pieces.count)] }.joined()
            let clean = AcceptableText.clean(text)
            #expect(AcceptableText.clean(clean) == clean, "\(shown(text))")
            #expect(clean.unicodeScalars.elementsEqual(AcceptableText.clean(clean).unicodeScalars))
            #expect(
                !clean.contains(/[<>\u{A0}\u{FEFF}\u{200F}\n]|&(?:#x?[0-9]|amp|lt|gt|copy|not|nbsp|AMP)/),
                "\(shown(text))"
            )
            #expect(FoldedName(clean) == FoldedName(text))
            for limit in [10, 12] {
                let made = AcceptableText.make(text, limit: limit)
                #expect(AcceptableText.make(made, limit: limit) == made, "\(shown(text))")
            }
        }
    }

    @Test func manyReferencesAreReadInNoTime() {
        let text = String(repeating: "&#039;&", count: 100_000)
        #expect(AcceptableText.clean(text) == String(repeating: "'&", count: 100_000))
    }

    @Test(arguments: [
        ("5\u{A0}m", "5 m", true), ("5 m", "5 m", true), ("5  m", "5 m", false), ("D&#39;A", "D'A", true),
        ("", "5", false),
    ])
    func heldTextIsTheSameInItsAcceptableForm(_ held: String, _ wanted: String, _ isSame: Bool) {
        #expect(AcceptableText.isSame(held, wanted, limit: 100) == isSame)
    }

    @Test func heldTextThatWasCutBeforeItWasMadeAcceptableIsTheSame() {
        let text = String(repeating: "x&quot;y ", count: 30)
        let held = String(text.prefix(100))
        let wanted = AcceptableText.prefix(text, limit: 100)
        #expect(wanted != AcceptableText.clean(held))
        #expect(AcceptableText.isSame(held, wanted, limit: 100))
        #expect(!AcceptableText.isSame(held, "another" + wanted.dropFirst(7), limit: 100))
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

    /// A text whose marks can be seen in a message.
    private func shown(_ text: String) -> String {
        text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
    }
}
