/// A plain table: columns as wide as their widest cell, numbers to the right.
struct Table {
    private var rows: [[String]]

    /// A table with a header row.
    init(_ header: String...) {
        rows = [header]
    }

    /// Adds a row.
    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    /// The table's lines.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).map { Self.padded($0, to: $1) }.joined(separator: "  ").trimmingTrailingSpaces()
        }
    }

    private static func padded(_ cell: String, to width: Int) -> String {
        let gap = String(repeating: " ", count: max(0, width - cell.count))
        let isNumber = !cell.isEmpty && cell.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
        return isNumber ? gap + cell : cell + gap
    }
}

extension String {
    fileprivate func trimmingTrailingSpaces() -> String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
