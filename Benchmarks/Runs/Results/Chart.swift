/// A bar chart as SVG, readable on a light and on a dark page.
struct Chart {
    struct Panel {
        let title: String
        let bars: [(label: String, value: Double, text: String)]
    }

    let panels: [Panel]

    init(_ report: Report) {
        panels = [
            Panel(
                title: "Seconds for \(report.invoices) invoices",
                bars: report.summaries.map { ($0.kind.rawValue, $0.wall, $0.wall.tenths) }
            ),
            Panel(
                title: "Requests",
                bars: report.summaries.compactMap { summary in
                    summary.requests.map { (summary.kind.rawValue, $0, "\(Int($0))") }
                }
            ),
        ].filter { !$0.bars.isEmpty }
    }

    private static let width = 640
    private static let left = 80
    private static let longestBar = 480.0
    private static let barStep = 26
    private static let head = 34

    var svg: String {
        var y = 0
        var body: [String] = []
        for panel in panels {
            body.append(Self.text(panel.title, x: 0, y: y + 20, style: "title"))
            let longest = panel.bars.map(\.value).max() ?? 1
            for (index, bar) in panel.bars.enumerated() {
                let top = y + Self.head + index * Self.barStep
                let length = Int(Self.longestBar * bar.value / max(longest, .leastNonzeroMagnitude))
                body.append(Self.text(bar.label, x: Self.left - 10, y: top + 14, style: "label"))
                body.append(
                    "<rect class=\"\(bar.label)\" x=\"\(Self.left)\" y=\"\(top)\" width=\"\(length)\" height=\"18\" rx=\"2\"/>"
                )
                body.append(Self.text(bar.text, x: Self.left + length + 8, y: top + 14, style: "value"))
            }
            y += Self.head + panel.bars.count * Self.barStep + 12
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(y)" role="img">
            <title>\(panels.map(\.title).joined(separator: "; "))</title>
            <style>
            \(Self.style)
            </style>
            \(body.joined(separator: "\n"))
            </svg>

            """
    }

    private static let style = """
        text { font: 13px system-ui, sans-serif; fill: #24292f }
        .title { font-weight: 600 }
        .label { text-anchor: end }
        .floor { fill: #8c959f } .invsync { fill: #1a7f37 } .script { fill: #bf8700 }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 }
        .floor { fill: #6e7681 } .invsync { fill: #3fb950 } .script { fill: #d29922 }
        }
        """

    private static func text(_ text: String, x: Int, y: Int, style: String) -> String {
        "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\">\(text)</text>"
    }
}
