import FGOModels
import Foundation
import InvoiceSync

enum ExactnessChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("numbers come back to the last digit", keepsNumbers),
        .init("text comes back to the last byte", keepsText),
        .init("deep and long data comes back whole", keepsSize),
        .init("the same data is unchanged however exotic", seesNoChange),
        .init("a change of one byte is a change", seesSmallestChange),
    ]

    private static let numbers = """
        {"price": 3045.7353, "long": 123456789012345.678, "cent": 0.1, "eighteen": 0.123456789012345678,
         "digits": 12345678901234567890123456789012345678, "negative": -0.000001, "vast": 1e200, "whole": 6.00,
         "nan": {"$numberDouble": "NaN"}, "decimal": {"$numberDecimal": "1.50"}, "flag": true, "nothing": null}
        """

    private static let text: JSONValue = [
        "nfd": "e\u{301}", "nfc": "\u{e9}", "nul": "a\u{0}b", "breaks": "a\r\n\tb\u{2028}c", "quotes": "\"\\/'",
        "romanian": "Țuică și brânză", "emoji": "👩‍👩‍👧", "last": "\u{10FFFF}", "empty": "", "": "no key",
    ]

    static func keepsNumbers(_ bench: Bench) async throws {
        let data = try JSONValue(json: Data(numbers.utf8))
        let returned = try await roundTrip(data, bench)
        try expect(returned.json, is: data.json, "no digit is lost")
        try expect(returned["price"], is: .number(Decimal(30_457_353) / 10_000), "3045.7353 stays 3045.7353")
        try expect(try await roundTrip(.double(.nan), bench).json, is: JSONValue.double(.nan).json, "NaN stays NaN")
    }

    static func keepsText(_ bench: Bench) async throws {
        let returned = try await roundTrip(text, bench)
        try expect(returned.json.utf8.elementsEqual(text.json.utf8), "no byte is lost: \(returned.json)")
    }

    static func keepsSize(_ bench: Bench) async throws {
        let deep = (0..<400).reduce(JSONValue.text("bottom")) { inner, level in
            level.isMultiple(of: 2) ? .array([inner]) : .object(["in": inner])
        }
        try expect(try await roundTrip(deep, bench).json == deep.json, "400 levels are kept")

        let line: JSONValue = ["nume_produs": .text(String(repeating: "ș", count: 100)), "cantitate": 6]
        let long = JSONValue.array(Array(repeating: line, count: 5000))
        try expect(try await roundTrip(long, bench).json == long.json, "a megabyte is kept")
        for empty in [JSONValue.array([]), .object([:])] {
            try expect(try await roundTrip(empty, bench), is: empty, "an empty value is kept")
        }
    }

    static func seesNoChange(_ bench: Bench) async throws {
        let data = JSONValue.array([try JSONValue(json: Data(numbers.utf8)), text, .double(.nan)])
        _ = try await bench.insert("a", data: data)
        var counts = InsertCounts()
        counts.unchanged = 1
        try expect(try await bench.insert("a", data: data), is: counts, "the same data again is no change")
    }

    static func seesSmallestChange(_ bench: Bench) async throws {
        let changes: [JSONValue] = ["\u{e9}", "e\u{301}", "E\u{301}", ["a"], ["a": nil], [:], nil, 0, "0", false]
        for data in changes {
            let before = try await bench.store.counts().total
            let counts = try await bench.insert("a", data: data)
            try expect(counts.changed, is: before, "\(data.json) is another data")
            try expect(
                try await bench.document("a").document.data?.json.utf8.elementsEqual(data.json.utf8) == true,
                "kept"
            )
        }
    }

    private static func roundTrip(_ data: JSONValue, _ bench: Bench) async throws -> JSONValue {
        _ = try await bench.insert("a", data: data)
        let claimed = try await bench.claimOne()
        _ = try await bench.store.release(claimed.lease, retry: nil)
        let looked = try await bench.document("a").document.data
        try expect(looked?.json == claimed.document.data?.json, "a look and a claim give the same data")
        return try require(claimed.document.data, "the document has data")
    }
}
