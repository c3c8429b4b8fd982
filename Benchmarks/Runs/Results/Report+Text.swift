import Foundation

extension Measurement {
    /// The line that is printed when a program has ended.
    var line: String {
        let numbers = [
            "\(client.wall.tenths) s", server.count.map { "\($0) requests" }, server.failed.map { "\($0) failed" },
            server.cpu.map { "server CPU \($0.tenths) s" }, "client CPU \(client.cpu.tenths) s",
            "\(client.peakMemory / 1_048_576) MiB",
        ]
        return "round \(round), \(program): \(numbers.compactMap(\.self).joined(separator: ", "))"
    }
}

extension Report {
    /// Everything for people: the programs, where their requests went, and the ratios.
    var text: String {
        let title = "\(invoices) invoices, \(lines) lines, \(customers) customers, \(parts) parts on \(server)"
        return ([title, ""] + programLines + [""] + routeLines + ratioLines).joined(separator: "\n")
    }

    private var programLines: [String] {
        let head = ["", "wall s", "requests", "failed", "server CPU s", "client CPU s", "ms/request", "peak MiB"]
        let rows = summaries.map { summary in
            [
                summary.program, summary.wall.tenths, summary.requests.whole, summary.failed.whole,
                summary.serverCPU.tenths, summary.clientCPU.tenths, summary.clientCPUPerRequest.tenths,
                (summary.peakMemory / 1_048_576).tenths,
            ]
        }
        return Self.table([head] + rows)
    }

    private var routeLines: [String] {
        summaries.flatMap { summary -> [String] in
            let run = measurements.first { $0.program == summary.program }
            guard let requests = run?.server.requests else { return ["\(summary.program): nobody counted by route"] }
            return [summary.program] + requests.map { "  \($0.line)" } + [""]
        }
    }

    private var ratioLines: [String] {
        [Program.Kind.invsync, .script].flatMap { kind in
            ratios(of: kind).map { "\(kind.rawValue)/floor, \($0.name): \($0.value.hundredths)" }
        }
    }

    /// Columns as wide as they need, numbers at their right.
    private static func table(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + space : space + cell
            }.joined(separator: "  ")
        }
    }
}

extension ServerUsage.Requests {
    /// How many of which status class, and what they took.
    var line: String {
        let classes = Dictionary(grouping: statuses, by: { $0.key / 100 }).sorted { $0.key < $1.key }
            .map { "\($0.value.reduce(0) { $0 + $1.value }) × \($0.key)xx" }
        return "\(method) \(route): \(classes.joined(separator: ", ")), \(seconds.tenths) s"
    }
}

extension Double {
    var tenths: String { formatted(.number.precision(.fractionLength(1)).grouping(.never)) }
    var hundredths: String { formatted(.number.precision(.fractionLength(2)).grouping(.never)) }
}

extension Double? {
    fileprivate var tenths: String { map(\.tenths) ?? "–" }
    fileprivate var whole: String { map { "\(Int($0))" } ?? "–" }
}
