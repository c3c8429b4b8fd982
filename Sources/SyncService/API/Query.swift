import FGOModels
import Foundation
import Hummingbird

/// What stands behind the question mark of an address.
struct Query {
    private let parameters: [String: String]

    init(_ request: Request, allowing known: Set<String>) throws(APIError) {
        let pairs = (request.uri.query ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
        parameters = Dictionary(pairs) { first, _ in first }
        if let name = parameters.keys.first(where: { !known.contains($0) }) {
            let names = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
            throw .invalid("the parameter “\(name.prefix(40))” is not known here; known: \(names)")
        }
    }

    /// A space is a plus in what forms send.
    private static func decoded(_ text: Substring) -> String {
        let text = String(text.replacing("+", with: " "))
        return text.removingPercentEncoding ?? text
    }

    /// Whether the parameter is there, also without a value.
    func has(_ name: String) -> Bool { parameters[name] != nil }

    /// A value; one that is empty is none.
    func text(_ name: String) -> String? { parameters[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The last document of the page before, as its `next` gave it.
    func document(_ name: String) throws(APIError) -> DocumentID? {
        guard let text = text(name) else { return nil }
        guard let id = DocumentID(json: text) else { throw .invalid("\(name) must be the “next” of the page before") }
        return id
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let text = parameters[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The values of a list with commas, each one of a few.
    func values<Value: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Value.Type
    ) throws(APIError) -> [Value]? where Value.RawValue == String {
        guard let text = text(name) else { return nil }
        var values: [Value] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let value = Value(rawValue: String(item)) else {
                let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid("\(name) must be one or several of \(known), with commas between them")
            }
            values.append(value)
        }
        return values
    }
}

extension DocumentID {
    /// Reads an identifier as its `value.json` shows it; nil where it is none.
    init?(json: String) {
        guard let value = try? JSONValue(json: Data(json.utf8)) else { return nil }
        self.init(value)
    }
}
