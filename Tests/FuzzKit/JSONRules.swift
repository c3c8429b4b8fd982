import FGOModels
import Foundation

/// What is read and written again reads equal, and Foundation reads the same.
enum JSONRules {
    static func check(_ input: [UInt8]) throws(FuzzFault) {
        let value: JSONValue
        do throws(FGOError) {
            value = try JSONValue(json: Data(input))
        } catch {
            try require(error.code == .notJSON, "\(error.code) is no failure of JSON")
            return try require(!error.reason.isEmpty, "an error gives no reason")
        }
        try roundTrip(value)
        try compareWithFoundation(input, value)
    }

    /// That a value has one form in JSON, to the byte.
    static func roundTrip(_ value: JSONValue) throws(FuzzFault) {
        let json = value.json
        let again = try require(try? JSONValue(json: Data(json.utf8)), "cannot be read again: \(json)")
        try require(Array(again.json.utf8) == Array(json.utf8), "\(json) becomes \(again.json)")
        if value.hasFormInJSON { try require(again == value, "\(json) is another value when read again") }
    }

    private static func compareWithFoundation(_ input: [UInt8], _ value: JSONValue) throws(FuzzFault) {
        guard let other = try? JSONSerialization.jsonObject(with: Data(input), options: .fragmentsAllowed) else {
            return
        }
        try require(value.agrees(with: other), "Foundation reads \(other), not \(value.json)")
    }
}

extension JSONValue {
    /// A Boolean value that indicates whether it holds neither an infinity nor NaN, which are written as Extended JSON.
    fileprivate var hasFormInJSON: Bool {
        switch self {
        case .double(let number): number.isFinite
        case .array(let elements): elements.allSatisfy(\.hasFormInJSON)
        case .object(let fields): fields.values.allSatisfy(\.hasFormInJSON)
        case .null, .bool, .number, .text: true
        }
    }

    fileprivate func agrees(with other: Any) -> Bool {
        switch (self, other) {
        case (.null, is NSNull): true
        case (.text(let text), let other as String): text == other
        case (.array(let elements), let others as [Any]):
            elements.count == others.count && zip(elements, others).allSatisfy { $0.agrees(with: $1) }
        case (.object(let fields), let others as [String: Any]):
            fields.count == others.count
                && fields.allSatisfy { key, value in others[key].map(value.agrees) ?? false }
        case (.bool(let flag), let other as NSNumber): flag == other.boolValue
        case (.number(let number), let other as NSNumber): Self.isClose(Double("\(number)"), other.doubleValue)
        case (.double(let number), let other as NSNumber): Self.isClose(number, other.doubleValue)
        default: false
        }
    }

    /// Foundation's numbers have fewer digits.
    private static func isClose(_ number: Double?, _ other: Double) -> Bool {
        guard let number else { return false }
        return number == other || abs(number - other) <= 1e-14 * max(abs(number), abs(other))
    }
}
