import Foundation

/// A regular expression as PostgreSQL's `~*` takes it: any case, found anywhere in the text.
struct TextPattern {
    /// The server cannot compile the expression: it answers 500.
    struct Invalid: Error {}

    /// The texts that the expression spells out, folded, or nil when it matches others too.
    let literals: Set<ExactText>?

    private let expression: NSRegularExpression

    init(_ source: String) throws(Invalid) {
        literals = SpelledTexts.list(of: source).map { Set($0.map { ExactText(folding: $0) }) }
        let translated = source.replacing("\\y", with: "\\b")
            .replacing("\\m", with: "\\b(?=\\w)")
            .replacing("\\M", with: "\\b(?<=\\w)")
        guard let expression = try? NSRegularExpression(pattern: translated, options: .caseInsensitive) else {
            throw Invalid()
        }
        self.expression = expression
    }

    func matches(_ text: String) -> Bool {
        if let literals { return literals.contains(ExactText(folding: text)) }
        return expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
    }
}
