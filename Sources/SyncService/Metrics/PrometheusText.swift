/// One metric with all its label values, as Prometheus knows it.
struct MetricFamily: Sendable, Hashable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    struct Sample: Sendable, Hashable {
        /// What is appended to the family's name, such as `_bucket`.
        var suffix = ""
        let labels: [Label]
        let value: Double

        init(suffix: String = "", _ labels: [Label] = [], _ value: Double) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }
    }

    struct Label: Sendable, Hashable {
        let name: String
        let value: String
    }

    let name: String
    let kind: Kind
    let help: String
    var samples: [Sample]
}

/// Writes the text format of Prometheus, version 0.0.4.
enum PrometheusText {
    /// - Parameter families: The metrics.
    /// - Returns: The text, each line with its end.
    static func render(_ families: [MetricFamily]) -> String {
        families.map(render).joined()
    }

    private static func render(_ family: MetricFamily) -> String {
        let head = """
            # HELP \(family.name) \(escaped(family.help, quotes: false))
            # TYPE \(family.name) \(family.kind.rawValue)

            """
        return family.samples.reduce(into: head) { text, sample in
            text += "\(family.name)\(sample.suffix)\(render(sample.labels)) \(number(sample.value))\n"
        }
    }

    private static func render(_ labels: [MetricFamily.Label]) -> String {
        if labels.isEmpty { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
