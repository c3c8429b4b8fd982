import Foundation

/// A regular expression, found anywhere in the text, in any case unless said otherwise, as PostgreSQL's `~*` takes it.
struct TextPattern {
    /// The server cannot compile the expression: it answers 500.
    struct Invalid: Error {}

    /// The texts that the expression spells out, folded, or nil when it matches others too.
    let literals: Set<ExactText>?

    private let expression: NSRegularExpression

    init(_ source: String, matchesAnyCase: Bool = true) throws(Invalid) {
        literals =
            matchesAnyCase ? SpelledTexts.list(of: source).map { Set($0.map { ExactText(folding: $0) }) } : nil
        let translated = source.replacing("\\y", with: "\\b")
            .replacing("\\m", with: "\\b(?=\\w)")
            .replacing("\\M", with: "\\b(?<=\\w)")
        guard
            let expression = try? NSRegularExpression(
                pattern: translated,
                options: matchesAnyCase ? .caseInsensitive : []
            )
        else {
            throw Invalid()
        }
        self.expression = expression
    }

    func matches(_ text: String) -> Bool {
        if let literals { return literals.contains(ExactText(folding: text)) }
        return expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
    }
}
