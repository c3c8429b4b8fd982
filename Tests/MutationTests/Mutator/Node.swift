import FGOModels
import Foundation

@testable import MongoInvoiceStore

/// A document on its way to be spoiled: what neither `JSONValue` nor a dictionary can hold has its place here.
indirect enum Node: Sendable {
    case leaf(Leaf)
    case list([Node])
    case object([Field])

    /// A field; an object may have several of one key.
    struct Field: Sendable {
        var key: String
        var value: Node
    }

    /// A value without parts in both forms, of which either may be broken.
    struct Leaf: Sendable {
        let json: [UInt8]
        let bson: BSONValue
    }
}

extension Node {
    /// A sound value; an object of Extended JSON becomes a leaf.
    init(_ value: JSONValue) {
        switch value {
        case .array(let elements): self = .list(elements.map(Node.init))
        case .object(let fields) where fields.count == 1 && fields.keys.contains { $0.hasPrefix("$") }:
            self = .value(value)
        case .object(let fields):
            self = .object(fields.sorted { $0.key < $1.key }.map { Field(key: $0.key, value: Node($0.value)) })
        default: self = .value(value)
        }
    }

    /// A value as it is, with nothing in it to spoil further.
    static func value(_ value: JSONValue) -> Node {
        .leaf(Leaf(json: Array(value.json.utf8), bson: BSONValue(value)))
    }

    static func text(_ text: String) -> Node { .value(.text(text)) }

    /// A number as a literal, also one that only its text can hold.
    static func number(_ literal: String) -> Node {
        let bson: BSONValue =
            Int64(literal).map { .int64($0) } ?? Decimal128(literal).map { .decimal128($0) }
            ?? .double(Double(literal) ?? .nan)
        return .leaf(Leaf(json: Array(literal.utf8), bson: bson))
    }

    /// A text that is none: these bytes between quotation marks, and these in BSON.
    static func broken(json: [UInt8], bson: [UInt8]) -> Node {
        let quote = UInt8(ascii: "\"")
        return .leaf(Leaf(json: [quote] + json + [quote], bson: .malformedString(bson)))
    }

    var fields: [Field]? {
        if case .object(let fields) = self { fields } else { nil }
    }

    var elements: [Node]? {
        if case .list(let elements) = self { elements } else { nil }
    }

    /// The value under a key, where this is an object that has it.
    subscript(key: String) -> Node? { fields?.first { $0.key == key }?.value }
}

extension Node {
    /// The node as JSON.
    var json: [UInt8] {
        var bytes: [UInt8] = []
        writeJSON(to: &bytes)
        return bytes
    }

    private func writeJSON(to bytes: inout [UInt8]) {
        switch self {
        case .leaf(let leaf): bytes += leaf.json
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.writeJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let fields):
            bytes.append(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += Array(JSONValue.text(field.key).json.utf8) + [UInt8(ascii: ":")]
                field.value.writeJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// The node as MongoDB would hold it.
    var bson: BSONValue {
        switch self {
        case .leaf(let leaf): leaf.bson
        case .list(let elements): .array(elements.map(\.bson))
        case .object(let fields): .document(BSONDocument(fields.map { ($0.key, $0.value.bson) }))
        }
    }
}
