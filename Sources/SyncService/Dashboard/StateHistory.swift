import Foundation
import InvoiceSync

/// How many documents there were in one state, over the last runs: a line that steps, drawn to its own scale.
struct StateHistory: Sendable {
    /// What a picture's lines are drawn in.
    static let (width, height) = (120.0, 28.0)

    /// The outline of the line, and of the area below it; empty where there are not two moments yet.
    let line: String
    let area: String
    /// What the picture shows, for who does not see it.
    let description: String

    /// - Parameters:
    ///   - state: The state.
    ///   - points: The counts and when they were taken, the oldest first.
    init(of state: DocumentState, _ points: [(at: Date, counts: StoreCounts)]) {
        let values = points.map { $0.counts[state] }
        guard let first = points.first, let last = points.last, first.at < last.at else {
            (line, area, description) = ("", "", "no history yet")
            return
        }
        let highest = Double(max(values.max() ?? 0, 1))
        let span = last.at.timeIntervalSince(first.at)
        var steps: [String] = []
        for (point, value) in zip(points, values) {
            let x = Self.text(point.at.timeIntervalSince(first.at) / span * Self.width)
            let y = Self.text(Self.height - 1 - Double(value) / highest * (Self.height - 2))
            steps.append(steps.isEmpty ? "M\(x) \(y)" : "H\(x)V\(y)")
        }
        line = steps.joined()
        area = "\(line)V\(Self.text(Self.height))H0Z"
        let (lowest, most) = (values.min() ?? 0, values.max() ?? 0)
        let range = lowest == most ? "always \(lowest)" : "between \(lowest) and \(most)"
        description = "\(range), at first \(values.first ?? 0), now \(values.last ?? 0)"
    }

    private static func text(_ coordinate: Double) -> String {
        "\((coordinate * 10).rounded() / 10)"
    }
}

extension Snapshot {
    /// How many documents there were in each state, after each of the last runs and now; the oldest first.
    var history: [(at: Date, counts: StoreCounts)] {
        let ends = runs.compactMap { run in run.ended.flatMap { end in run.documents.map { (at: end, counts: $0) } } }
        return ends.sorted { $0.at < $1.at } + [(at: now, counts: counts)]
    }
}
