import FGOModels
import Foundation
import Testing

@testable import MongoInvoiceStore

@Suite struct BSONTests {
    /// Each type of BSON, with the Extended JSON that `mongoexport` writes for it.
    static let types: [(bson: BSONValue, json: String)] = [
        (.double(3045.7353), "3045.7353"),
        (.double(.infinity), #"{"$numberDouble":"Infinity"}"#),
        (.string("Țuică\0"), #""Țuică\u0000""#),
        (["b": 1, "a": ["": 2]], #"{"a":{"":2},"b":1}"#),
        ([1, "two", []], #"[1,"two",[]]"#),
        (.binary(subtype: 0x80, [0, 255]), #"{"$binary":{"base64":"AP8=","subType":"80"}}"#),
        (
            .binary(subtype: 0x02, [2, 0, 0, 0, 0, 255]),
            #"{"$binary":{"base64":"AgAAAAD/","subType":"02"}}"#
        ),
        (.undefined, #"{"$undefined":true}"#),
        (.objectID(Array(0x50...0x5b)), #"{"$oid":"505152535455565758595a5b"}"#),
        (.bool(false), "false"),
        (.date(1_750_000_000_000), #"{"$date":"2025-06-15T15:06:40Z"}"#),
        (.date(1_750_000_000_123), #"{"$date":"2025-06-15T15:06:40.123Z"}"#),
        (.date(-1), #"{"$date":{"$numberLong":"-1"}}"#),
        (.date(.max), #"{"$date":{"$numberLong":"9223372036854775807"}}"#),
        (.null, "null"),
        (.regularExpression(pattern: "^a", options: "i"), #"{"$regularExpression":{"options":"i","pattern":"^a"}}"#),
        (
            .dbPointer(namespace: "a.b", id: Array(0x50...0x5b)),
            #"{"$dbPointer":{"$id":{"$oid":"505152535455565758595a5b"},"$ref":"a.b"}}"#
        ),
        (.code("f()"), #"{"$code":"f()"}"#),
        (.symbol("s"), #"{"$symbol":"s"}"#),
        (.codeWithScope("f()", ["x": 1]), #"{"$code":"f()","$scope":{"x":1}}"#),
        (.int32(-7), "-7"),
        (.timestamp(increment: 2, seconds: 1), #"{"$timestamp":{"i":2,"t":1}}"#),
        (.int64(9_007_199_254_740_993), "9007199254740993"),
        (.decimal128(decimal("1.50")), #"{"$numberDecimal":"1.50"}"#),
        (.decimal128(decimal("0.123456789012345678")), "0.123456789012345678"),
        (.decimal128(decimal("NaN")), #"{"$numberDecimal":"NaN"}"#),
        (.minKey, #"{"$minKey":1}"#),
        (.maxKey, #"{"$maxKey":1}"#),
    ]

    @Test(arguments: types.indices)
    func everyTypeSurvivesItsBytesAndExtendedJSON(_ index: Int) throws {
        let (bson, json) = Self.types[index]
        let bytes = try (["a": bson, "z": 1] as BSONDocument).bytes()
        let read = try bytes.withUnsafeBytes { try BSONDocument(bytes: $0) }
        #expect(try read.bytes() == bytes)
        let value = JSONValue(try #require(read["a"]))
        #expect(value.json == json)
        #expect(JSONValue(BSONValue(value)).json == json)
        let isSameType: Bool = if case .document = bson { true } else { try BSONValue(value).bytes == bson.bytes }
        #expect(isSameType, "what Extended JSON says becomes the same type again")
    }

    @Test(arguments: [
        ("0", BSONValue.int32(0)), ("6.00", .int32(6)), ("2147483648", .int64(2_147_483_648)),
        ("-9223372036854775808", .int64(.min)), ("9223372036854775808", .decimal128(decimal("9223372036854775808"))),
        ("3045.7353", .double(3045.7353)), ("0.1", .double(0.1)), ("1e30", .double(1e30)), ("1e-100", .double(1e-100)),
        ("0.123456789012345678", .decimal128(decimal("0.123456789012345678"))),
        ("-123456789012345.678", .decimal128(decimal("-123456789012345.678"))),
        ("12345678901234567890123456789012345678", .symbol("12345678901234567890123456789012345678")),
    ])
    func aNumberTakesTheFirstTypeThatHoldsItsLastDigit(_ text: String, _ expected: BSONValue) throws {
        let number = try #require(Decimal(string: text))
        #expect(try BSONValue(number).bytes == expected.bytes)
        #expect(JSONValue(BSONValue(number)) == .number(number))
    }

    @Test func aDoubleIsItsShortestDecimalNumber() throws {
        for number in [
            3045.7353, 0.1, 1e-5, 1e16, 123456789.123456789, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ] {
            let expected = try JSONValue(json: Data("\(number)".utf8))
            #expect(JSONValue(BSONValue.double(number)) == expected, "\(number)")
        }
    }

    @Test func notANumberIsTheSameEachTime() {
        let id = JSONValue(BSONValue.double(.nan))
        #expect(id == JSONValue(BSONValue.double(.nan)))
        #expect(id.json == #"{"$numberDouble":"NaN"}"#)
        #expect(Set([DocumentID(id), DocumentID(id)]).count == 1)
    }

    @Test func anObjectThatOnlyLooksLikeExtendedJSONStaysOne() throws {
        let objects = [
            #"{"$oid":"50"}"#, #"{"$oid":"zz5152535455565758595a5b"}"#, #"{"$date":"yesterday"}"#,
            #"{"$numberInt":"x"}"#,
            #"{"$binary":{"base64":"?","subType":"00"}}"#, #"{"$minKey":2}"#, #"{"$new":1}"#, #"{"$id":1,"$ref":"a"}"#,
            #"{"$oid":"505152535455565758595a5b","more":1}"#, #"{"$timestamp":{"i":-1,"t":1}}"#,
        ]
        for json in objects {
            let value = try JSONValue(json: Data(json.utf8))
            let bson = BSONValue(value)
            #expect(bson.document != nil, "\(json)")
            #expect(JSONValue(bson) == value)
        }
    }

    @Test func textThatIsNoUTF8KeepsItsBytes() throws {
        let bytes = try (["a": .malformedString([0x61, 0xff])] as BSONDocument).bytes()
        let read = try bytes.withUnsafeBytes { try BSONDocument(bytes: $0) }
        #expect(try read.bytes() == bytes)
        #expect(JSONValue(read)["a"] == "a\u{fffd}")
    }

    /// Values that contradict themselves, each in its type and bytes.
    @Test(
        arguments: [
            [0x08, 2],  // a bool of 2
            [0x05, 6, 0, 0, 0, 2, 3, 0, 0, 0, 0, 255],  // a binary of subtype 2 with an inner length of 3
            [0x0F, 15, 0, 0, 0, 2, 0, 0, 0, 0x66, 0x67, 5, 0, 0, 0, 0],  // a code with scope whose code lacks its NUL
            [0x0F, 16, 0, 0, 0, 2, 0, 0, 0, 0x66, 0, 5, 0, 0, 0, 0],  // a code with scope one byte shorter than it says
            [0x0F, 15, 0, 0, 0, 2, 0, 0, 0, 0x66, 0, 5, 0, 0, 0, 1],  // a scope without its end
            [0x03, 6, 0, 0, 0, 1, 0],  // a document whose field is cut off
            [0x03, 4, 0, 0, 0],  // a document shorter than any
            [0x14],  // a type that there is none
            [0x00],  // the end before the end
        ] as [[UInt8]]
    )
    func aValueThatContradictsItselfIsMalformed(_ value: [UInt8]) {
        let bytes = [UInt8(value.count + 7), 0, 0, 0, value[0], 0x61, 0] + value.dropFirst() + [0]
        #expect(throws: BSONError.malformed) { try bytes.withUnsafeBytes { try BSONDocument(bytes: $0) } }
    }

    @Test func aKeyWithNULIsRefused() {
        #expect(throws: BSONError.keyWithNUL) { try (["a": ["b\0c": 1]] as BSONDocument).bytes() }
        #expect(throws: BSONError.keyWithNUL) {
            try (["a": .regularExpression(pattern: "\0", options: "")] as BSONDocument).bytes()
        }
    }

    @Test(
        arguments: [
            { .document(["a": $0]) }, { .array([$0]) }, { .codeWithScope("", ["a": $0]) },
        ] as [@Sendable (BSONValue) -> BSONValue]
    )
    func nestingIsReadToItsLimitAndNotBeyond(_ nest: @Sendable (BSONValue) -> BSONValue) async throws {
        for depth in [BSONReader.maximumDepth, BSONReader.maximumDepth + 1] {
            let value = (1..<depth).reduce(BSONValue.null) { inner, _ in nest(inner) }
            let bytes = try (["a": value] as BSONDocument).bytes()
            let isRead = await BlockingThreads(count: 1).run(evenIfCancelled: true) { _ in
                bytes.withUnsafeBytes { (try? BSONDocument(bytes: $0)) != nil }
            }
            #expect(isRead == (depth == BSONReader.maximumDepth))
        }
    }

    @Test func noBytesCrashTheReader() throws {
        let bytes = try BSONDocument(Self.types.enumerated().map { ("\($0)", $1.bson) }).bytes()
        for length in 0..<bytes.count {
            #expect(throws: BSONError.malformed) {
                try bytes.prefix(length).withUnsafeBytes { try BSONDocument(bytes: $0) }
            }
        }
        for position in bytes.indices {
            for byte in [0, 1, 5, 0x7f, 0x80, 0xff] as [UInt8] {
                var spoiled = bytes
                spoiled[position] = byte
                if let read = spoiled.withUnsafeBytes({ try? BSONDocument(bytes: $0) }) {
                    #expect(JSONValue(read).kind == "an object")
                }
            }
        }
    }
}

private func decimal(_ text: String) -> Decimal128 {
    Decimal128(text) ?? Decimal128(low: 0, high: 0)
}
