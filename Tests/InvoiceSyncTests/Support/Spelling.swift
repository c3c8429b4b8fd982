import Testing

/// Two spellings of one name: what the server holds, and what an invoice asks for.
struct Spelling: Sendable, CustomTestStringConvertible {
    let held: String
    let asked: String

    /// Every rule of sameness (SyncRules, “Equal names”), each in both directions.
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
        ("D&#039;Artagnan &quot;Sud&quot; SRL", "D'Artagnan \"Sud\" SRL"),
        ("Br&acirc;nz&#259; 60&times;60&nbsp;mm", "Brânză 60×60 mm"),
        ("vezi?id=7&copy=2&section=1", "VEZI?id=7©=2§ion=1"),
        ("Șurub M3<10 mm & piuliță", "șurub M3‹10 mm & PIULIȚĂ"),
        ("Bec\u{A0}LED\u{202F}10\u{2007}W", "bec led 10 w"),
    ]

    var testDescription: String {
        let scalars = asked.unicodeScalars.map { $0.isASCII ? String($0) : "\\u{\(String($0.value, radix: 16))}" }
        return "\(held) as \(scalars.joined())"
    }
}
