import Testing

/// Two spellings of one name: what the server holds, and what an invoice asks for.
struct Spelling: Sendable, CustomTestStringConvertible {
    let held: String
    let asked: String

    /// Every rule of sameness (sync.md section 3), each in both directions.
    static let pairs: [Spelling] = rules.flatMap { one, other in
        [Spelling(held: one, asked: other), Spelling(held: other, asked: one)]
    }

    private static let rules: [(String, String)] = [
        ("Carpați Grup", "CARPAȚI grup"),
        ("Mureș Trading SRL", "  Mureș Trading SRL\t"),
        ("Olt Service S.A.", "Olt   Service\u{A0}S.A."),
        ("Brânză Înălțimea", "Bra\u{302}nza\u{306} I\u{302}na\u{306}lt\u{326}imea"),
        ("Ştefan Ţurcanu", "Ștefan Țurcanu"),
        ("Iaşi Galaţi", "IAȘI GALAȚI"),
        ("Făgăraş Agro", "Fa\u{306}ga\u{306}ras\u{326} AGRO"),
        ("A+B (C) [x] 5.0? *", "a+b (c) [X] 5.0? *"),
    ]

    var testDescription: String {
        let scalars = asked.unicodeScalars.map { $0.isASCII ? String($0) : "\\u{\(String($0.value, radix: 16))}" }
        return "\(held) as \(scalars.joined())"
    }
}
