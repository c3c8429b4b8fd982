import InvenTreeClient
import Testing

@testable import InvoiceSync

/// How references follow from the server's pattern (SyncRules, “References”).
@Suite struct ReferenceSchemeTests {
    private let name = InvoiceName(id: nil, serie: "F", numar: "10")

    private func references(_ count: Int, _ pattern: String, next: String?) -> [String?] {
        var scheme = ReferenceScheme(ReferenceRule(pattern: pattern, next: next))
        return (1...count).map { _ in
            let (reference, rest) = scheme.reference(for: name)
            scheme = rest
            return reference
        }
    }

    @Test(arguments: [
        ("SO-{ref:04d}", "SO-0009", ["SO-0009", "SO-0010"]), ("SO-{ref:04d}", "SO-9999", ["SO-9999", "SO-10000"]),
        ("{ref:d}", "7", ["7", "8"]), ("{?:F}-{ref:06d}", "F-000041", ["F-000041", "F-000042"]),
        ("{date}-{ref:04d}", "2025-11-20-0001", ["2025-11-20-0001", "2025-11-20-0002"]),
        ("{ref:03d}/{date}", "001/2025-11-20", ["001/2025-11-20", "002/2025-11-20"]),
        ("A.B+{ref:02d}", "A.B+01", ["A.B+01", "A.B+02"]),
        ("{ref}-{date}", "5-2025-11-20", ["5-2025-11-20", "6-2025-11-20"]),
    ])
    func areTheNextNumbers(pattern: String, next: String, expected: [String]) {
        #expect(references(2, pattern, next: next) == expected)
    }

    @Test(arguments: [
        ("{ref}", "F-10"), ("SO {ref}", "SO F-10"), ("{?:X}{ref}", "XF-10"), ("{ref}.{?:Y}", "F-10.Y"),
    ])
    func followFromTheInvoice(pattern: String, expected: String) {
        #expect(references(2, pattern, next: "1") == [expected, expected])
    }

    @Test(
        arguments: [
            ("SO-{ref:04d}", nil), ("SO-{ref:04d}", "SO-"), ("SO-{ref:04d}", "PO-0001"), ("no reference", "1"),
            ("{ref", "1"),
            ("", ""), ("SO-{ref:04d}", "SO-2147483647"), ("SO-{ref:04d}", "SO-99999999999999999999"),
        ] as [(String, String?)]
    )
    func areTheServersToGive(pattern: String, next: String?) {
        #expect(references(2, pattern, next: next) == [nil, nil])
    }

    @Test(
        arguments: [
            (String(repeating: "{a}", count: 30) + "{ref:04d}Z", String(repeating: "a1", count: 30)),
            (String(repeating: "{a}", count: 100_000) + "{ref:04d}", "1"),
            ("SO-{ref:04d}", "SO-" + String(repeating: "0", count: 1_000_000) + "1"),
            ("SO-{ref:04d}", "SO-" + String(repeating: "0", count: 62) + "1"),
            ("{ref:04d}-{ref:04d}", "0001-0001"),
        ] as [(String, String)]
    )
    func `are the server's to give where its pattern or its next reference is no sensible one`(
        pattern: String,
        next: String
    ) {
        #expect(references(2, pattern, next: next) == [nil, nil])
    }

    @Test func endBeforeTheServersNumberingBreaks() {
        #expect(references(2, "{ref:d}", next: "2147483646") == ["2147483646", nil])
    }

    @Test func thatWereHandedOutAreNotGivenAgain() {
        var scheme = ReferenceScheme(ReferenceRule(pattern: "SO-{ref:04d}", next: "SO-0005"))
        scheme = scheme.reference(for: name).rest
        scheme = scheme.reference(for: name).rest
        let behind = scheme.advanced(to: ReferenceRule(pattern: "SO-{ref:04d}", next: "SO-0006"))
        #expect(behind.reference(for: name).reference == "SO-0007")
        let ahead = scheme.advanced(to: ReferenceRule(pattern: "SO-{ref:04d}", next: "SO-0100"))
        #expect(ahead.reference(for: name).reference == "SO-0100")
    }

    @Test func followAPatternThatWasChangedMeanwhile() {
        let scheme = ReferenceScheme(ReferenceRule(pattern: "SO-{ref:04d}", next: "SO-0005"))
        let changed = scheme.advanced(to: ReferenceRule(pattern: "INV-{ref:02d}", next: "INV-06"))
        #expect(changed.reference(for: name).reference == "INV-06")
    }
}
