import FGOModels
import Foundation

@testable import MongoInvoiceStore

/// Values that no invoice should hold, and some that look it and may.
enum OddValues {
    /// One of them, of any type.
    static func any(_ dice: inout Dice) -> Node {
        switch dice.roll(8) {
        case 0: dice.pick(types)
        case 1: extended(&dice)
        case 2: dice.pick(dates)
        case 3, 4: number(&dice)
        case 5: nested(&dice)
        default: text(&dice)
        }
    }

    /// One that fits a field by its name: numbers in text for a quantity, days that are none for a date.
    static func fitting(_ key: String, _ dice: inout Dice) -> Node {
        switch key {
        case "cantitate", "pret_unitar", "sync_attempts", "sync_status", "qty", "line_id", "total_invoices":
            number(&dice)
        case "data_emitere", "sync_next_at", "timestamp", "until": dice.pick(dates)
        default: dice.happens(onceIn: 4) ? number(&dice) : text(&dice)
        }
    }

    private static let types: [Node] = [
        .value(.null), .value(true), .value(false), .list([]), .object([]), .text(""), .number("0"),
        .list([.value(.null)]), .object([.init(key: "", value: .value(.null))]),
        .leaf(.init(json: Array("null".utf8), bson: .undefined)),
        .leaf(.init(json: Array("null".utf8), bson: .minKey)),
    ]

    // MARK: Numbers

    private static func number(_ dice: inout Dice) -> Node {
        let literal = dice.pick(literals)
        switch dice.roll(4) {
        case 0: return .text(literal)
        case 1: return .text(dice.pick(numberTexts))
        case 2: return .leaf(.init(json: Array(literal.utf8), bson: .double(Double(literal) ?? .nan)))
        default: return .number(literal)
        }
    }

    private static let literals = [
        "0", "-0", "-0.0", "1", "-1", "0.000001", "0.000005", "0.0000050001", "2.000015", "1e-7", "-1e-7", "1e5",
        "1E+5",
        "1e308", "-1e308", "1e-320", "1e400", "-1e400", "1e127", "1e128", "1e-127", "1e-128", "9999999999.99999",
        "9999999999.999994", "9999999999.999995", "9999999999.999996", "10000000000", "999999999999.999999",
        "999999999999.9999995", "999999999999.9999994", "1000000000000", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "123456789012345678901234567890123456789012345678901234567890",
        "99999999999999999999999999999999999999", "0.1234567890123456789012345678901234567890123456",
        "340282366920938463463374607431768211455", "007", "1.", "3045.7353", "123456789012.123456", "1e999999999999",
    ]

    private static let numberTexts = [
        "6", "6.00", "6,00", "1.234,50", "1,234.50", "1.2.3,4", "1,,2", ",5", "5,", ",", "-", "+", "+7", "--7", "- 7",
        "7-",
        " 7 ", "\u{A0}7\u{A0}", "7\0", "1 234", "١٢", "１２", "½", "NaN", "nan", "inf", "Infinity", "0x10", "1e5",
        "1_000", "7 buc",
        "7\u{301}", String(repeating: "9", count: 38), String(repeating: "9", count: 39),
        "0," + String(repeating: "0", count: 60) + "1", String(repeating: "1.", count: 2000) + "1",
        String(repeating: "1", count: 20_000),
    ]

    // MARK: Dates

    private static let dates: [Node] =
        [
            "0000-00-00", "31.02.2024", "29.02.2024", "99999-01-01", "2024-13-01", "2024-01-01T25:61:61",
            "2024-01-01T00:00:00+14:00",
            "2024-01-01T00:00:00.123456789Z", "2024-01-01 00:00", "1.1.2024 junk\n", "01/02/2024", "٢٠٢٤-٠١-٠١",
            "9999-12-31",
            "0001-01-01", "-0001-01-01", "1.1.99999", "yesterday", "2024-01-01\u{301}", "1\u{301}.2.2024",
        ].map(Node.text)
        + [
            ["$date": "yesterday"], ["$date": .double(1e200)], ["$date": ["$numberLong": "9223372036854775807"]],
            ["$date": ["$numberLong": "-9223372036854775808"]], ["$date": ["$numberLong": "-1"]], ["$date": nil],
            ["$date": ["$date": ["$date": "2024-01-01"]]],
        ].map(Node.value)

    // MARK: Extended JSON

    private static func extended(_ dice: inout Dice) -> Node {
        if dice.happens(onceIn: 2) {
            let key = dice.pick(["$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$symbol", "$oid"])
            return .value([key: .text(dice.pick(dice.happens(onceIn: 2) ? literals : numberTexts))])
        }
        return .value(dice.pick(extendedObjects))
    }

    private static let extendedObjects: [JSONValue] = [
        ["$numberDouble": "NaN"], ["$numberDouble": "-Infinity"], ["$numberDecimal": "NaN"],
        ["$numberDecimal": "Infinity"], ["$numberDecimal": "1E+6144"], ["$numberDecimal": "1E-6176"],
        ["$numberDecimal": "1.50"], ["$numberDecimal": "-0"], ["$numberLong": "x"], ["$numberInt": 5],
        ["$oid": "zz"], ["$oid": nil], ["$binary": ["base64": "AP8=", "subType": "00"]], ["$minKey": 1],
        ["$regularExpression": ["pattern": "a", "options": ""]], ["$timestamp": ["t": 1, "i": 2]], ["$code": "f()"],
        ["$code": "f()", "$scope": ["a": 1]], ["$undefined": true], ["$unknown": 1], ["$": "x"],
        ["$numberDecimal": ["$numberDecimal": "1"]], ["$dbPointer": ["$ref": "a", "$id": ["$oid": "zz"]]],
    ]

    // MARK: Text

    private static func text(_ dice: inout Dice) -> Node {
        if dice.happens(onceIn: 1500) { return .text(large(&dice)) }
        if dice.happens(onceIn: 8) { return dice.pick(brokenTexts) }
        var text = dice.pick(texts)
        if dice.happens(onceIn: 3) { text += dice.pick(texts) }
        if dice.happens(onceIn: 5) { text = String(repeating: text, count: 1 + dice.roll(120)) }
        return .text(text)
    }

    private static let texts = [
        " ", "\t\r\n", "\0", "a\0b", "\u{7}\u{1B}[31m", "\u{85}\u{2028}\u{2029}", "\u{200B}", "\u{FEFF}x", "\u{FFFF}",
        "\u{10FFFF}",
        "\u{200E}\u{200F}\u{202A}\u{202E}abc", "שלום", "e\u{301}", "\u{301}", "x\u{323}\u{301}", "ŞşŢţ", "ȘșȚț",
        "S\u{327}s\u{326}",
        "İıſßẞŉΣς", "👩‍👩‍👧‍👦🇷🇴", "<b>x</b>", "</", "<!--", "&lt;&gt;&amp;", "&amp;amp;lt;", "&l\u{200E}t;", "&lt\u{37E}",
        "&lt;\u{301}", "&#60;", "a & b", "<\u{338}", "\u{1100}\u{1161}\u{11A8}", "\u{212B}\u{2126}", "\u{F900}",
        "SERIE=1;NUMAR=2", "{{x}}", "../..",
        "' OR 1=1 --", "null", "-", "0000000000000", "RO", "RO 123", "ro123", "R O 1 2 3", "\u{E000}", "ﬁ",
        "\u{3000}x\u{3000}", "~deadbeef",
    ]

    private static let brokenTexts: [Node] = [
        .broken(json: [0xFF], bson: [0xFF]), .broken(json: [0x61, 0xC3], bson: [0x61, 0xC3]),
        .broken(json: Array(#"\ud800"#.utf8), bson: [0xED, 0xA0, 0x80]),
        .broken(json: Array(#"a\udc00b"#.utf8), bson: [0xED, 0xB0, 0x80]),
        .broken(json: [0xC0, 0x80], bson: [0xC0, 0x80]), .broken(json: [0x01], bson: [0x01]),
        .broken(json: Array(#"\x"#.utf8), bson: [0xF8, 0x88, 0x80, 0x80, 0x80]),
    ]

    private static func large(_ dice: inout Dice) -> String {
        switch dice.roll(6) {
        case 0: "x" + String(repeating: "\u{301}\u{323}", count: 5000)
        case 1: String(repeating: "x\u{301}\u{323}\u{327}", count: 20_000)
        case 2: "&" + String(repeating: "amp;", count: 100_000) + "lt;"
        case 3: String(repeating: "\n <&lt;\u{200E}", count: 20_000)
        case 4: String(repeating: "9", count: 500_000)
        default: String(repeating: "Țuică ", count: 200_000)
        }
    }

    // MARK: Nesting

    /// Up to beyond what JSON (512) and BSON (512) may have.
    private static func nested(_ dice: inout Dice) -> Node {
        let depth = dice.pick([1, 2, 5, 50, 99, 100, 101, 180, 200, 400, 490, 520, 700])
        let isList = dice.happens(onceIn: 2)
        return (0..<(dice.happens(onceIn: 3) ? depth : depth % 7)).reduce(any(shallow: &dice)) { inner, _ in
            isList ? .list([inner]) : .object([.init(key: "data", value: inner)])
        }
    }

    private static func any(shallow dice: inout Dice) -> Node {
        dice.happens(onceIn: 2) ? dice.pick(types) : number(&dice)
    }
}
