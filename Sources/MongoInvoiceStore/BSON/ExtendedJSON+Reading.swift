import FGOModels
import Foundation

extension JSONValue {
    /// A value of MongoDB, in Extended JSON as `mongoexport` writes it: plain where JSON has the type, else an object
    /// like `{"$oid": "…"}`.
    init(_ value: BSONValue) {
        self =
            switch value {
            case .double(let number): JSONValue(number)
            case .string(let text): .text(text)
            case .malformedString(let bytes): .text(String(decoding: bytes, as: UTF8.self))
            case .document(let document): JSONValue(document)
            case .array(let elements): .array(elements.map { JSONValue($0) })
            case .bool(let flag): .bool(flag)
            case .null: .null
            case .int32(let number): .number(Decimal(number))
            case .int64(let number): .number(Decimal(number))
            case .decimal128(let number): JSONValue(number)
            case .objectID(let id): ["$oid": .text(hexadecimal: id)]
            case .date(let moment): ["$date": JSONValue(date: moment)]
            default: JSONValue(rare: value)
            }
    }

    /// A document as an object; of two fields with the same key the last counts.
    init(_ document: BSONDocument) {
        let fields = document.fields.map { ($0.key, JSONValue($0.value)) }
        self = .object(Dictionary(fields) { _, last in last })
    }

    private init(rare value: BSONValue) {
        self =
            switch value {
            case .binary(let subtype, let data):
                [
                    "$binary": [
                        "base64": .text(Data(data).base64EncodedString()), "subType": .text(hexadecimal: [subtype]),
                    ]
                ]
            case .regularExpression(let pattern, let options):
                ["$regularExpression": ["pattern": .text(pattern), "options": .text(options)]]
            case .dbPointer(let namespace, let id):
                ["$dbPointer": ["$ref": .text(namespace), "$id": ["$oid": .text(hexadecimal: id)]]]
            case .code(let code): ["$code": .text(code)]
            case .codeWithScope(let code, let scope): ["$code": .text(code), "$scope": JSONValue(scope)]
            case .symbol(let symbol): JSONValue(symbol: symbol)
            case .timestamp(let increment, let seconds):
                ["$timestamp": ["t": .number(Decimal(seconds)), "i": .number(Decimal(increment))]]
            case .minKey: ["$minKey": 1]
            case .maxKey: ["$maxKey": 1]
            default: ["$undefined": true]
            }
    }

    /// What stands under `$date`: ISO 8601 from 1970 to 9999, with milliseconds where there are some, else a number.
    private init(date moment: Milliseconds) {
        guard (0..<253_402_300_800_000).contains(moment) else {
            self = ["$numberLong": .text("\(moment)")]
            return
        }
        let (seconds, milliseconds) = moment.quotientAndRemainder(dividingBy: 1000)
        let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        let fraction = milliseconds == 0 ? "" : ".\(String(milliseconds + 1000).dropFirst())"
        self = .text("\(text.dropLast())\(fraction)Z")
    }

    private static func text(hexadecimal bytes: [UInt8]) -> JSONValue {
        .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
