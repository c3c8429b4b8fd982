import FGOModels
import Foundation
import Testing

@Suite struct FGONumberTests {
    @Test(arguments: [
        ("6", "6"), ("6.00", "6"), ("6,00", "6"), ("1.234,50", "1234.5"), ("1,234.50", "1234.5"), ("1.234", "1.234"),
        ("1,234", "1.234"), ("-3,5", "-3.5"), (" 12 ", "12"), (".5", "0.5"), ("5.", "5"),
        ("12.345.678,9", "12345678.9"), ("9999999999.99999", "9999999999.99999"), ("−3,5", "-3.5"), ("-0", "0"),
        ("1.234.567", "1234567"), ("2,500,000", "2500000"), ("1.234.567,00", "1234567"), ("1,234,567.", "1234567"),
        ("1 234", "1234"), ("1\u{A0}234,5", "1234.5"), ("1\u{202F}234\u{202F}567.89", "1234567.89"),
        ("1'234'567.5", "1234567.5"), ("1’234", "1234"), ("-1 234.567", "-1234.567"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
        ("1234567890123456789,01", "1234567890123456789.01"),
    ])
    func readsEitherDecimalMark(_ text: String, _ expected: String) {
        #expect(FGONumber.decimal(from: text) == Decimal(string: expected))
    }

    @Test(arguments: [
        "", " ", "-", ".", "six", "6x", "1e5", "0x10", "12.34.56,7", "1234.567,8", "--1", "1-", "٣", "NaN", "+3", "- 3",
        "1 23", "12 3456", "1234 567", "1.23.456", "1.2345.678", ".234.567", "1.234.567.", "1..234", "1,234.567,89",
        "1.234,567.890", "1 234.567,89", "1 234'567", "1.234 567", "1\u{2009}234", "1''234", "10 RON", "1,5 %", "−",
        String(repeating: "9", count: 39),
    ])
    func refusesWhatIsNoNumber(_ text: String) {
        #expect(FGONumber.decimal(from: text) == nil)
    }

    @Test func jsonNumbersStayExact() throws {
        let value = try JSONValue(json: Data("[3045.7353, 123456789012.123456, 0.1]".utf8))
        #expect(value.json == "[3045.7353,123456789012.123456,0.1]")
    }

    @Test func numbersThatNoDecimalHoldsAreKept() throws {
        let value = try JSONValue(json: Data("[1e200, 1e400]".utf8))
        #expect(value == [.double(1e200), .double(.infinity)])
        #expect(try JSONValue(json: Data(value.json.utf8)) == [.double(1e200), ["$numberDouble": "Infinity"]])
    }

}
