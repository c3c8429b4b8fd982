import Foundation
import Testing

@testable import FGOModels

@Suite struct FGODateTests {
    @Test(arguments: [
        ("2025-11-20", "2025-11-20"), ("20.11.2025", "2025-11-20"), ("1.2.2024", "2024-02-01"),
        (" 2024-02-29 ", "2024-02-29"), ("2025-11-20T23:59:59", "2025-11-20"), ("2025-11-20 23:59", "2025-11-20"),
        ("20.11.2025 00:00:00.000", "2025-11-20"), ("2025-11-20T00:00:00.0000000", "2025-11-20"),
    ])
    func `a text without a zone names its own day`(_ text: String, _ expected: String) {
        #expect(FGODate(text)?.description == expected)
    }

    @Test(arguments: [
        ("2025-11-20T22:00:00.000Z", "2025-11-21"), ("2025-11-20T21:59:59Z", "2025-11-20"),
        ("2025-07-31T21:00:00Z", "2025-08-01"), ("2025-07-31T20:59:59+00:00", "2025-07-31"),
        ("2025-11-21T00:00:00+02:00", "2025-11-21"), ("2025-11-21T00:00:00+03", "2025-11-20"),
        ("2025-11-20T17:00:00-0500", "2025-11-21"), ("2025-11-20 22:00:00 +0000", "2025-11-21"),
        ("2025-11-20 22:00:00 UTC", "2025-11-21"), ("2025-11-20Z", "2025-11-20"), ("2025-11-20+02:00", "2025-11-20"),
        ("31.12.2025 22:00Z", "2026-01-01"), ("2024-02-28T22:30:00Z", "2024-02-29"),
        // Summer time begins on March 30 and ends on October 26, both at 01:00 UTC.
        ("2025-03-30T00:59:59Z", "2025-03-30"), ("2025-10-26T21:30:00Z", "2025-10-26"),
        ("2025-10-25T21:30:00Z", "2025-10-26"), ("1969-12-31T23:00:00Z", "1970-01-01"),
    ])
    func `an instant names the day that it has in Romania`(_ text: String, _ expected: String) {
        #expect(FGODate(text)?.description == expected)
    }

    @Test(arguments: [
        "", "2025-13-01", "2023-02-29", "31.04.2025", "2025/11/20", "yesterday", "0000-01-01", "2025-11-20T",
        "2025-11-20Tnoon", "2025-11-20T25:00", "2025-11-20T10:60:00Z", "2025-11-20T22:00:00 EET",
        "2025-11-20T22:00:00+2",
        "2025-11-20T22:00:00Z\nx", "9999-12-31T23:00:00Z", "20251120",
    ])
    func `what names no day is not read`(_ text: String) {
        #expect(FGODate(text) == nil)
    }

    @Test(
        arguments: [
            (["$date": "2025-11-20T22:00:00Z"], "2025-11-21"),
            (["$date": ["$numberLong": "1763676000000"]], "2025-11-21"),
            (["$date": 1_763_675_999_999], "2025-11-20"), (["$date": "2025-11-20T22:00:00"], "2025-11-21"),
            (["$date": "2025-11-20T22:00:00.000+0000"], "2025-11-21"), (["$date": ["$numberLong": "-1"]], "1970-01-01"),
        ] as [(JSONValue, String)]
    )
    func `a date of Extended JSON is an instant`(_ value: JSONValue, _ expected: String) throws {
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "data_emitere": value])
        #expect(invoice.dataEmitere?.description == expected)
        #expect(invoice.warnings.isEmpty)
    }

    @Test(arguments: [["$date": ["$numberLong": "999999999999999999"]], 45_000, ["date": "2025-11-20"]] as [JSONValue])
    func `a date that cannot be read is a warning that names the field`(_ value: JSONValue) throws {
        let invoice = try Invoice(["serie": "S", "numar": 1, "denumire_client": "C", "data_emitere": value])
        #expect(invoice.dataEmitere == nil)
        #expect(invoice.warnings.map(\.path) == ["data_emitere"])
    }

    @Test func `without time zone data an instant is not guessed`() {
        #expect(DateText("2025-11-20T22:00:00Z").reading(in: nil) == .noTimeZone)
        #expect(DateText("2025-11-20T22:00:00").reading(in: nil) == FGODate("2025-11-20").map(DateText.Reading.day))
    }

    @Test func `every day is the one that Foundation's calendar has`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let days = (1...2_932_896).lazy.map { $0 - 719_162 }.filter { $0 % 997 == 0 || (20_000...20_800).contains($0) }
        for days in days {
            let date = try #require(FGODate(daysSince1970: days))
            #expect(date.daysSince1970 == days)
            guard days > 0 else { continue }
            let parts = calendar.dateComponents(
                [.year, .month, .day],
                from: Date(timeIntervalSince1970: Double(days) * 86_400)
            )
            #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
        }
        #expect(FGODate(daysSince1970: 2_932_896 - 719_162 + 800_000) == nil)
    }
}
