/// The personal code of a private person in Romania (CNP): 13 digits, the last of which controls the others.
///
/// It is personal data: no log, message, name of a company, lock or cache entry shows one.
///
/// Pure.
enum PersonalCode {
    private static let length = 13
    private static let weights = [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]

    /// A Boolean value that indicates whether a text is a personal code and nothing else.
    static func isValid(_ text: some StringProtocol) -> Bool {
        let digits = text.utf8.map { Int($0) - 0x30 }
        guard digits.count == length, digits.allSatisfy({ (0...9).contains($0) }), digits[0] != 0 else { return false }
        let rest = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11
        return digits[length - 1] == (rest == 10 ? 1 : rest)
    }

    /// A text in which each personal code shows its first four digits alone: `1900*********`.
    static func masked(_ text: String) -> String {
        guard text.utf8.count >= length else { return text }
        var masked = ""
        var rest = text[...]
        while let start = rest.firstIndex(where: isDigit) {
            let end = rest[start...].firstIndex { !isDigit($0) } ?? rest.endIndex
            masked += rest[..<start]
            let digits = rest[start..<end]
            masked += isValid(digits) ? digits.prefix(4) + String(repeating: "*", count: length - 4) : digits
            rest = rest[end...]
        }
        return masked + rest
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}
