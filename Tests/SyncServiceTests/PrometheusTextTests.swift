import Foundation
import Testing

@testable import SyncService

@Suite struct PrometheusTextTests {
    @Test func writesHelpTypeAndSamples() {
        let family = MetricFamily(
            name: "a_total",
            kind: .counter,
            help: "What \\ is\ncounted \"so\".",
            samples: [.init([.init(name: "l", value: "a\"b\\c\nd")], 3), .init([], 0.25)]
        )
        let expected = #"""
            # HELP a_total What \\ is\ncounted "so".
            # TYPE a_total counter
            a_total{l="a\"b\\c\nd"} 3
            a_total 0.25

            """#
        #expect(PrometheusText.render([family]) == expected)
    }

    @Test func bucketsHoldWhatIsBelowThem() {
        var histogram = Histogram(bounds: [0.5, 1])
        for seconds in [0.25, 0.5, 0.75, 4] { histogram.observe(.seconds(seconds)) }
        let family = MetricFamily(name: "t", kind: .histogram, help: "T.", samples: histogram.samples([]))
        let lines = PrometheusText.render([family]).split(separator: "\n").dropFirst(2)
        let expected = [
            "t_bucket{le=\"0.5\"} 2", "t_bucket{le=\"1.0\"} 3", "t_bucket{le=\"+Inf\"} 4", "t_sum 5.5", "t_count 4",
        ]
        #expect(lines.map(String.init) == expected)
    }

    @Test(arguments: [
        (Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"), (-0.5, "-0.5"),
    ])
    func writesAnyNumber(_ value: Double, _ text: String) {
        let family = MetricFamily(name: "g", kind: .gauge, help: "G.", samples: [.init([], value)])
        #expect(PrometheusText.render([family]).hasSuffix("g \(text)\n"))
    }
}

/// Reads the text format, and refuses what Prometheus would.
enum PrometheusReader {
    struct Failure: Error {
        let line: String
    }

    /// The value of each sample by its name with its labels.
    static func read(_ text: String) throws -> [String: Double] {
        var types: [String: String] = [:]
        var samples: [String: Double] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                guard words.count == 4, types.updateValue(String(words[3]), forKey: String(words[2])) == nil else {
                    throw Failure(line: String(line))
                }
                continue
            }
            if line.hasPrefix("# HELP ") { continue }
            let pattern = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-z_]+="([^"\\]|\\["\\n])*",?)*\})? (\S+)/
            guard let match = line.wholeMatch(of: pattern), let value = Double(match.5) else {
                throw Failure(line: String(line))
            }
            let name = String(match.1)
            let family =
                ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) && types[name] == nil }
                .map { String(name.dropLast($0.count)) } ?? name
            guard types[family] != nil, samples.updateValue(value, forKey: name + (match.2 ?? "")) == nil else {
                throw Failure(line: String(line))
            }
        }
        guard text.hasSuffix("\n") else { throw Failure(line: "the last line has no end") }
        return samples
    }
}
