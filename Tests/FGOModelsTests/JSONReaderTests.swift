import Dispatch
import FGOModels
import Foundation
import Synchronization
import Testing

/// JSON as RFC 8259 has it, from any bytes.
@Suite struct JSONReaderTests {
    private func read(_ text: String) throws(FGOError) -> JSONValue {
        try JSONValue(json: Data(text.utf8))
    }

    @Test(
        arguments: [
            ("null", nil), (" true ", true), ("[]", []), ("{}", [:]), ("[ 1 , [ ] ,\r\n\t{ } ]", [1, [], [:]]),
            (#"{"a":{"b":[false]},"":0}"#, ["a": ["b": [false]], "": 0]), (#""""#, ""), ("-0", 0), ("0e5", 0),
            ("-0.0", 0),
            (#""\"\\\/\b\f\n\r\t\u0041\u021B\uD83D\ude00""#, "\"\\/\u{8}\u{C}\n\r\tAț😀"), (#"{"a":1,"a":2}"#, ["a": 2]),
        ] as [(String, JSONValue)]
    )
    func readsEveryForm(_ text: String, _ expected: JSONValue) throws {
        #expect(try read(text) == expected)
    }

    @Test(arguments: [
        ("3045.7353", "3045.7353"), ("1E+3", "1000"), ("1e-3", "0.001"), ("-12.50", "-12.5"),
        ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
        ("123456789012.123456", "123456789012.123456"),
    ])
    func keepsEveryDigit(_ literal: String, _ expected: String) throws {
        #expect(try read(literal) == .number(try #require(Decimal(string: expected))))
    }

    @Test func keepsWhatNoDecimalHoldsAsADouble() throws {
        let value = try read("[1e200,-1e400,1e400,1e-320,-1e-999]")
        #expect(value == [.double(1e200), .double(-.infinity), .double(.infinity), .double(1e-320), 0])
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{", #"{"a""#, #"{"a":"#,
        #"{"a":1,}"#,
        "{1:2}", "{a:1}", "'a'", #""a"#, #""\"#, "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "1 1",
        "\u{FEFF}1",
        "[1]\0",
    ])
    func refusesWhatIsNone(_ text: String) {
        let error = #expect(throws: FGOError.self) { try read(text) }
        #expect(error?.code == .notJSON)
    }

    @Test func namesThePlace() {
        let error = #expect(throws: FGOError.self) { try read(#"{"data":[{},{"articole":[1,x]}]}"#) }
        #expect(error?.description == "data[1].articole[1]: is not valid JSON (byte 27)")
    }

    @Test func readsToItsDepthAndNotBeyond() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try read(nested(500)) }
        for depth in [501, 1_000_000] {
            let error = #expect(throws: FGOError.self) { try read(nested(depth)) }
            #expect(error?.reason == "is nested deeper than 500 levels")
        }
    }

    /// Foundation's decoder needs minutes for this megabyte.
    @Test func manyNumbersMayStandDeep() throws {
        let numbers = String(repeating: "1.5,", count: 200_000) + "1.5"
        let text = String(repeating: "[", count: 500) + numbers + String(repeating: "]", count: 500)
        #expect(try read(text).json == text)
    }

    @Test func fitsASmallStack() {
        let text = String(repeating: #"{"a":["#, count: 250) + "1" + String(repeating: "]}", count: 250)
        let isRead = Mutex(false)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            isRead.withLock { $0 = (try? JSONValue(json: Data(text.utf8))) != nil }
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        done.wait()
        #expect(isRead.withLock { $0 })
    }
}
