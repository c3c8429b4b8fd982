import Foundation
import Testing

@testable import FGOModels

/// The short ways that nearly all texts take end where Foundation's long ones do.
@Suite struct NormalTextTests {
    private static let scalars = (0..<UInt32(0x3100)).compactMap(Unicode.Scalar.init).map { String(Character($0)) }

    @Test func everyScalarIsTrimmedAsFoundationTrims() {
        for text in Self.scalars.flatMap({ [$0, $0 + "x " + $0, "é" + $0] }) {
            let expected = text.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(text.trimmed.utf8.elementsEqual(expected.utf8))
        }
    }

    @Test func everyScalarIsNormalizedAsFoundationNormalizes() {
        for text in Self.scalars.flatMap({ ["e" + $0, $0 + "ș" + $0] }) {
            #expect(text.normalized.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8))
        }
    }

    @Test func everyScalarIsWhiteSpaceWhereItsCharacterIs() {
        for text in Self.scalars.map({ "1" + $0 + "2" }) {
            #expect(text.withoutWhiteSpace.utf8.elementsEqual(text.filter { !$0.isWhitespace }.utf8))
        }
    }

    @Test func jsonIsWrittenAsFoundationWritesIt() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = Self.scalars.joined()
        let value: JSONValue = [
            "b": [1, -2, .number(Decimal(string: "3045.7353") ?? 0), .double(1e200), .double(.nan), true, false, nil],
            "a": ["ș": .text(text), "\u{1}\"\\/": .text("\r\n\t\u{8}\u{C}\u{7F}/"), "": [], "{}": [:]],
        ]
        #expect(value.json == String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-0.50", "00012.500", "123456789012345678", "1234567890123456789", "1e3", "-1E-7",
    ])
    func aLiteralIsTheNumberThatFoundationReads(_ literal: String) throws {
        let number = try #require(Decimal(literal: literal))
        let expected = try #require(Decimal(string: literal))
        #expect(number == expected && number.description == expected.description)
    }
}
