import FGOModels
import Foundation
import Logging

/// One line of the log as JSON: `timestamp` (UTC), `level`, `label` and `message`, then what it is about, each under its
/// own name.
struct JSONLine {
    /// The line, without its end.
    let text: String

    private static let moments = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// A line.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - message: What happened.
    ///   - label: Who says so.
    ///   - metadata: What it is about; what has the name of one of the four goes under `metadata.NAME`.
    init(_ level: Logger.Level, _ message: String, from label: String, _ metadata: Logger.Metadata = [:]) {
        let own = [
            ("timestamp", Date().formatted(Self.moments)), ("level", level.rawValue), ("label", label),
            ("message", message),
        ]
        let names = Set(own.map(\.0))
        let others = metadata.sorted { $0.key < $1.key }
            .map { (names.contains($0.key) ? "metadata.\($0.key)" : $0.key, JSONValue($0.value)) }
        let members = own.map { ($0, JSONValue.text($1)) } + others
        let line = "{" + members.map { "\(JSONValue.text($0).json):\($1.json)" }.joined(separator: ",") + "}"
        text = line.safeJSON
    }
}

extension JSONValue {
    fileprivate init(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .stringConvertible(let value): self = .text("\(value)")
        case .array(let values): self = .array(values.map(JSONValue.init))
        case .dictionary(let values): self = .object(values.mapValues(JSONValue.init))
        }
    }
}
