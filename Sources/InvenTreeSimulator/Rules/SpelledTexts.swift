/// The texts that a regular expression spells out, when it can match only so many.
///
/// A client that looks for many names at once sends `^(a|b|c)$`, or the names as a prefix tree: `^(Part (A|B1?)|Bolt)$`.
/// An index answers such an expression without a look at every row.
struct SpelledTexts {
    private static let limit = 10_000

    private var rest: Substring.UnicodeScalarView

    /// Lists the texts, or returns nil for an expression that is not anchored at both ends or matches more than texts
    /// that it names.
    static func list(of expression: String) -> [String]? {
        guard expression.hasPrefix("^"), expression.hasSuffix("$"), !expression.hasSuffix("\\$") else { return nil }
        var reader = SpelledTexts(rest: expression.dropFirst().dropLast().unicodeScalars)
        guard let texts = reader.alternatives(), reader.rest.isEmpty else { return nil }
        // Without a group around them, the anchors belong to the first and the last alternative only.
        var first = SpelledTexts(rest: expression.dropFirst().dropLast().unicodeScalars)
        guard first.sequence() != nil, first.rest.isEmpty else { return nil }
        return texts
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func alternatives() -> [String]? {
        var texts: [String] = []
        repeat {
            guard let more = sequence(), texts.count + more.count <= Self.limit else { return nil }
            texts += more
        } while take("|")
        return texts
    }

    private mutating func sequence() -> [String]? {
        var texts = [""]
        while let scalar = rest.first, scalar != "|", scalar != ")" {
            guard var next = atom() else { return nil }
            if take("?") { next.append("") }
            guard texts.count * next.count <= Self.limit else { return nil }
            texts = texts.flatMap { text in next.map { text + $0 } }
        }
        return texts
    }

    private mutating func atom() -> [String]? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case "(":
            if take("?"), !take(":") { return nil }
            guard let texts = alternatives(), take(")") else { return nil }
            return texts
        case "\\":
            guard let escaped = rest.popFirst(), !escaped.properties.isAlphabetic, !("0"..."9").contains(escaped)
            else { return nil }
            return [String(escaped)]
        case "^", "$", ".", "[", "]", "*", "+", "?", "{", "}":
            return nil
        default:
            return [String(scalar)]
        }
    }
}
