import FGOModels
import Foundation
import Testing

@Suite struct FGONumberTests {
    @Test(arguments: [
        ("6", "6"), ("6.00", "6"), ("6,00", "6"), ("1.234,50", "1234.5"), ("1,234.50", "1234.5"), ("1.234", "1.234"),
        ("1,234", "1.234"), ("-3,5", "-3.5"), ("+3", "3"), (" 12 ", "12"), (".5", "0.5"), ("5.", "5"),
        ("12.345.678,9", "12345678.9"), ("9999999999.99999", "9999999999.99999"),
    ])
    func readsEitherDecimalMark(_ text: String, _ expected: String) {
        #expect(FGONumber.decimal(from: text) == Decimal(string: expected))
    }

    @Test(arguments: [
        "", " ", "-", ".", "six", "6x", "1e5", "0x10", "12.34.56,7", "1234.567,8", "--1", "1-", "٣", "NaN", "1 234",
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

    @Test(arguments: [
        ("2025-11-20", "2025-11-20"), ("2025-11-20T23:59:59", "2025-11-20"), ("20.11.2025", "2025-11-20"),
        ("1.2.2024", "2024-02-01"), (" 2024-02-29 ", "2024-02-29"),
    ])
    func readsBothFormsOfDate(_ text: String, _ expected: String) {
        #expect(FGODate(text)?.description == expected)
    }

    @Test(arguments: ["", "2025-13-01", "2023-02-29", "31.04.2025", "2025/11/20", "yesterday", "0000-01-01"])
    func refusesWhatIsNoDate(_ text: String) {
        #expect(FGODate(text) == nil)
    }
}
