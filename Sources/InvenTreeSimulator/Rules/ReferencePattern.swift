import Foundation

/// The pattern that order references must have, such as `SO-{ref:04d}`.
///
/// As real servers do (ServerBehaviour, “Sales orders”): `{ref}` takes any text, `{ref:04d}` digits; outside the braces
/// `?` stands for any character and `#` for a digit. `{?:SO}` takes any text and is `SO` in the next automatic
/// reference, `{date:…}` takes any text and is today's date there.
struct ReferencePattern: Sendable {
    private enum Piece: Sendable {
        case literal(String)
        case field(name: String, format: String)
    }

    let source: String
    /// Why the server refuses the pattern, or nil when it takes it.
    let problem: String?
    private let pieces: [Piece]
    private let expression: NSRegularExpression?

    init(_ source: String) {
        self.source = source.trimmed
        do throws(Unreadable) {
            pieces = try Self.parse(self.source)
            problem = Self.problem(in: pieces)
        } catch {
            pieces = []
            problem = "The braces of the pattern do not match"
        }
        expression = try? NSRegularExpression(pattern: Self.expression(for: pieces))
    }

    private struct Unreadable: Error {}

    // MARK: References

    func matches(_ reference: String) -> Bool {
        match(reference) != nil
    }

    /// The number within a reference, by which the server sorts and counts on; at most 2147483647.
    func number(in reference: String) -> Int {
        let text = match(reference).flatMap { $0 } ?? reference
        let digits = text.allSatisfy(\.isASCIIDigit) ? text[...] : Self.edgeDigits(of: text)
        guard !digits.isEmpty else { return 0 }
        return min(Int(digits) ?? Int(Int32.max), Int(Int32.max))
    }

    /// The reference that comes next.
    ///
    /// - Parameters:
    ///   - number: The number after the highest one in use.
    ///   - date: Today, as `YYYY-MM-DD`.
    ///   - isTaken: Whether a reference is in use.
    /// - Returns: The reference, or nil where the server's own counting breaks down and it takes the last one again.
    func next(number: Int, date: String, isTaken: (String) -> Bool) -> String? {
        let first = format(number: number, text: String(number), date: date)
        guard isTaken(first) else { return first }
        // The server counts on with text from here, and a field such as {ref:04d} takes no text.
        guard !formatsReferenceAsNumber else { return nil }
        var number = number
        var reference = first
        while isTaken(reference) {
            number += 1
            reference = format(number: number, text: String(number), date: date)
        }
        return reference
    }

    private var formatsReferenceAsNumber: Bool {
        pieces.contains {
            if case .field(name: "ref", let format) = $0 { return format.hasSuffix("d") }
            return false
        }
    }

    private func format(number: Int, text: String, date: String) -> String {
        pieces.map { piece in
            switch piece {
            case .literal(let literal): literal
            case .field(name: "?", let format): format
            case .field(name: "date", let format): Self.format(date: date, as: format)
            case .field(_, let format): Self.pad(text, as: format)
            }
        }.joined()
    }

    private static func pad(_ text: String, as format: String) -> String {
        let spec = format.hasSuffix("d") ? format.dropLast() : format[...]
        guard let width = Int(spec), text.count < width else { return text }
        return String(repeating: spec.first == "0" ? "0" : " ", count: width - text.count) + text
    }

    private static func format(date: String, as format: String) -> String {
        guard !format.isEmpty else { return date }
        let parts = date.split(separator: "-").map(String.init)
        guard parts.count == 3 else { return date }
        return format.replacing("%Y", with: parts[0]).replacing("%y", with: String(parts[0].suffix(2)))
            .replacing("%m", with: parts[1]).replacing("%d", with: parts[2])
    }

    private static func edgeDigits(of text: String) -> Substring {
        let leading = text.prefix(while: \.isASCIIDigit)
        guard leading.isEmpty else { return leading }
        return text[(text.lastIndex { !$0.isASCIIDigit }.map(text.index(after:)) ?? text.startIndex)...]
    }

    /// Matches a reference: nil for no match, an inner nil for a pattern without `{ref}`.
    private func match(_ reference: String) -> String?? {
        let whole = NSRange(location: 0, length: reference.utf16.count)
        guard let match = expression?.firstMatch(in: reference, range: whole) else { return nil }
        return .some(Range(match.range(withName: "ref"), in: reference).map { String(reference[$0]) })
    }

    // MARK: Reading a pattern

    private static func parse(_ source: String) throws(Unreadable) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = Substring(source)
        while let character = rest.popFirst() {
            if (character == "{" || character == "}"), rest.first == character {
                rest.removeFirst()
                literal.append(character)
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw Unreadable() }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                let field = rest[..<end].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                pieces.append(
                    .field(name: String(field.first ?? ""), format: field.count > 1 ? String(field[1]) : "")
                )
                rest = rest[rest.index(after: end)...]
            } else if character == "}" {
                throw Unreadable()
            } else {
                literal.append(character)
            }
        }
        return literal.isEmpty ? pieces : pieces + [.literal(literal)]
    }

    private static func problem(in pieces: [Piece]) -> String? {
        let names = pieces.compactMap { piece -> String? in
            if case .field(let name, _) = piece { return name.isEmpty ? nil : name }
            return nil
        }
        if Set(names).count != names.count { return "A key stands in the pattern twice" }
        if let unknown = names.first(where: { !["ref", "date", "?"].contains($0) }) {
            return "The pattern has the unknown key \(unknown)"
        }
        return names.contains("ref") ? nil : "The pattern lacks the key ref"
    }

    private static func expression(for pieces: [Piece]) -> String {
        let body = pieces.map { piece in
            switch piece {
            case .literal(let text): text.map(expression(forLiteral:)).joined()
            case .field(name: "", _): ""
            case .field(let name, let format):
                "(?<\(name == "?" ? "wild" : name)>\(format.hasSuffix("d") ? "\\d" : ".")+)"
            }
        }
        return "^" + body.joined() + "$"
    }

    /// The server escapes only these; other marks keep their meaning in an expression.
    private static func expression(forLiteral character: Character) -> String {
        switch character {
        case "?": "."
        case "#": "\\d"
        case "+", "-", ".", "{", "}", "(", ")", "^", "$", "~", "!", "@", ":", ";", "|", "'", "\"": "\\\(character)"
        default: String(character)
        }
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}
